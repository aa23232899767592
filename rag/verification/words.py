"""Words and content terms, as verification compares them."""

from __future__ import annotations

import re
from functools import lru_cache

from rag import analysis

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_REPORTING = """said say says saying told tell tells telling added adds adding stated states according
    announced announces mr mrs ms"""


def words(text: str) -> list[str]:
    """The words and numerals of ``text``, lower case, with straight apostrophes and no possessive s."""
    found = (match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    return [word.removesuffix("'s") for word in found]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of one word, stop words included."""
    stemmed = analysis.terms(word, "en")
    return stemmed[0] if stemmed else word


REPORTING = frozenset(map(stem, _REPORTING.split()))


def terms(text: str, language: str = "en") -> list[str]:
    """The content words of ``text``, stemmed, in order and with repetitions. Words that only report
    (said, according) and forms of address are left out: the speaker check is the one that reads them.
    """
    return [term for term in analysis.terms(text, language) if term not in REPORTING]
