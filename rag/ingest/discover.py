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
class Root:
    """A file or folder to index: ``path`` absolute, ``given`` as the user wrote it."""

    path: Path
    given: str

    @classmethod
    def of(cls, given: str | os.PathLike[str]) -> Root:
        return cls(Path(os.path.abspath(given)), Path(given).as_posix())

    def holds(self, path: str) -> bool:
        """Whether the absolute ``path`` is this root or lies under it."""
        return path == str(self.path) or path.startswith(str(self.path).rstrip(os.sep) + os.sep)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: ``id`` as given, ``path`` absolute."""

    id: str
    path: Path


def discover(roots: Sequence[Root]) -> tuple[FoundFile, ...]:
    """Every file under ``roots`` in a fixed order, each once.

    Raises BadInput for a root that is not there.
    """
    found: dict[Path, FoundFile] = {}
    for root in roots:
        if not root.path.exists():
            raise BadInput(f"There is no file or folder {root.given} ({root.path}). Check the path.")
        for path in _files(root.path):
            relative = path.relative_to(root.path).as_posix()
            name = root.given if relative == "." else (Path(root.given) / relative).as_posix()
            found.setdefault(path, FoundFile(name, path))
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
