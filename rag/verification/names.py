"""Names in a text, and whether two names can be one person's.

Names are found by their capitals, which news text has; text without capitals yields none, and a
language that writes nouns with capitals yields too many. No list of names is kept.
"""

from __future__ import annotations

import re

from rag.stopwords import STOP_WORDS

_TITLES = """mr mrs ms miss dr sir lord lady dame baroness baron prof professor president prime minister
    foreign secretary chancellor senator general judge king queen prince princess pope archbishop bishop rev
    captain chairman spokesman spokeswoman spokesperson mp the"""
TITLES = frozenset(_TITLES.split())
_WORD = re.compile(r"[^\W\d_][\w'’&-]*")
_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", "this", "that", "his", "her", "their"})


def names(text: str) -> tuple[str, ...]:
    """The capitalised words of ``text``, each once, except function words and whatever opens the sentence
    unless a further name follows it.
    """
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        if not word[:1].isupper() or word.lower() in STOP_WORDS["en"] | _PRONOUNS:
            continue
        if _opens_sentence(text, match.start()) and not text[match.end() + 1 : match.end() + 2].isupper():
            continue
        found[word] = None
    return tuple(found)


def _opens_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\n\"'“”«»‘’„([")
    return not before or before[-1] in ".!?:…"


def is_pronoun(name: str) -> bool:
    return name.strip().lower() in _PRONOUNS


def key(name: str) -> tuple[str, ...]:
    """The parts of a person's name that tell people apart: no titles, lower case."""
    parts = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name.lower().replace("’", "'"))
    return tuple(part.removesuffix("'s") for part in parts if part not in TITLES)


def compatible(one: str, other: str) -> bool:
    """Whether two names can be the same speaker's: "Ms Hewitt" and "Patricia Hewitt" can, "David Davis"
    and "Terry Davis" cannot. Organisations agree when one's words are the other's beginning or end.
    """
    first, second = key(one), key(other)
    if not first or not second:
        return " ".join(one.lower().split()) == " ".join(other.lower().split())
    shorter, longer = sorted((first, second), key=len)
    if longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter:
        return True
    return len(shorter) >= 2 and first[-1] == second[-1] and first[0] == second[0]
