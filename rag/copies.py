"""The same words in several articles, as when papers print an agency's report: one source, several places."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.types import Hit, Passage

#: Passages that share this much of their words (Jaccard) are copies; two reports of one event share half.
SAME = 0.8


def collapsed(hits: Sequence[Hit], limit: int) -> tuple[Hit, ...]:
    """The first ``limit`` different passages, best first; later copies of one are listed with it."""
    alike = _alike([hit.passage.text for hit in hits])
    kept: list[int] = []
    also: dict[int, list[Passage]] = {}
    for i, hit in enumerate(hits):
        original = next((k for k in kept if alike[i][k] and _copies(hit.passage, hits[k].passage)), None)
        if original is not None:
            also.setdefault(original, []).append(hit.passage)
        elif len(kept) < limit:
            kept.append(i)
    return tuple(dataclasses.replace(hits[k], also=tuple(also.get(k, ()))) for k in kept)


def _alike(texts: Sequence[str]) -> list[list[bool]]:
    """Which of n texts share ``SAME`` of their words with which (n, n)."""
    columns: dict[str, int] = {}
    words = [
        [columns.setdefault(word, len(columns)) for word in set(text.casefold().split())] for text in texts
    ]
    # All pairs are counted in one product: to compare them set by set takes three times as long.
    has = np.zeros((len(texts), len(columns)), dtype=np.float32)
    for row, own in zip(has, words, strict=True):
        row[own] = 1
    shared: npt.NDArray[np.float64] = (has @ has.T).astype(np.float64)
    number = shared.diagonal()
    alike = (shared >= SAME * (number[:, None] + number - shared)) & (shared > 0)
    found: list[list[bool]] = alike.tolist()
    return found


def _copies(one: Passage, other: Passage) -> bool:
    """Whether passages that are alike are of two articles and do not disagree."""
    return one.article != other.article and not _count_differently(one.text, other.text)


def _count_differently(text: str, other: str) -> bool:
    """Whether each has a figure that the other has not: they disagree, and both have to be seen."""
    mine, theirs = (Counter(w for w in t.split() if any(map(str.isdigit, w))) for t in (text, other))
    return bool(mine - theirs and theirs - mine)
