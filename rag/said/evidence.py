"""The evidence for a question about statements: numbered points, the likely ones to cite, others to show."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rag.analysis import terms
from rag.embed import Encoder
from rag.rarity import rarity, share
from rag.said.claims import CLAIMED, TOUCHED, asked_about, met
from rag.said.points import Point, find_points
from rag.said.ranking import probabilities
from rag.store import Store
from rag.types import EvidenceSentence, Hit, Query, Statement

#: Points below this probability are neither cited nor shown; the best one always is.
SHOWN = 0.3
#: An article with a smaller share of the topic's words, by rarity, is not about it.
ON_TOPIC = 0.2
#: What a word of the topic weighs at least, as a share of the rarest.
LEAST = 1 / 3
#: Points shown at most.
MOST = 14
#: Where there is no answer: what the speaker says on other things, and what others say on this.
NEAREST = 3


def asks_for_statements(query: Query) -> bool:
    """Whether the question is about what somebody named said, or about who said something."""
    return (query.form == "said" and bool(query.speakers)) or query.form == "who_said"


def said_evidence(
    query: Query, hits: Sequence[Hit], store: Store, encoder: Encoder
) -> tuple[EvidenceSentence, ...]:
    """The points in which the query's speakers (or anybody) speak on its topic, best article first.

    ``score`` is the probability that a point answers the question. Empty where the question does not ask
    for statements or the index has none of the speaker.
    """
    if not asks_for_statements(query):
        return ()
    points = _on_topic(query, find_points(query, hits, store), store)
    shares = met(query, points, store, encoder)
    if query.form == "who_said":
        points = tuple(point for point, share in zip(points, shares, strict=True) if share >= CLAIMED)
    if not points or max(shares) < TOUCHED:
        return ()
    return _numbered(points, probabilities(query, points, hits, store, encoder), store)


def _on_topic(query: Query, points: Sequence[Point], store: Store) -> tuple[Point, ...]:
    """The points whose articles speak of the topic at all: a speaker has said something about much else."""
    rare = rarity(asked_about(query.topic, query.language), store)
    if not rare:
        return tuple(points)
    # In a few articles on one thing its name is in every passage and would weigh nothing.
    least = LEAST * max(rare.values())
    weights = {term: max(weight, least) for term, weight in rare.items()}
    articles = store.articles({point.passage.article for point in points})
    about = {
        name
        for name, article in articles.items()
        if share(terms(f"{article.title}\n{article.text}", article.language), weights) >= ON_TOPIC
    }
    return tuple(point for point in points if point.passage.article in about)


def by_anybody(query: Query) -> Query:
    """The question without its speaker: who speaks on its topic at all."""
    return dataclasses.replace(
        query, text=query.topic or query.text, form="who_said", speaker="", speakers=()
    )


def nearest_said(
    query: Query, hits: Sequence[Hit], on_topic: Sequence[Hit], store: Store, encoder: Encoder
) -> tuple[EvidenceSentence, ...]:
    """Where nobody asked for says what is asked: what they say that comes nearest to it, then what others say
    on it. ``on_topic`` are the passages found for ``by_anybody(query)``.
    """
    theirs = find_points(query, hits, store) if query.speakers else ()
    anybody = by_anybody(query)
    others = _on_topic(anybody, find_points(anybody, on_topic, store), store)
    rest = tuple(point for point in others if point.span not in {own.span for own in theirs})
    return _as_evidence(
        [
            *_best(theirs, probabilities(query, theirs, hits, store, encoder), NEAREST),
            *_best(rest, probabilities(anybody, rest, on_topic, store, encoder), NEAREST),
        ],
        store,
    )


def _best(points: Sequence[Point], scores: Sequence[float], most: int) -> list[tuple[Point, float]]:
    return sorted(zip(points, scores, strict=True), key=lambda scored: -scored[1])[:most]


def _numbered(points: Sequence[Point], scores: Sequence[float], store: Store) -> tuple[EvidenceSentence, ...]:
    best = _best(points, scores, MOST)
    chosen = [scored for scored in best if scored[1] >= SHOWN] or best[:1]
    rank = {a: r for r, a in enumerate(dict.fromkeys(point.passage.article for point, _ in chosen))}
    return _as_evidence(sorted(chosen, key=lambda s: (rank[s[0].passage.article], s[0].span.start)), store)


def _as_evidence(scored: Sequence[tuple[Point, float]], store: Store) -> tuple[EvidenceSentence, ...]:
    articles = store.articles({point.passage.article for point, _ in scored})
    return tuple(
        EvidenceSentence(
            n=n,
            sentence=point.span,
            passage=point.passage,
            title=articles[point.passage.article].title,
            source=articles[point.passage.article].source,
            published=articles[point.passage.article].published,
            score=score,
            statement=_main(point.statements),
        )
        for n, (point, score) in enumerate(scored, start=1)
    )


def _main(statements: Sequence[Statement]) -> Statement:
    """The statement a point is told by: the longest, a reported one before the fragments quoted in it."""
    return max(statements, key=lambda s: s.end - s.start)
