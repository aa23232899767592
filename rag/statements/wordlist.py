"""Word lists as they are written in this package: in a string, parted by blanks."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())
