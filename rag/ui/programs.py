"""What other programs may ask of the desk: five endpoints over HTTP, the same ones as tools over MCP.

Their names, arguments and results are a promise: docs/api.md describes them, and tests call them as it says.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Generator, Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from rag.answer import Limits
from rag.browse import find_statements
from rag.days import span
from rag.errors import BadInput, OnRecordError
from rag.listing import record
from rag.types import Answer, Answered, Event, EvidenceSentence, Found, NotFound, Passage, Sentence
from rag.ui.desk import LONGEST_QUESTION, Desk

#: The most statements or passages that one call returns.
MOST = 500


def programs(desk: Desk) -> None:
    """Declare the endpoints inside the block that is open."""

    def ask(
        question: str,
        since: str = "",
        until: str = "",
        sources: list[str] | None = None,
        history: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the indexed news articles, every sentence with citations.

        Args:
            question: The question in plain words, for example: What did Lavrov say about Georgia?
            since: Use only articles published on or after this day, as YYYY-MM-DD; empty for no limit.
            until: Use only articles published on or before this day, as YYYY-MM-DD; empty for no limit.
            sources: Use only articles of these outlets; leave it out for all.
            history: The questions asked before, oldest first, when this one is a follow-up.

        Returns:
            The answer: state is "answered" or "not_found"; sentences carry citation numbers; citations name
            article, title, source, date, speaker and the quoted words with their place (start, end).
        """
        return _told(lambda: _answer(desk, question, _limits(since, until, sources), tuple(history or ())))

    def search(
        question: str, since: str = "", until: str = "", sources: list[str] | None = None
    ) -> dict[str, Any]:
        """Find the sentences and passages that fit a question, without writing an answer.

        Args:
            question: What to look for, as a question or as words.
            since: Use only articles published on or after this day, as YYYY-MM-DD; empty for no limit.
            until: Use only articles published on or before this day, as YYYY-MM-DD; empty for no limit.
            sources: Use only articles of these outlets; leave it out for all.

        Returns:
            The query as understood, sentences (best first, with article and place) and passages.
        """
        return _told(lambda: _evidence(desk, question, _limits(since, until, sources)))

    def statements(
        speaker: str = "", about: str = "", since: str = "", until: str = "", limit: int = 50
    ) -> dict[str, Any]:
        """List who said what, when, and in which article.

        Args:
            speaker: Whose statements, as a name or part of one; empty for everybody.
            about: What they are about; empty for everything.
            since: Only statements made on or after this day, as YYYY-MM-DD; empty for no limit.
            until: Only statements made on or before this day, as YYYY-MM-DD; empty for no limit.
            limit: How many to return at most.

        Returns:
            total, and statements with speaker, role, kind (direct or reported), text, day, article and place.
        """
        return _told(lambda: _statements(desk, speaker, about, since, until, limit))

    def article(article_id: str) -> dict[str, Any]:
        """Give one article as it was indexed, with its whole text.

        Args:
            article_id: The article's id, as citations carry it.

        Returns:
            id, title, text, source, published, author and language; offsets of citations are into text.
        """
        return _told(lambda: _article(desk, article_id))

    def index_status() -> dict[str, Any]:
        """Tell what the index holds: articles, outlets, dates, languages, and when it last changed.

        Returns:
            Counts of articles, passages and statements, the outlets with their articles, first and last day.
        """
        return _told(lambda: dataclasses.asdict(desk.newsroom.overview()))

    api(ask, api_name="ask", concurrency_limit=None)
    for endpoint in (search, statements, article, index_status):
        api(endpoint, api_name=endpoint.__name__)


def _told(give: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``give`` gives; what a user can act on is told to the program as it would be to a person."""
    try:
        return give()
    except OnRecordError as error:
        raise gr.Error(error.message, print_exception=False) from error


def _limits(since: str, until: str, sources: Sequence[str] | None) -> Limits:
    return Limits(*span(since, until, names=("since", "until")), tuple(sources or ()))


def _answer(desk: Desk, question: str, limits: Limits, history: Sequence[str]) -> dict[str, Any]:
    return dataclasses.asdict(_whole_answer(desk, question, limits, history))


def answering(
    desk: Desk, question: str, limits: Limits, history: Sequence[str] = ()
) -> Generator[Event, None, None]:
    """What happens with a question, put when those who asked before have their answers; closing it stops it.

    Raises BadInput for a question that is empty or too long.
    """
    _check_length(question)
    desk.models.load()
    with desk.line.place(f"program-{uuid.uuid4().hex}") as place:
        for _ in desk.line.turns(place):
            pass
        yield from desk.newsroom.ask(question, history=history, limits=limits, cancel=place.cancel)


def _whole_answer(desk: Desk, question: str, limits: Limits, history: Sequence[str]) -> Answer:
    for event in answering(desk, question, limits, history):
        if isinstance(event, Answered | NotFound):
            return event.answer
    raise AssertionError("an answer always ends in Answered or NotFound")


def _check_length(question: str) -> None:
    if len(question) > LONGEST_QUESTION:
        raise BadInput(f"The question is longer than {LONGEST_QUESTION} characters. Ask a shorter one.")


def _evidence(desk: Desk, question: str, limits: Limits) -> dict[str, Any]:
    _check_length(question)
    desk.models.load()
    for event in desk.newsroom.ask(question, limits=limits):
        if isinstance(event, Found):
            evidence = event.evidence
            best = sorted(evidence.sentences, key=lambda one: -one.score)[:MOST]
            return {
                "query": dataclasses.asdict(evidence.query),
                "articles_searched": evidence.articles_searched,
                "sentences": [_sentence(sentence) for sentence in best],
                "passages": [
                    {
                        "article": hit.passage.article,
                        "start": hit.passage.start,
                        "end": hit.passage.end,
                        "text": hit.passage.text,
                        "score": hit.score,
                        "also": [_span(copy) for copy in hit.also],
                    }
                    for hit in evidence.hits[:MOST]
                ],
            }
    raise AssertionError("a search always ends in Found")


def _sentence(found: EvidenceSentence) -> dict[str, Any]:
    return {
        "article": found.sentence.article,
        "title": found.title,
        "source": found.source,
        "published": found.published,
        "start": found.sentence.start,
        "end": found.sentence.end,
        "text": found.sentence.text,
        "speaker": found.statement.speaker if found.statement is not None else "",
        "score": found.score,
        "also": [_span(copy) for copy in found.also],
    }


def _span(place: Passage | Sentence) -> dict[str, Any]:
    return {"article": place.article, "start": place.start, "end": place.end}


def _article(desk: Desk, article_id: str) -> dict[str, Any]:
    """Without the file's path: it is nobody's business, and Gradio's clients would fetch the file."""
    whole = dataclasses.asdict(desk.newsroom.article(article_id))
    return {key: value for key, value in whole.items() if key != "path"}


def _statements(desk: Desk, speaker: str, about: str, since: str, until: str, limit: int) -> dict[str, Any]:
    first, last = span(since, until, names=("since", "until"))
    found = find_statements(
        desk.newsroom.store, desk.newsroom.encoder, speaker=speaker, about=about, since=first, until=last
    )
    return {"total": len(found), "statements": [record(item) for item in found[: min(max(limit, 0), MOST)]]}
