"""Text to index terms: what the full-text index holds and what a question is looked up by.

The same function analyses articles and questions, so a term matches only if both were analysed in the same
language. Terms are lower-case, without accents on Latin letters, stemmed by Snowball (Porter 2 for
English), and hold letters, digits and "." only (inside a decimal number). Names are not treated apart:
"Lavrov's" gives "lavrov".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from rag.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from Stemmer import Stemmer

_SNOWBALL = {"en": "english", "ru": "russian", "de": "german", "es": "spanish", "fr": "french"}

_TOKEN = re.compile(
    r"\b(?:[^\W\d_]\.){2,}"  # U.S., U.K.
    r"|\d+(?:[.,]\d+)*"  # 1,400 and 2.5; the "bn" of "20bn" is a term of its own
    r"|[^\W_]+(?:['’][^\W_]+)*"
)
#: Characters of a word whose terms are kept for the next time.
_LONGEST_KEPT = 40
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_POSSESSIVE = re.compile(r"'s?$")
#: French elisions in front of a word: l'accord, d'Estaing, qu'il.
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=\w)")
#: Ukrainian has no Snowball stemmer. Case, number and person stand in the last letters; what is left of a
#: word is never cut below four letters. Longest first.
_UKRAINIAN_ENDING = re.compile(
    r"(?<=\w{4})(?:ського|ському|ськими|ській|ським|ських|ська|ське|ські|ську|"
    r"ями|ами|ові|еві|єві|ого|ому|ими|ємо|ють|ять|ати|ити|ала|ила|али|или|ією|єю|ою|ею|ів|їв|ам|ям|ах|ях|ом|ем|єм|"
    r"ий|ій|им|их|ає|ує|ть|ав|ив|[аяоеєиіїуюьй])$"
)


def terms(text: str, language: str) -> list[str]:
    """The index terms of ``text`` in order, stop words left out.

    ``language`` is an ISO 639-1 code; one without a stemmer or stop words gets the rest of the analysis.
    """
    found: list[str] = []
    for word in text.split():
        # The same words come over and over; what is longer than a word is not kept in memory.
        found += (_kept_terms if len(word) <= _LONGEST_KEPT else _terms)(word, language)
    return found


def _terms(text: str, language: str) -> tuple[str, ...]:
    found = _TOKEN.findall(unicodedata.normalize("NFKC", text))
    return tuple(term for term in map(_term, found, repeat(language)) if term is not None)


#: No term spans white space, so that a text's are those of what stands between.
_kept_terms = lru_cache(maxsize=200_000)(_terms)


def _term(found: str, language: str) -> str | None:
    """The term of what ``_TOKEN`` finds; None for a stop word."""
    token = _token(found)
    folded = _fold(token, language)
    if not folded or (folded in STOP_WORDS.get(language, frozenset()) and not _is_acronym(token)):
        return None
    return _stem(folded, language)


def _token(found: str) -> str:
    if found[-1] == ".":
        return found.replace(".", "").upper()
    if found[0].isdecimal():
        return _THOUSANDS.sub("", found).replace(",", ".")
    return found


def _is_acronym(token: str) -> bool:
    """Whether capitals make it a name: "US" is a country where "us" is a stop word."""
    return len(token) > 1 and token.isupper()


def _fold(token: str, language: str) -> str:
    """Lower case; one apostrophe, no possessive or elision; ё as е. Accents stay: stemmers need them."""
    folded = token.casefold().replace("ё", "е").replace("’", "'")
    if language == "en":
        return _POSSESSIVE.sub("", folded)
    if language == "fr":
        return _ELISION.sub("", folded)
    return folded


def _stem(token: str, language: str) -> str:
    if language == "uk":
        stem = _UKRAINIAN_ENDING.sub("", token)
    elif language in _SNOWBALL:
        stem = _stemmer(language).stemWord(token)
    else:
        stem = token
    return _without_accents(stem)


@cache
def _stemmer(language: str) -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer(_SNOWBALL[language])


def _without_accents(word: str) -> str:
    """Latin letters lose their marks, so "Muller" finds "Müller"; the Cyrillic й and ї are letters."""
    if word.isascii():
        return word.replace("'", "")
    return "".join(
        character if character > "\u024f" else unicodedata.normalize("NFKD", character)[0]
        for character in word
        if character != "'"
    )
