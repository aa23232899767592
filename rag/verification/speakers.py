"""Whom a sentence gives its words to, and whom the passage gives them to.

The statements of the index decide where they cover the words: they know who "he" is. Where none does, the
passage must name the speaker, and its own sentence must not name another. What this does not know: irony,
and a speaker who quotes a third person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import EvidenceSentence, Statement
from rag.verification.names import compatible, is_pronoun, key
from rag.verification.words import terms

_CUE = r"""(?:said|says|told|adds|added|stated|states|claimed|claims|argued|argues|warned|warns|insisted
    |insists|announced|explained|explains|denied|denies|promised|urged|accused|described|believes|thinks|wrote|noted
    |suggested|admitted|predicted|replied|commented|declared|called)""".replace("\n", "").replace(" ", "")
_PART = r"(?:[^\W\d_a-z][\w'’-]*\.?)"
_PERSON = rf"(?:{_PART}(?:\s(?:(?:of|the|de|van|von|al|bin|ter)\s)?{_PART}){{0,6}})"
_ROLE = r"(?:[Tt]he (?:[\w'’-]+ ){0,4}[\w'’-]+)"
_WHO = rf"(?P<who>{_PERSON}|{_ROLE})"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b[Aa]ccording to {_WHO}",
        rf"(?:^|[\"”»’',.;:–—-]\s*){_WHO}"
        rf"(?:,[^,\"“«]{{2,60}},)? (?:has |had |also |then |later |once )*{_CUE}\b",
        rf"[\"”»’',–—-]\s*{_CUE} {_WHO}",
    )
)


def attributed(text: str) -> str:
    """The speaker that ``text`` itself names for its words, as it names them; '' where it names none."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not is_pronoun(match["who"]):
                return match["who"].rstrip(".")
    return ""


def covering(
    source: EvidenceSentence, statements: Sequence[Statement], start: int, end: int
) -> tuple[Statement, ...]:
    """The statements of the source's article that cover at least half of its span [start, end)."""
    known = (*statements, source.statement) if source.statement else statements
    return tuple(
        statement
        for statement in dict.fromkeys(known)
        if statement.article == source.sentence.article
        and 2 * (min(end, statement.end) - max(start, statement.start)) >= end - start
    )


def spoke(speaker: str, statement: Statement) -> bool:
    """Whether ``speaker`` (a name, a role or how the article mentions them) made ``statement``."""
    if compatible(speaker, statement.speaker) or compatible(speaker, statement.mention):
        return True
    wanted = set(terms(speaker))
    return bool(wanted) and 2 * len(wanted & set(terms(statement.role))) > len(wanted)


def named_in(speaker: str, source: EvidenceSentence) -> bool:
    """Whether the source's passage or headline has the last word of the speaker's name."""
    parts = key(speaker)
    text = f"{source.title} {source.passage.text}".lower()
    return not parts or re.search(rf"(?<!\w){re.escape(parts[-1])}(?!\w)", text) is not None


def other_speaker(speaker: str, source: EvidenceSentence) -> str:
    """The name that the source's sentence gives its words to, if that cannot be ``speaker``; else ''."""
    given = attributed(source.sentence.text)
    if not given or given.lower().startswith("the ") or not key(given) or compatible(speaker, given):
        return ""
    last_names = {part for part in key(speaker)[-1:] if part in key(given)}
    return "" if last_names else given
