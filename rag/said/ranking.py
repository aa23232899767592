"""How likely a point is what a question asks for: a small regression over words, meaning and where it stands.

The weights are fitted by ``benchmarks/fit_said.py``, which stores them in said.json beside this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from rag.analysis import terms
from rag.embed import Encoder
from rag.late import span_scores
from rag.logistic import Logistic
from rag.rarity import rarity, share
from rag.retrieve import ask
from rag.said.points import Point
from rag.store import Store
from rag.types import Hit, Query

STORED = Path(__file__).with_name("said.json")


def probabilities(
    query: Query, points: Sequence[Point], hits: Sequence[Hit], store: Store, encoder: Encoder
) -> list[float]:
    """For each point the probability, in (0, 1), that it answers the query."""
    model = stored_model()
    return [model.probability(signals) for signals in point_signals(query, points, hits, store, encoder)]


def point_signals(
    query: Query, points: Sequence[Point], hits: Sequence[Hit], store: Store, encoder: Encoder
) -> list[Mapping[str, float]]:
    """What the regression sees of each point, every signal in [0, 1].

    ``words``: the share of the topic's words in it, by rarity. ``meaning``: how near it is to the topic, as
    a share of the nearest point's. ``passage`` and ``article``: how well its passage and its article were
    found, as shares of the best.
    """
    if not points:
        return []
    topic = query.topic or query.text
    weights = rarity(terms(topic, query.language), store)
    languages = {
        a: found.language for a, found in store.articles({p.passage.article for p in points}).items()
    }
    meanings = _meanings(topic, points, store, encoder)
    nearest = max(meanings) or 1.0
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    by_passage = {hit.passage.id: hit.score / best for hit in hits}
    by_article: dict[str, float] = {}
    for hit in hits:
        article = hit.passage.article
        by_article[article] = max(by_article.get(article, 0.0), hit.score / best)
    return [
        {
            "words": share(terms(point.span.text, languages[point.passage.article]), weights),
            "meaning": meaning / nearest,
            "passage": by_passage.get(point.passage.id, 0.0),
            "article": by_article.get(point.passage.article, 0.0),
        }
        for point, meaning in zip(points, meanings, strict=True)
    ]


@cache
def stored_model() -> Logistic:
    return Logistic.read(STORED)


def _meanings(topic: str, points: Sequence[Point], store: Store, encoder: Encoder) -> list[float]:
    """How near each point is in meaning: by its passage's stored words, or encoded where there are none."""
    asked = ask(topic, encoder)
    words = store.passage_words({point.passage.id for point in points})
    if asked.tokens is None or any(point.passage.id not in words for point in points):
        cosines = encoder.encode([point.span.text for point in points]) @ asked.vector
        return [max(0.0, float(cosine)) for cosine in cosines]
    return [span_scores(asked.tokens, words[point.passage.id], [_place(point)])[0] for point in points]


def _place(point: Point) -> tuple[int, int]:
    return point.span.start - point.passage.start, point.span.end - point.passage.start
