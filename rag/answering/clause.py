"""How much of a sentence to show around the words that answer.

A sentence of usual length is shown whole. Of a long one the clause that holds the answer is enough, if it can
stand: it begins like a sentence, has a few words, and quotation marks and brackets in it are closed.
"""

from __future__ import annotations

import re

from rag.answering.spans import words

#: Up to this many words a sentence is shown whole.
WHOLE = 40
#: A clause of fewer words is a fragment.
FEWEST = 7

_BREAK = re.compile(r"(?<=[,;:])\s+|\s+[-–—]+\s+|\s*—\s*")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))


def is_long(text: str) -> bool:
    """Whether a clause of the sentence may do."""
    return len(words(text)) > WHOLE


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of ``text`` to show for the answer ``text[start:end]``, which it contains."""
    if not is_long(text):
        return 0, len(text)
    breaks = list(_BREAK.finditer(text))
    begins = [0, *(b.end() for b in breaks)]
    stops = [*(len(text[: b.start()].rstrip(",;:")) for b in breaks), len(text)]
    first = max(i for i, begin in enumerate(begins) if begin <= start)
    last = min((i for i, stop in enumerate(stops) if stop >= end), default=len(stops) - 1)
    standing = (
        (begins[i], stops[j])
        for i in range(first, -1, -1)
        for j in range(max(last, i), len(stops))
        if _stands(text[begins[i] : stops[j]])
    )
    return min(standing, key=lambda span: span[1] - span[0], default=(0, len(text)))


def _stands(part: str) -> bool:
    return (
        not part[:1].islower()
        and len(words(part)) >= FEWEST
        and part.count('"') % 2 == 0
        and all(part.count(opening) == part.count(closing) for opening, closing in _PAIRS)
    )
