"""Words between quotation marks, and whether a passage has them letter for letter.

Marks themselves may differ in style ("...", “...”, «...», „...“, '...'); the words may not differ at all.
Only line breaks and runs of blanks count as one blank, and one closing comma or stop may be the quoter's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CLOSING = {
    "“": "”“",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    '"': '"”',
    "‘": "’'",
    "'": "'’",
    "`": "'’`",
}
_SINGLE = frozenset("‘'`")
_DOUBLE_MARKS = '"“”„«»‟″「」'
_SINGLE_MARKS = "'‘’‚‹›`´′"
_PIECES = re.compile(r"\s+|\.\.\.|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words a text shows as quoted; ``start``/``end`` span the words, not the marks."""

    start: int
    end: int
    text: str


def quotations(text: str) -> tuple[Quotation, ...]:
    """The outermost quotations of ``text``. One that is opened and never closed runs to the end."""
    found: list[Quotation] = []
    at = 0
    while at < len(text):
        mark = text[at]
        if mark not in _CLOSING or not _opens(text, at):
            at += 1
            continue
        width = 2 if mark in "`'" and text[at : at + 2] in {"``", "''"} else 1
        end = _close(text, at, width)
        if end is None and mark in _SINGLE and width == 1:
            at += 1  # an apostrophe
            continue
        stop = len(text) if end is None else end
        if any(map(str.isalnum, text[at + width : stop])):
            found.append(Quotation(at + width, stop, text[at + width : stop]))
        at = stop + width
    return tuple(found)


def _opens(text: str, at: int) -> bool:
    if text[at] == "»":  # opens only in »German« style, where « follows
        return "«" in text[at:] and "«" not in text[:at]
    if text[at] not in _SINGLE and text[at] != '"':
        return True
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isalnum() and not after.isspace()


def _close(text: str, opened: int, width: int) -> int | None:
    closing = _CLOSING[text[opened]]
    for at in range(opened + width, len(text)):
        if text[at] not in closing:
            continue
        after = text[at + width] if at + width < len(text) else " "
        if text[opened] in _SINGLE and (after.isalnum() or text[at - 1].isspace()):
            continue  # an apostrophe inside the words
        return at
    return None


def place(passage: str, quoted: str) -> tuple[int, int] | None:
    """Where ``passage`` has the words of ``quoted`` letter for letter, cutting no word, or None."""
    found = _pattern(quoted.strip()).search(passage) if quoted.strip() else None
    return found.span() if found else None


def place_quotation(passage: str, quoted: str) -> tuple[int, int] | None:
    """Like ``place``, but a comma or full stop that closes the quotation may be the quoter's own."""
    return place(passage, quoted) or place(passage, re.sub(r"[.,]\s*$", "", quoted))


@lru_cache(maxsize=4096)
def _pattern(quoted: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if quoted[0].isalnum() else ""
    after = r"(?!\w)" if quoted[-1].isalnum() else ""
    if quoted[0].isdigit():  # 400 is no part of 1,400
        before += r"(?<!\d[.,:])"
    if quoted[-1].isdigit():
        after += r"(?![.,:]\d)"
    return re.compile(before + "".join(map(_piece, _PIECES.findall(quoted))) + after)


def _piece(piece: str) -> str:
    if piece.isspace():
        return r"\s+"
    if piece in {"...", "…"}:
        return r"(?:\.\.\.|…)"
    if piece in _DOUBLE_MARKS:
        return f"[{_DOUBLE_MARKS}]"
    if piece in _SINGLE_MARKS:
        return f"[{_SINGLE_MARKS}]"
    return re.escape(piece)
