"""How much a word tells: rare words find, common ones do not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from rag.store import Store

Weights = Mapping[str, float]


def rarity(terms: Iterable[str], store: Store) -> Weights:
    """BM25's inverse document frequency of each term, over passages, never below 0 (the form of Lucene)."""
    _, passages = store.counts()
    return {term: idf(store.frequency(term), passages) for term in dict.fromkeys(terms)}


def share(found: Iterable[str], weights: Weights) -> float:
    """How much of the weighed terms is among ``found``, by weight; 0 where nothing weighs."""
    total = sum(weights.values())
    return sum(weights[term] for term in weights.keys() & set(found)) / total if total else 0.0


def idf(having: int, passages: int) -> float:
    """BM25's inverse document frequency (Robertson and Zaragoza 2009), never negative."""
    return math.log(1 + (max(passages, having) - having + 0.5) / (having + 0.5))
