"""Statements that several people make together: "Lind and Interior Minister Karl Beck said in a joint
letter".

Each of them has said it. Whoever is named next to the speaker, joined by "and" and with nothing else up to
the word that reports, is given the same statement.

What this does not know: "the three mayors", who are named elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rag.names import sound
from rag.statements.roles import ROLE_WORDS
from rag.statements.transcript import CAPITAL, FULL_NAME, without_office
from rag.types import Article, Statement

_AND = r"(?:and|und|et|y|e|и|і|та|й)"
_NAME = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{0,3}}$")
#: Between the speaker's name and what reports, or after a name that stands behind it.
_OTHERS = re.compile(rf"(?P<some>(?:, [^,;.]{{1,50}}?)*),? {_AND} (?P<last>[^,;.]{{1,60}}?)$")
_AFTER = re.compile(rf"(?P<some>)\s{_AND} (?P<last>(?:[^\W\d_][\w’'-]* ){{0,4}}?{CAPITAL}(?: {CAPITAL})*)")
_WHOSE = frozenset("the a his her their its colleague counterpart deputy".split())
#: Characters from the name to the word that reports.
_REACH = 160


def with_joint(article: Article, statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements, and the same again for everybody who makes one together with its speaker."""
    people = (without_office(words)[0] for words in reversed(FULL_NAME.findall(article.text)))
    whole = {sound(name.split()[-1]): name for name in people if " " in name}
    found: dict[tuple[int, int, str], Statement] = {}
    for one in statements:
        found.setdefault((one.start, one.end, one.speaker), one)
        for name, start, end in _beside(article.text, one):
            speaker = whole.get(sound(name.split()[-1]), name)
            other = replace(one, speaker=speaker, mention=name, mention_start=start, mention_end=end, role="")
            found.setdefault((one.start, one.end, speaker), other)
    return tuple(found.values())


def _is_person(words: str) -> bool:
    """Whether a name has nothing around it but offices and whose they are."""
    return all(word in ROLE_WORDS | _WHOSE for word in words.split() if word[:1].islower())


def _beside(text: str, one: Statement) -> Iterator[tuple[str, int, int]]:
    """Names joined to the speaker's, with their places."""
    if one.mention_end < 0 or not one.mention[:1].isupper():
        return
    after = text[one.mention_end : one.mention_end + _REACH]
    cue = re.search(rf"\s{re.escape(one.cue)}\b", after) if one.cue else None
    match = _OTHERS.match(after[: cue.start()]) if cue is not None else None
    match = match or _AFTER.match(after)
    if match is None or not _is_person(match["last"]):
        return
    parts = [*re.finditer(r"[^,]+", match["some"]), match]
    for part in parts:
        words = part["last"] if part is match else part.group()
        begins = part.start("last") if part is match else match.start("some") + part.start()
        name = _NAME.search(words)
        if name is not None:
            start = one.mention_end + begins + name.start()
            yield name.group(), start, start + len(name.group())
