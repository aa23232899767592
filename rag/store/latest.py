"""Which change was the last, kept beside the database: how a damaged write-ahead log is noticed.

SQLite drops what stands behind a damaged frame of its log, and what remains is a whole database of some
minutes ago. That changes are missing shows only by the number of the last one, noted here after each.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.store.schema import LATEST


@dataclass(frozen=True, slots=True)
class Latest:
    """Change ``version`` of the index ``generation``; numbers start anew with each generation."""

    generation: str
    version: int


def note(directory: Path, latest: Latest) -> None:
    """Remember the last change. Losing this file loses nothing else, so that it is not forced to the disk."""
    said = f"{latest.generation} {latest.version}"
    # On a full disk the change itself has been stored, and that is what counts.
    with suppress(OSError):
        (directory / LATEST).write_text(f"{said} {zlib.crc32(said.encode()):08x}\n", encoding="ascii")


def noted(directory: Path) -> Latest | None:
    """The last change that was noted; None where nothing is, or what is there is not what was written."""
    try:
        said, _, sum_ = (directory / LATEST).read_text(encoding="ascii").strip().rpartition(" ")
        generation, version = said.split(" ")
        return Latest(generation, int(version)) if f"{zlib.crc32(said.encode()):08x}" == sum_ else None
    except (OSError, ValueError):
        return None
