"""The program's own words in an answer, in the question's language. One file for each language; English where
there is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
DEFAULT = "en"


def message(language: str, key: str, **values: str) -> str:
    """The message ``key`` with its values filled in. Raises KeyError for one that is missing."""
    return Template(_messages(language)[key]).substitute(values)


def languages() -> tuple[str, ...]:
    """The languages that have messages."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


@cache
def _messages(language: str) -> Mapping[str, str]:
    path = _FOLDER / f"{language if language in languages() else DEFAULT}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
