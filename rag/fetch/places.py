"""Places on the web that an index is made from: where their articles are kept, and how they are looked at
again.

A place is an address (of a page, feed or sitemap) or a file with a list of addresses. Its articles are
files in a folder of their own beside the index, to be indexed like any others; they stay when the place
names them no more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput
from rag.fetch.collect import Collected, collect
from rag.fetch.robots import Robots
from rag.fetch.transport import Page
from rag.ingest import Root

#: In the index directory.
FOLDER = "web"

_LIST = "urls:"


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of looking at a place: its folder, and the addresses that gave no article."""

    root: Root
    refused: tuple[Collected, ...]


def list_place(file: Path) -> str:
    """What a file with a list of addresses is called as a place."""
    return f"{_LIST}{file.absolute()}"


def root_of(place: str, directory: Path) -> Root:
    """Where the articles of ``place`` are kept for the index in ``directory``."""
    readable = re.sub(r"[^a-z0-9]+", "-", place.removeprefix(_LIST).lower()).strip("-")[:60]
    name = f"{readable}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
    return Root((directory / FOLDER / name).absolute(), place)


def visit(
    place: str, directory: Path, *, get: Callable[[str], Page], robots: Robots, limit: int, new: bool
) -> Visit:
    """Fetch what is new at ``place``, at most ``limit`` articles.

    Raises BadInput where a place that is ``new`` gives no article at all: it was misspelt, or is none.
    """
    root = root_of(place, directory)
    given = place.removeprefix(_LIST)
    found = list(collect([given], root.path, get=get, robots=robots, limit=limit, again=False))
    if new and not any(one.file for one in found):
        if not any(root.path.iterdir()):
            root.path.rmdir()
        why = f"{found[0].url}: {found[0].reason}" if found else "it names no article"
        raise BadInput(f"{given} gave no article ({why}). Check the address.")
    return Visit(root, tuple(one for one in found if one.reason))
