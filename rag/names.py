"""Names in any script and spelling, brought to one: Лавров, Lavrov, Lawrow; Зеленський, Zelensky, Selenskyj.

A word is put into Latin letters (anyascii), and letters that romanisations and newspapers write differently
(ISO 9, BGN/PCGN, the German and French press) are made one: w and v, y, j and i, the hissing sounds, doubled
letters, endings such as -iy, -yj and -off. A short word keeps its letters, since too much would become alike.

What this does not know: which people are meant, and names that a language changes (Charles, Карл).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Shorter words keep their letters.
_SHORTEST = 6
#: In this order; what comes first has more letters.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"schtsch|shtsh|chtch|shch|tsch|tch|tsh|sch|sh|ch|zh|cz|sz|ts|tz|z", "s"),
        (r"c(?=[eiy])", "s"),
        (r"ck|c|q", "k"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"x", "ks"),
        (r"off$", "ov"),
        (r"w", "v"),
        (r"ou", "u"),
        (r"(?<=[aou])e", ""),
        (r"[jy]", "i"),
        (r"^i(?=[aeou])", ""),
        (r"(?<=[^aeiou])e$", ""),
        (r"(.)\1+", r"\1"),
    )
)
_NO_LETTER = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """What the spellings of a name's ``word`` have in common: lower case, Latin letters."""
    latin = _NO_LETTER.sub("", _latin(word).casefold())
    if len(latin) < _SHORTEST:
        return latin
    for pattern, replacement in _SOUNDS:
        latin = pattern.sub(replacement, latin)
    return latin


def unaccented(text: str) -> str:
    """``text`` without the marks on its letters."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _latin(word: str) -> str:
    if word.isascii():
        return word
    plain = unaccented(word)
    # Decomposed, a Cyrillic й would be и.
    if not plain.isascii():
        from anyascii import anyascii

        plain = anyascii(unicodedata.normalize("NFC", word))
    return plain
