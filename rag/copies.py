"""The same words in several articles, as when papers print an agency's report: one source, several places."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable

from rag.types import Hit, Passage

#: Passages that share this much of their words (Jaccard) are copies; two reports of one event share half.
SAME = 0.8


def collapsed(hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The first ``limit`` different passages, best first; later copies of one are listed with it."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    also: dict[int, list[Passage]] = {}
    for hit in hits:
        words = frozenset(hit.passage.text.casefold().split())
        original = next(
            (k for k, (other, theirs) in enumerate(kept) if _copies(hit, words, other, theirs)), None
        )
        if original is not None:
            also.setdefault(original, []).append(hit.passage)
        elif len(kept) < limit:
            kept.append((hit, words))
    return tuple(dataclasses.replace(hit, also=tuple(also.get(k, ()))) for k, (hit, _) in enumerate(kept))


def _copies(one: Hit, words: frozenset[str], other: Hit, others: frozenset[str]) -> bool:
    if one.passage.article == other.passage.article:
        return False
    mine, theirs = len(words), len(others)
    # Sets of such different sizes cannot share so much: many pairs need no look at their words.
    if mine < SAME * theirs or theirs < SAME * mine:
        return False
    shared = len(words & others)
    alike = shared >= SAME * (mine + theirs - shared) > 0
    return alike and not _count_differently(one.passage.text, other.passage.text)


def _count_differently(text: str, other: str) -> bool:
    """Whether each has a figure that the other has not: they disagree, and both have to be seen."""
    mine, theirs = (Counter(w for w in t.split() if any(map(str.isdigit, w))) for t in (text, other))
    return bool(mine - theirs and theirs - mine)
