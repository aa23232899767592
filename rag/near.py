"""Articles that are nearly the same text: a later edition, or an agency's report as two papers print it.

Texts are compared by their runs of three words (shingles; Broder 1997), so that moved or changed sentences
count for as much as they are long. ``keys`` finds candidates without comparing every article with every
other (MinHash with locality-sensitive hashing; Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", ch. 3), and ``likeness`` decides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

#: Texts that share this much of their shingles are nearly the same. Of 2,225 BBC articles 170 pairs reach it,
#: nearly all of them .7 or more, and all are found by their keys; 2 pairs lie just below, as reports of one
#: event do (benchmarks/near.py).
NEARLY = 0.5

_RUN = 3
#: Two texts of likeness s share a key with probability 1 - (1 - s ** _ROWS) ** _BANDS: .87 at .5, .99 at .6.
_BANDS, _ROWS = 32, 4
_WORD = re.compile(r"\w+")


def keys(text: str) -> tuple[int, ...]:
    """Keys (63 bits) of a text; two that are nearly the same have one in common, others hardly ever."""
    runs = shingles(text)
    if not runs:
        return ()
    sketch = _sketch(runs)
    bands = (sketch[at * _ROWS : (at + 1) * _ROWS].tobytes() for at in range(_BANDS))
    return tuple(
        int.from_bytes(hashlib.blake2b(bytes([at]) + band, digest_size=8).digest(), "little") >> 1
        for at, band in enumerate(bands)
    )


def _sketch(runs: Iterable[str]) -> npt.NDArray[np.uint64]:
    """MinHash: for each of many orders of all numbers, which of the runs' numbers (32 bits of SHA-1) comes
    first. The orders are those of the datasketch library's scheme "affine32" with seed 1, with which older
    indexes were made; importing it takes longer than sketches of 300 articles.
    """
    own = b"".join([hashlib.sha1(run.encode(), usedforsecurity=False).digest()[:4] for run in runs])
    factors, terms = _orders()
    places = _mixed(np.frombuffer(own, "<u4"))[:, None] * factors + terms
    first: npt.NDArray[np.uint64] = places.min(axis=0).astype("<u8")
    return first


def _mixed(numbers: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """MurmurHash3's last step; products keep their lower 32 bits."""
    half, third = np.uint32(16), np.uint32(13)
    numbers = (numbers ^ (numbers >> half)) * np.uint32(0x85EBCA6B)
    numbers = (numbers ^ (numbers >> third)) * np.uint32(0xC2B2AE35)
    return numbers ^ (numbers >> half)


@cache
def _orders() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Factors (odd) and terms of the orders: a number's place is factor * number + term, in 32 bits."""
    chance, count = np.random.RandomState(1), _BANDS * _ROWS
    factors = chance.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, chance.randint(0, 1 << 32, count, dtype=np.uint32)


def shingles(text: str) -> frozenset[str]:
    """The runs of three words in ``text``; of fewer words, the words themselves."""
    words = _WORD.findall(text.casefold())
    if len(words) < _RUN:
        return frozenset(words)
    return frozenset(map(" ".join, zip(*(words[at:] for at in range(_RUN)), strict=False)))


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """The share of shingles that two texts have in common (Jaccard), in [0, 1]."""
    these, those = frozenset(one), frozenset(other)
    return len(these & those) / len(these | those) if these or those else 0.0
