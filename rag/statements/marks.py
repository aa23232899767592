"""Where quotation marks open and close.

A stretch is what stands between two marks. News prose opens a mark at every paragraph of a long quotation
and closes only the last, so a mark that opens while another is open ends the first stretch, and the end of
a paragraph ends any. A mark nested in another kind of mark belongs to the stretch around it.

Not known: single quotation marks ('...') as the outer marks, which cannot be told from apostrophes in
running text, are read only in articles that use no other marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]+")
_DOUBLE = frozenset('"“”„‟«»＂')
_SINGLE = frozenset("'‘’‚‹›")
_CLOSER = {
    "“": "”",
    "„": "“”‟",
    "«": "»",
    "»": "«",
    "”": "”",
    "‟": "”",
    "‘": "’",
    "‚": "‘’",
    "‹": "›",
    "›": "‹",
}
_ENDS_CLAUSE = frozenset(".,!?…;:-–—―")
_BEFORE_OPENING = frozenset("([{-–—―/:;,…")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Quoted words: ``start``/``end`` inside the marks, ``outer_start``/``outer_end`` with them.

    ``closed`` is False where the next opening mark or the end of the paragraph ended the stretch.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool


def stretches(text: str) -> tuple[Stretch, ...]:
    """The quoted stretches of ``text`` in order; they never overlap and never cross a line break."""
    marks = _DOUBLE if any(c in _DOUBLE for c in text) else _SINGLE
    found = (s for m in _PARAGRAPH.finditer(text) for s in _scan(text, m.start(), m.end(), marks))
    return tuple(s for s in found if any(c.isalnum() for c in text[s.start : s.end]))


def _scan(text: str, begin: int, stop: int, marks: frozenset[str]) -> Iterator[Stretch]:
    opened: int | None = None
    depth = 0
    for i in range(begin, stop):
        mark = text[i]
        if mark not in marks:
            continue
        before = text[i - 1] if i > begin else " "
        after = text[i + 1] if i + 1 < stop else " "
        if opened is None:
            if _opens(mark, before, after):
                opened, depth = i, 0
            continue
        if _closes(text[opened], mark, before, after):
            if depth:
                depth -= 1
                continue
            yield _stretch(text, opened, i, closed=True)
            opened = None
        elif _opens(mark, before, after):
            if _ends_clause(text, opened, i):
                yield _stretch(text, opened, i, closed=False)
                opened, depth = i, 0
            elif mark == text[opened] and mark in _CLOSER:
                depth += 1
            elif mark == text[opened]:
                opened = i  # the first mark never closed and its words break off: not a quotation
    if opened is not None and _unclosed_speech(text, opened, stop):
        yield _stretch(text, opened, stop, closed=False)


def _opens(mark: str, before: str, after: str) -> bool:
    if mark in "“„«‘‚‹‟" and mark != "“":
        return mark not in "‘" or before.isspace() or before in _BEFORE_OPENING
    if mark == "“":
        return True
    if mark in "”’»›":
        # closing marks that open in some languages (»so«, ”så”), only before a word
        return mark in "”»›" and (before.isspace() or before in _BEFORE_OPENING) and after.isalnum()
    if mark == "'":
        return (before.isspace() or before in "([") and after.isalnum() and after.isupper()
    return before.isspace() or before in _BEFORE_OPENING or before in _DOUBLE or not before.isalnum()


def _closes(opener: str, mark: str, before: str, after: str) -> bool:
    if opener in _CLOSER:
        return mark in _CLOSER[opener]
    if mark != opener:
        return False
    if mark == "'":
        return not before.isspace() and not after.isalnum() and (before in ".,!?…")
    if before.isspace():
        return after.isspace() or after in ".,;:)"
    return not (after.isalnum() and before in "([{-–—―")


def _ends_clause(text: str, opened: int, i: int) -> bool:
    body = text[opened + 1 : i].rstrip()
    return bool(body) and body[-1] in _ENDS_CLAUSE | frozenset("'’)")


def _unclosed_speech(text: str, opened: int, stop: int) -> bool:
    """Whether an unclosed mark starts a paragraph of speech rather than being a stray."""
    body = text[opened + 1 : stop].strip()
    return (
        len(body.split()) >= 3 and body[-1] in ".,!?…-–—―'’)" and (body[0].isupper() or not body[0].isalpha())
    )


def _stretch(text: str, opened: int, end: int, *, closed: bool) -> Stretch:
    body = text[opened + 1 : end]
    start = opened + 1 + len(body) - len(body.lstrip())
    stop = max(start, end - (len(body) - len(body.rstrip())))
    return Stretch(start, stop, opened, end + 1 if closed else stop, closed)
