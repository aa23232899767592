"""The evidence for a question about statements: numbered points, the likely ones to cite, others to show."""

from __future__ import annotations

from collections.abc import Sequence

from rag.analysis import terms
from rag.embed import Encoder
from rag.rarity import rarity, share
from rag.said.points import Point, find_points
from rag.said.ranking import probabilities
from rag.store import Store
from rag.types import EvidenceSentence, Hit, Query, Statement

#: Points below this probability are neither cited nor shown; the best one always is.
SHOWN = 0.3
#: An article with a smaller share of the topic's words, by rarity, is not about it.
ON_TOPIC = 0.2
#: Points shown at most.
MOST = 14


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
    if not points:
        return ()
    return _numbered(points, probabilities(query, points, hits, store, encoder), store)


def _on_topic(query: Query, points: Sequence[Point], store: Store) -> tuple[Point, ...]:
    """The points whose articles speak of the topic at all: a speaker has said something about much else."""
    weights = rarity(terms(query.topic, query.language), store)
    if not weights:
        return tuple(points)
    articles = store.articles({point.passage.article for point in points})
    about = {
        name
        for name, article in articles.items()
        if share(terms(f"{article.title}\n{article.text}", article.language), weights) >= ON_TOPIC
    }
    return tuple(point for point in points if point.passage.article in about)


def _numbered(points: Sequence[Point], scores: Sequence[float], store: Store) -> tuple[EvidenceSentence, ...]:
    by_score = sorted(range(len(points)), key=lambda i: -scores[i])[:MOST]
    chosen = [i for i in by_score if scores[i] >= SHOWN] or by_score[:1]
    rank = {a: r for r, a in enumerate(dict.fromkeys(points[i].passage.article for i in chosen))}
    ordered = sorted(chosen, key=lambda i: (rank[points[i].passage.article], points[i].span.start))
    articles = store.articles(rank)
    return tuple(
        EvidenceSentence(
            n=n,
            sentence=points[i].span,
            passage=points[i].passage,
            title=articles[points[i].passage.article].title,
            source=articles[points[i].passage.article].source,
            published=articles[points[i].passage.article].published,
            score=scores[i],
            statement=_main(points[i].statements),
        )
        for n, i in enumerate(ordered, start=1)
    )


def _main(statements: Sequence[Statement]) -> Statement:
    """The statement a point is told by: the longest, a reported one before the fragments quoted in it."""
    return max(statements, key=lambda s: s.end - s.start)
