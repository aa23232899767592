"""Points: the statements of whom a question asks about, each with the whole sentences it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.statements.identity import speaks_as
from rag.statements.roll import roll
from rag.store import Filter, Store
from rag.types import Hit, Passage, Query, Sentence, Statement

#: Articles looked at for statements of the speaker: those of the best passages.
ARTICLES = 12
#: Statements looked at when the speaker says nothing in those.
ANYWHERE = 100


@dataclass(frozen=True, slots=True)
class Point:
    """Consecutive sentences of a passage that carry statements of one question's speakers."""

    passage: Passage
    span: Sentence
    statements: tuple[Statement, ...]


def find_points(query: Query, hits: Sequence[Hit], store: Store) -> tuple[Point, ...]:
    """All points of the query's speakers (of anybody, where it names none) in the articles of the best
    passages.

    A speaker who says nothing in those is looked for in the whole index.
    """
    best = list(dict.fromkeys(hit.passage.article for hit in hits))[:ARTICLES]
    said = _by_those_asked_for(query, best, store) or _anywhere(query, store)
    return tuple(
        point
        for article in dict.fromkeys(s.article for s in said)
        for passage in store.passages_of(article)
        for point in _points_in(passage, [s for s in said if s.article == article])
    )


def _by_those_asked_for(query: Query, articles: Sequence[str], store: Store) -> tuple[Statement, ...]:
    said = tuple(s for s in store.statements_in(articles) if s.speaker)
    if not query.speakers:
        return said
    texts = {article: found.text for article, found in store.articles(articles).items()}
    return tuple(s for s in said if any(speaks_as(who, s, texts[s.article]) for who in query.speakers))


def _anywhere(query: Query, store: Store) -> tuple[Statement, ...]:
    known = roll(store.speakers())
    names = {name for wanted in query.speakers for who in known.match(wanted) for name in who.names}
    where = Filter(query.since, query.until, query.sources, query.undated)
    return store.statements(sorted(names), where)[:ANYWHERE]


def _points_in(passage: Passage, statements: Sequence[Statement]) -> Iterator[Point]:
    """Runs of a passage's sentences, each run held together by statements that cross its sentences."""
    run: list[Sentence] = []
    carried: list[Statement] = []
    for sentence in passage.sentences:
        here = [s for s in statements if s.start < sentence.end and s.end > sentence.start]
        if run and not any(s in carried for s in here):
            yield Point(passage, _joined(passage, run), tuple(carried))
            run, carried = [], []
        if here:
            run.append(sentence)
            carried += [s for s in here if s not in carried]
    if run:
        yield Point(passage, _joined(passage, run), tuple(carried))


def _joined(passage: Passage, run: Sequence[Sentence]) -> Sentence:
    start, end = run[0].start, run[-1].end
    return Sentence(passage.article, start, end, passage.text[start - passage.start : end - passage.start])
