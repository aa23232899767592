"""What peers' answers name and decline. Standard library only, as ``course``."""

from __future__ import annotations

import re

from benchmarks.peer.course import Source

_MARKER = re.compile(r"\[(?:Source )?(\d+(?:\s*,\s*\d+)*)\]")
_DECLINES = re.compile(
    r"none of the (?:provided )?sources|not (?:stated|mentioned|found|provided|specified|given|available)"
    r"|not clear|no (?:information|answer|mention|source)"
    r"|(?:do(?:es)? not|don't|doesn't|cannot|can't|unable to)"
    r" (?:know|say|contain|provide|mention|answer|find|determine|specify)|i'm sorry|empty response",
    re.IGNORECASE,
)


def cited(text: str, sources: list[Source]) -> list[Source]:
    """The sources, numbered from 1, that markers like [1] or [1, 2] name; other numbers are left out."""
    numbers = {int(n) for found in _MARKER.findall(text) for n in found.split(",")}
    return [sources[n - 1] for n in sorted(numbers) if 1 <= n <= len(sources)]


def declines(text: str) -> bool:
    """Whether the text says that there is no answer, or says nothing."""
    return not any(map(str.isalnum, text)) or _DECLINES.search(text) is not None
