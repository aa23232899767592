"""Passages for a query: words (BM25) and meaning (the encoder's vectors), weighed together.

The two scores are put on one scale and added, which keeps how far apart passages are; rank fusion loses
that. Filters apply before anything is ranked.

What this does not know: who said what. Speakers are an index field like headline and body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.analysis import terms
from rag.embed import Encoder
from rag.settings import RetrievalSettings
from rag.store import Filter, Store
from rag.types import Hit, Query

#: Candidates taken from each side.
DEPTH = 100
#: The share of the score that comes from meaning.
MEANING = 0.5


def retrieve(query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings) -> tuple[Hit, ...]:
    """The best passages for ``query``, best first, ``settings.passages`` at most."""
    where = Filter(query.since, query.until, query.sources)
    lexical = dict(store.search_text(terms(query.text, query.language), DEPTH, where))
    vector = encoder.encode([query.text])[0]
    dense = dict(store.search_vectors(vector, DEPTH, where))
    unseen = [passage for passage in lexical if passage not in dense]
    cosine = dense | _cosines(store, vector, unseen)
    scores = _fused(lexical, cosine)
    best = sorted(scores, key=lambda passage: (-scores[passage], passage))[: settings.passages]
    passages = store.passages(best)
    return tuple(
        Hit(passages[passage], scores[passage], dense.get(passage), lexical.get(passage))
        for passage in best
        if passage in passages
    )


def _fused(lexical: Mapping[int, float], cosine: Mapping[int, float]) -> dict[int, float]:
    """Convex combination of cosine and BM25, the latter as a share of the best (Bruch et al. 2023)."""
    top = max(lexical.values(), default=0.0)
    return {
        passage: MEANING * near + (1 - MEANING) * (lexical.get(passage, 0.0) / top if top else 0.0)
        for passage, near in cosine.items()
    }


def _cosines(store: Store, vector: Sequence[float], ids: Sequence[int]) -> dict[int, float]:
    if not ids:
        return {}
    cosines = store.passage_vectors(ids) @ vector
    return {passage: float(cosine) for passage, cosine in zip(ids, cosines, strict=True)}
