"""Statements by speaker, topic and date: what ``onrecord statements`` and the desk's speaker page list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.analysis import terms
from rag.days import in_order
from rag.embed import Encoder
from rag.errors import BadInput
from rag.interviews import question_before
from rag.language import question_language
from rag.relevance import Piece, relevance
from rag.statements.roll import roll
from rag.store import Store
from rag.types import Article, Statement

#: Statements compared with a topic by meaning; beyond this many, those whose passage has a word of it.
COMPARED = 400
#: Below this a statement is not about the topic.
ON_TOPIC = 0.3


#: What a statement is to whoever looks for some: words in quotation marks, a report, an answer to a question.
Kind = Literal["quotation", "report", "answer"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are looked for; empty fields do not restrict. ``source`` is an outlet, ``language`` a
    code such as "en".
    """

    kind: Kind | Literal[""] = ""
    source: str = ""
    language: str = ""

    def takes(self, found: FoundStatement, language: str) -> bool:
        """Whether a statement from an article in ``language`` is one of them."""
        kinds = {"report" if found.statement.kind == "reported" else "quotation"}
        if found.context:
            kinds.add("answer")
        return (
            self.kind in ("", *kinds)
            and self.source.casefold() in ("", found.source.casefold())
            and self.language.casefold() in ("", language)
        )


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement with its article. ``when`` is when it was said, or else when it was published; ``context``
    is the question that it answers, in an interview.
    """

    statement: Statement
    title: str
    source: str
    published: str
    when: str
    score: float
    context: str = ""


def find_statements(
    store: Store,
    encoder: Encoder,
    *,
    speaker: str = "",
    about: str = "",
    since: str = "",
    until: str = "",
    newest_first: bool = False,
    wanted: Wanted = Wanted(),
) -> tuple[FoundStatement, ...]:
    """Statements of ``speaker`` on ``about`` between two days (inclusive); empty arguments do not restrict.
    ``wanted`` says what else they must be.

    Most relevant first where there is a topic, otherwise (and with ``newest_first``) newest first; statements
    of unknown date come last and pass no date limit. Raises BadInput for a speaker the index does not have,
    and for days in the wrong order.
    """
    in_order(since, until)
    with store.snapshot():
        names = _names(store, speaker) if speaker else None
        statements = store.statements(names)
        articles = store.articles({s.article for s in statements})
    dated = [s for s in statements if _between(_when(s, articles[s.article]), since, until)]
    scores = _scores(about, dated, articles, store, encoder)
    found = [
        one
        for s, score in zip(dated, scores, strict=True)
        for a in (articles[s.article],)
        if not about or score >= ON_TOPIC
        for one in [_found(s, a, score)]
        if wanted.takes(one, a.language)
    ]
    if about and not newest_first:
        return tuple(sorted(found, key=lambda f: -f.score))
    return tuple(sorted(found, key=lambda f: f.when, reverse=True))


def _found(statement: Statement, article: Article, score: float) -> FoundStatement:
    asked = question_before(article.text, statement.start) if statement.kind == "direct" else ""
    when = _when(statement, article)
    return FoundStatement(statement, article.title, article.source, article.published, when, score, asked)


def _names(store: Store, speaker: str) -> Sequence[str]:
    known = roll(store.speakers())
    matched = known.match(speaker)
    if not matched:
        heard = ", ".join(who.name for who in known.most_heard(5))
        raise BadInput(f"--speaker: nobody called '{speaker}' speaks in these articles. Most heard: {heard}.")
    return sorted({name for who in matched for name in who.names})


def _when(statement: Statement, article: Article) -> str:
    return statement.date or article.published


def _between(when: str, since: str, until: str) -> bool:
    if not when:
        return not since and not until
    return (not since or when >= since) and (not until or when <= until)


def _scores(
    about: str,
    statements: Sequence[Statement],
    articles: dict[str, Article],
    store: Store,
    encoder: Encoder,
) -> list[float]:
    if not about:
        return [0.0] * len(statements)
    language = question_language(about, tuple(code for code, _ in store.overview().languages))
    chosen = list(range(len(statements)))
    if len(chosen) > COMPARED:
        near = {
            p.article
            for p in store.passages(
                i for i, _ in store.search_text(terms(about, language), COMPARED)
            ).values()
        }
        chosen = [i for i in chosen if statements[i].article in near][: COMPARED * 4]
    pieces = [_piece(statements[i], articles[statements[i].article]) for i in chosen]
    scores = [0.0] * len(statements)
    for i, score in zip(chosen, relevance(about, about, language, pieces, store, encoder), strict=True):
        scores[i] = score
    return scores


def _piece(statement: Statement, article: Article) -> Piece:
    around = article.text[max(0, statement.start - 300) : statement.end + 300]
    return Piece(statement.text, article.title, around, article.language)
