"""Which files an indexing run is about.

An article's id is the path as the user gave it: ``seeds/a.md`` for ``onrecord index seeds``, whatever the
working directory is later. Hidden files and folders are left alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: ``id`` as given, ``path`` absolute, ``root`` the absolute path that was named."""

    id: str
    path: Path
    root: Path


def discover(paths: Sequence[str | os.PathLike[str]]) -> tuple[FoundFile, ...]:
    """Every file under ``paths`` in a fixed order, each once.

    Raises BadInput for a path that is not there.
    """
    found: dict[Path, FoundFile] = {}
    for given in paths:
        root = Path(given)
        if not root.exists():
            raise BadInput(f"There is no file or folder {given}. Check the path, or leave it out.")
        for file in _files(root):
            absolute = Path(os.path.abspath(file))
            found.setdefault(absolute, FoundFile(file.as_posix(), absolute, Path(os.path.abspath(root))))
    return tuple(found.values())


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(folder) / name
