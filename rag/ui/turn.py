"""One question at the desk, from being put to being settled: what every part of the page shows of it.

``after`` takes a turn and an event of ``rag.answer`` and gives the next turn. Turns are values: the page, the
history and the exports all read the same ones.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rag.cite import places
from rag.types import (
    Answer,
    Answered,
    AnswerSentence,
    Article,
    Checked,
    Citation,
    Event,
    Evidence,
    Found,
    NotFound,
    Place,
    Query,
    Searching,
    Writing,
)

Stage = Literal[
    "waiting", "searching", "reading", "writing", "answered", "not_found", "stopped", "failed"
]  # fmt: skip
SETTLED: frozenset[Stage] = frozenset({"answered", "not_found", "stopped", "failed"})

#: Article ids -> the articles the index has of them.
Articles = Callable[[Iterable[str]], Mapping[str, Article]]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that was found, cited or not; ``also`` are the places of the same words in other articles."""

    article: str
    title: str
    source: str
    published: str
    start: int
    end: int
    text: str
    also: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """``asked`` is the time of asking, ISO 8601 with zone. ``draft`` is what the model has written since the
    last checked sentence; it is shown as work in progress and never kept. ``ahead`` counts the questions that
    are answered first. ``reading`` is how many sentences the answer may rest on; ``follow_ups`` are
    questions that could come next.
    """

    id: str
    question: str
    asked: str
    stage: Stage = "waiting"
    ahead: int = 0
    query: Query | None = None
    articles_searched: int = 0
    passages_searched: int = 0
    reading: int = 0
    retrieved: tuple[Retrieved, ...] = ()
    draft: str = ""
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    failure: str = ""
    follow_ups: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        return self.stage in SETTLED

    def at(self, article: str, start: int, end: int) -> Citation | None:
        """What this turn shows of that place: anything a reader can open, cited or not."""
        return next((c for c in self._shown() if (c.article, c.start, c.end) == (article, start, end)), None)

    def _shown(self) -> Iterator[Citation]:
        quoted = [*self.citations, *(c for sentence in self.sentences for c in sentence.against)]
        if self.answer is not None:
            quoted += self.answer.nearest
            quoted += (item.suggestion for item in self.answer.withheld if item.suggestion is not None)
        yield from quoted
        for p in self.retrieved:
            yield Citation(0, p.article, p.title, p.source, p.published, "", p.text, p.start, p.end)
        with_copies: tuple[Citation | Retrieved, ...] = (*quoted, *self.retrieved)
        for place in (place for shown in with_copies for place in shown.also):
            about = (place.article, place.title, place.source, place.published, "", place.quote)
            yield Citation(0, *about, place.start, place.end)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in the order they were asked; ``id`` names it in the history."""

    id: str
    turns: tuple[Turn, ...] = ()

    def turn(self, turn_id: str) -> Turn | None:
        return next((turn for turn in self.turns if turn.id == turn_id), None)

    def with_turn(self, turn: Turn) -> Conversation:
        """With ``turn`` in the place of the one with its id, or at the end."""
        if self.turn(turn.id) is None:
            return dataclasses.replace(self, turns=(*self.turns, turn))
        return dataclasses.replace(self, turns=tuple(turn if t.id == turn.id else t for t in self.turns))

    def before(self, turn_id: str) -> Conversation:
        """The conversation up to, and without, this turn."""
        ids = [turn.id for turn in self.turns]
        return dataclasses.replace(self, turns=self.turns[: ids.index(turn_id) if turn_id in ids else None])

    @property
    def searched(self) -> tuple[str, ...]:
        """The questions as they were searched, oldest first: what a follow-up refers to."""
        return tuple(turn.query.text for turn in self.turns if turn.query is not None)


def new_conversation() -> Conversation:
    return Conversation(uuid.uuid4().hex)


def new_turn(question: str) -> Turn:
    asked = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    return Turn(uuid.uuid4().hex, question.strip(), asked)


def follow(turn: Turn, events: Iterable[Event], articles: Articles) -> Iterator[Turn]:
    """The turn after each event."""
    for event in events:
        turn = after(turn, event, articles)
        yield turn


def after(turn: Turn, event: Event, articles: Articles) -> Turn:
    match event:
        case Searching(query):
            return dataclasses.replace(turn, stage="searching", ahead=0, query=query)
        case Found(evidence):
            return dataclasses.replace(
                turn,
                stage="reading",
                articles_searched=evidence.articles_searched,
                passages_searched=evidence.passages_searched,
                reading=len(evidence.sentences),
                retrieved=_retrieved(evidence, articles),
            )
        case Writing(text):
            return dataclasses.replace(turn, stage="writing", draft=turn.draft + text)
        case Checked(sentence, citations):
            return dataclasses.replace(
                turn,
                stage="writing",
                draft="",
                sentences=(*turn.sentences, sentence),
                citations=(*turn.citations, *citations),
            )
        case Answered(answer):
            return _settled(turn, answer, "answered")
        case NotFound(answer):
            return _settled(turn, answer, "not_found")


def stopped(turn: Turn) -> Turn:
    """The turn as the reader stopped it: what was checked until then stays."""
    return dataclasses.replace(turn, stage="stopped", draft="")


def failed(turn: Turn, message: str) -> Turn:
    return dataclasses.replace(turn, stage="failed", draft="", failure=message)


def _settled(turn: Turn, answer: Answer, stage: Stage) -> Turn:
    return dataclasses.replace(
        turn, stage=stage, draft="", sentences=answer.sentences, citations=answer.citations, answer=answer
    )


def _retrieved(evidence: Evidence, articles: Articles) -> tuple[Retrieved, ...]:
    """What the answer may rest on first, in the order it is read, then the other passages found."""
    passages = {s.passage.id: s.passage for s in evidence.sentences}
    passages |= {hit.passage.id: hit.passage for hit in evidence.hits if hit.passage.id not in passages}
    copies = {hit.passage.id: hit.also for hit in evidence.hits}
    known = articles(
        {p.article for p in passages.values()} | {copy.article for also in copies.values() for copy in also}
    )
    return tuple(
        Retrieved(
            p.article,
            about.title,
            about.source,
            about.published,
            p.start,
            p.end,
            p.text,
            places(copies.get(p.id, ()), known),
        )
        for p in passages.values()
        if (about := known.get(p.article)) is not None
    )
