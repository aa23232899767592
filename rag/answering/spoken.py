"""The evidence for a question after somebody's words: what those people say, the likeliest to fit.

What X did not say cannot be given to X, since only statements of X are looked at. Which of them answer is for
the reader to say; here they are only brought down to as many as it can read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answering.points import Point, find_points
from rag.embed import Encoder
from rag.interviews import question_before
from rag.late import span_scores
from rag.retrieve import ask
from rag.segment import count_tokens
from rag.store import Store
from rag.types import EvidenceSentence, Hit, Query, Statement

#: What a point's meaning counts, for each standard deviation, and the place of its article among those found.
MEANING = 0.08
ARTICLE = 0.2
#: The least that counts as a standard deviation: about what it is over dozens of points.
LEAST_SPREAD = 0.03
#: Points shown at most.
MOST = 16


def spoken_evidence(
    query: Query, hits: Sequence[Hit], store: Store, encoder: Encoder, *, tokens: int = 0
) -> tuple[EvidenceSentence, ...]:
    """The points of the query's speakers that come nearest to it, in reading order, best article first.
    ``score`` tells how near. Empty where they say nothing in the index. With ``tokens`` they have no more,
    the nearest excepted.
    """
    points = find_points(query, hits, store)
    scores = _scores(query, points, hits, store, encoder)
    chosen = sorted(range(len(points)), key=lambda i: -scores[i])[:MOST]
    if tokens:
        lengths = np.cumsum([count_tokens(points[i].span.text) for i in chosen])
        chosen = [i for at, i in enumerate(chosen) if not at or lengths[at] <= tokens]
    rank = {a: n for n, a in enumerate(dict.fromkeys(points[i].passage.article for i in chosen))}
    chosen.sort(key=lambda i: (rank[points[i].passage.article], points[i].span.start))
    return _as_evidence([points[i] for i in chosen], [scores[i] for i in chosen], store)


def _scores(
    query: Query, points: Sequence[Point], hits: Sequence[Hit], store: Store, encoder: Encoder
) -> list[float]:
    """How near each point is in meaning, and how well its article was found."""
    if not points:
        return []
    asked = ask(query.text, encoder)
    words = store.passage_words({point.passage.id for point in points})
    if asked.tokens is None or any(point.passage.id not in words for point in points):
        meanings = [float(c) for c in encoder.encode([p.span.text for p in points]) @ asked.vector]
    else:
        meanings = [span_scores(asked.tokens, words[p.passage.id], [_place(p)])[0] for p in points]
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    found: dict[str, float] = {}
    for hit in hits:
        found[hit.passage.article] = max(found.get(hit.passage.article, 0.0), hit.score / best)
    # Two points that are nearly as near as each other are not a standard deviation apart in any sense.
    deviations = (np.array(meanings) - np.mean(meanings)) / max(float(np.std(meanings)), LEAST_SPREAD)
    return [
        MEANING * float(deviation) + ARTICLE * found.get(point.passage.article, 0.0)
        for point, deviation in zip(points, deviations, strict=True)
    ]


def _place(point: Point) -> tuple[int, int]:
    return point.span.start - point.passage.start, point.span.end - point.passage.start


def _as_evidence(
    points: Sequence[Point], scores: Sequence[float], store: Store
) -> tuple[EvidenceSentence, ...]:
    articles = store.articles({point.passage.article for point in points})
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
            context=question_before(articles[point.passage.article].text, point.span.start),
        )
        for n, (point, score) in enumerate(zip(points, scores, strict=True), start=1)
    )


def _main(statements: Sequence[Statement]) -> Statement:
    """The statement a point is told by: the longest, a reported one before the fragments quoted in it."""
    return max(statements, key=lambda s: s.end - s.start)
