"""Articles that are nearly the same text: a later edition, or an agency's report as two papers print it.

Texts are compared by their runs of three words (shingles; Broder 1997), so that moved or changed sentences
count for as much as they are long. ``keys`` finds candidates without comparing every article with every
other (MinHash with locality-sensitive hashing; Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", ch. 3), and ``likeness`` decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Texts that share this much of their shingles are nearly the same. Of 2,225 BBC articles 170 pairs reach it,
#: nearly all of them .7 or more, and all are found by their keys; 2 pairs lie just below, as reports of one
#: event do (benchmarks/near.py).
NEARLY = 0.5

_RUN = 3
#: Two texts of likeness s share a key with probability 1 - (1 - s ** _ROWS) ** _BANDS: .87 at .5, .99 at .6.
_BANDS, _ROWS = 32, 4
#: Part of what is stored: other values make keys that do not meet those of older articles.
_SCHEME, _SEED = "affine32", 1

_WORD = re.compile(r"\w+")


def keys(text: str) -> tuple[int, ...]:
    """Keys (63 bits) of a text; two that are nearly the same have one in common, others hardly ever."""
    import hashlib

    from datasketch import MinHash

    runs = shingles(text)
    if not runs:
        return ()
    sketch = MinHash(_BANDS * _ROWS, _SEED, scheme=_SCHEME)
    sketch.update_batch([run.encode() for run in runs])
    values = sketch.hashvalues.astype("<u8")
    bands = (values[at * _ROWS : (at + 1) * _ROWS].tobytes() for at in range(_BANDS))
    return tuple(
        int.from_bytes(hashlib.blake2b(bytes([at]) + band, digest_size=8).digest(), "little") >> 1
        for at, band in enumerate(bands)
    )


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
