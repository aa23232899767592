"""The office that stands beside a name: "Tory leader Michael Howard", "Jack Law, chief executive of ...",
"the director of the film, Vinod Pande".

Not known: offices told in a sentence of their own ("she became chairman in 2001").
"""

from __future__ import annotations

import re

from rag.statements.roles import CHANGES_OFFICE, OFFICES, ROLE_WORDS
from rag.statements.wordlist import words

_WORDS_BEFORE = re.compile(r"((?:[\w'’&.-]+[  ]){1,7})$")
_AFTER = re.compile(
    r"^, (?:the |a |an |who is |now )?([\w'’&./ -]{2,90}?)"
    r"(?=[,.;:)]| who | and | said| says| told| has | is | was )"
)
_BEFORE_COMMA = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er) ([\w'’& -]+),[  ]$")
_STOPS = words(
    """the a an by with from to in on at for but as that this or said says told his her their its
    than is was are were has had have while after before when where who which new one both between about
    against of during"""
)
#: After these the first word is a verb: "Hale will discipline striker".
_HELPERS = words("will would can could should shall may might must did does do not")
_JOINERS = words("and But And As While When However Meanwhile Earlier Later")
_GOES_ON = frozenset({"of", "for", "at", "in", "to", "with", "on"})
_MOST_BEFORE = 6
#: Characters that are looked at for an office before a name.
_LONGEST_BEFORE = 120


def role_beside(text: str, start: int, end: int, before: list[str]) -> str:
    """The role of the name at ``start``..``end``; ``before`` are the capitalised words of its own run that
    stand before it. '' where none is stated.
    """
    run_start = start - len(" ".join(before)) - bool(before)
    line = text.rfind("\n", 0, run_start) + 1
    return (
        _directly_before(text[line:run_start], before)
        or (_after(text[end : end + 110]))
        or ("" if before else _before_comma(text[line:start]))
    )


def is_role_word(word: str) -> bool:
    bare = word.lower().strip(".,")
    return bare in ROLE_WORDS or bare.rsplit("-", 1)[-1] in ROLE_WORDS


def _directly_before(left: str, before: list[str]) -> str:
    """Capitals, then lower-case words, the last the word of office: "Downing Street communications chief"."""
    match = _WORDS_BEFORE.search(left[-_LONGEST_BEFORE:])
    standing = match.group(1).split() if match else []
    kept: list[str] = list(before)
    capitals = bool(before)
    for word in reversed(standing):
        joins = word == "and" and capitals
        if not word.strip("-–—"):
            break
        if word in _HELPERS:
            kept = kept[1:] if kept[:1] and kept[0] not in CHANGES_OFFICE and len(kept) > 1 else kept
            break
        if word.endswith("ed") and word[0].islower() and kept:
            break
        if (word.lower() in _STOPS or word[-1] in ".,;:\"'”’") or (word == "and" and not joins):
            break
        if capitals and word[:1].islower() and not joins:
            break
        capitals = capitals or word[:1].isupper()
        kept.insert(0, word)
    while kept and kept[0] in _JOINERS:
        kept = kept[1:]
    if kept == ["State"] and left.endswith("Secretary of "):
        return f"{_directly_before(left.removesuffix('Secretary of '), ['Secretary'])} of State"
    general = len(kept) > 1 and kept[-1] == "General" and is_role_word(kept[-2])  # "Secretary General"
    return " ".join(kept) if kept and (general or is_role_word(kept[-1])) else ""


def _after(right: str) -> str:
    match = _AFTER.match(right)
    return office_phrase(match.group(1)) if match else ""


def _before_comma(left: str) -> str:
    match = _BEFORE_COMMA.search(left)
    return office_phrase(match.group(1)) if match else ""


def office_phrase(phrase: str) -> str:
    """``phrase`` if it starts with an office: few words, the word of office, and then nothing or "of ..."."""
    parts = phrase.split()
    for i, word in enumerate(parts[:_MOST_BEFORE]):
        if word.lower() in _STOPS:
            return ""
        following = parts[i + 1].lower() if i + 1 < len(parts) else ""
        if word[0].isupper() and "-" not in word and word not in OFFICES and following not in _GOES_ON:
            continue  # "alongside BB King"
        if is_role_word(word) and (not following or following in _GOES_ON):
            return phrase
        if is_role_word(word) and following == "and":
            return " ".join(parts[: i + 1])
    return ""
