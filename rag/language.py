"""Which language a text is in, as an ISO 639-1 code.

An article is long enough for a statistical detector. A question often is not ("Blair Iraq" is nothing to a
detector of letter sequences), so a question is only told apart among the languages the index holds, and
one too short to be sure of is taken to be in the most common of them. The same text always gets the same
answer. Nothing here knows what a language is used for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Languages with stop words and stemming (Ukrainian: endings cut, see analysis.py).
ANALYSED = ("en", "ru", "de", "es", "fr", "uk")

#: How much of an article is looked at. Twice as much changed one verdict in 4,752, and took longer.
_ENOUGH_CHARACTERS = 1000
#: Below this probability, among the candidates, a question counts as too short to tell.
_SURE = 0.8

_CYRILLIC = frozenset({"ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn"})
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
#: Letters that Russian and Ukrainian do not share; enough to tell a question of three words.
_ONLY_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)
_ONLY_RUSSIAN = re.compile(r"[ыэъё]", re.IGNORECASE)


def detect(text: str, default: str = "en") -> str:
    """The language of an article's text; ``default`` where it holds no letters."""
    sample = text[:_ENOUGH_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return default
    return str(_detector().classify(sample)[0])


def question_language(question: str, among: Sequence[str]) -> str:
    """The language of a question put to an index of articles in ``among``, most common first.

    Only a question in another script than all of ``among`` is given a language outside it: a Russian
    question to an English index is Russian, a Danish one is read as English.
    """
    if not among:
        return detect(question)
    candidates = _same_script(question, among) or _same_script(question, ANALYSED)
    if not candidates:
        return among[0]
    if len(candidates) == 1:
        return candidates[0]
    if "uk" in candidates and _ONLY_UKRAINIAN.search(question):
        return "uk"
    if "ru" in candidates and _ONLY_RUSSIAN.search(question):
        return "ru"
    probability = {code: p for code, p in _detector().rank(question) if code in candidates}
    best = max(probability, key=lambda code: probability[code], default=candidates[0])
    sure = probability.get(best, 0.0) >= _SURE * sum(probability.values())
    return best if sure else candidates[0]


def _same_script(text: str, languages: Sequence[str]) -> list[str]:
    """Those of ``languages`` written in the script of the text. A Russian question may name an English
    company, hardly ever the other way round: a fifth of Cyrillic letters is enough.
    """
    cyrillic = len(_CYRILLIC_LETTER.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    if not cyrillic and not latin:
        return list(languages)
    return [language for language in languages if (language in _CYRILLIC) == (4 * cyrillic >= latin)]


@cache
def _detector() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
