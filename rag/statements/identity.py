"""Whether a statement's speaker is the one a reader asks for, judged within the statement's article.

A reader may give a name ("Mr Kinnock"), a role ("the Refugee Council's boss") or words that the article has
beside a name only once ("the Lord Chief Justice, Lord Woolf"). A role must share the proper names of the one
asked for and at least half of its words, so that one country's minister is not taken for another's.

What this does not know: roles that the article words quite otherwise ("the head of the US central bank" for
"the Federal Reserve chairman").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.statements.speakers import same_speaker
from rag.statements.wordlist import words
from rag.types import Statement

#: Different words for whoever is at the head of something, in questions and in articles.
_HEADS = words(
    """boss head chief leader chairman chairwoman chairperson chair director president executive manager
    governor commissioner principal ceo director-general secretary-general"""
)
_SPOKEN_FOR = words("spokesman spokeswoman spokesperson spokesmen representative")
_SMALL = words("a an the of for at in on and to from by one some s")
#: The share of a role's words by which the statement's speaker must be described.
_ENOUGH = 0.5
#: How far from the words asked for a name may stand to be held by them.
_BESIDE = 60
_SHORTEST_STEM = 4
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_CAPITALISED = re.compile(r"\b[A-Z][\w'’-]*")
_SENTENCE_END = re.compile(r"[.!?]\s")
_LEADING = re.compile(r"^(?:the|a|an|one|some)\s+", re.IGNORECASE)


def speaks_as(wanted: str, statement: Statement, text: str) -> bool:
    """Whether ``wanted`` names or describes the speaker of ``statement`` in the article ``text``."""
    return bool(_words(wanted)) and (
        same_speaker(wanted, statement.speaker)
        or _shares_a_name(wanted, statement.speaker)
        or (bool(_CAPITALISED.search(statement.mention)) and same_speaker(wanted, statement.mention))
        or _role_fits(wanted, statement)
        or _stands_beside(wanted, statement, text)
    )


def _shares_a_name(wanted: str, speaker: str) -> bool:
    """Whether two words of the name asked for are in the speaker's, the last one among them: "Cardinal Murphy
    O'Connor" and "Cormac Murphy O'Connor".
    """
    asked = _words(" ".join(_CAPITALISED.findall(wanted)))
    held = _words(speaker)
    return len(asked) > 1 and asked[-1:] == held[-1:] and sum(word in held for word in asked) > 1


def _role_fits(wanted: str, statement: Statement) -> bool:
    asked = _words(wanted)
    held = _words(f"{statement.role} {statement.speaker} {statement.mention}")
    if not any(map(_is_head, asked)) and not statement.role:
        return False
    proper = _words(" ".join(_proper_names(wanted)))
    if not all(_has(held, word) for word in proper) and not _by_initials(wanted, held):
        return False
    met = sum(word in proper or _has(held, word) for word in asked)
    return met >= _ENOUGH * len(asked)


def _proper_names(wanted: str) -> Iterator[str]:
    yield from (word for word in _CAPITALISED.findall(wanted) if not _is_head(word.lower()))


def _by_initials(wanted: str, held: Sequence[str]) -> bool:
    """Whether the body asked for is there by its initials: Islamic Human Rights Commission, IHRC."""
    initials = "".join(word[0] for word in _CAPITALISED.findall(wanted)).lower()
    return len(initials) >= 3 and initials in held


def _stands_beside(wanted: str, statement: Statement, text: str) -> bool:
    """Whether the article has the words asked for themselves, beside the speaker's name or as their role."""
    phrase = _LEADING.sub("", wanted.strip())
    name = _words(statement.speaker)
    if not _is_description(wanted) or len(phrase.split()) < 2 or not name:
        return False
    first = phrase.split()[0].lower()
    called = _LEADING.sub("", statement.mention.lower()) == first or statement.role.lower() == first
    for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE):
        before = _SENTENCE_END.split(text[max(0, match.start() - _BESIDE) : match.start()])[-1]
        after = _SENTENCE_END.split(text[match.end() : match.end() + _BESIDE])[0]
        if called or name[-1] in _words(f"{before} {after}"):
            return True
    return False


def _is_description(wanted: str) -> bool:
    """Whether ``wanted`` describes somebody; a bare name beside another name is not that person's."""
    return bool(_LEADING.match(wanted)) or any(word.islower() for word in wanted.split())


def _is_head(word: str) -> bool:
    return word in _HEADS or word in _SPOKEN_FOR


def _has(held: Sequence[str], word: str) -> bool:
    """Whether a role worded as ``held`` has ``word``, another form of it, or another word for a head."""
    for alike in (_HEADS, _SPOKEN_FOR):
        if word in alike:
            return any(other in alike for other in held)
    return any(_forms_of_one(word, other) for other in held)


def _forms_of_one(one: str, other: str) -> bool:
    """Georgia and Georgian, Russia and Russian."""
    shorter = min(len(one), len(other))
    return one == other or (
        shorter >= _SHORTEST_STEM
        and one[: shorter - 1] == other[: shorter - 1]
        and abs(len(one) - len(other)) <= 3
    )


def _words(text: str) -> list[str]:
    found = (word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text))
    return [word for word in found if word not in _SMALL]
