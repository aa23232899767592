"""Which files an indexing run is about.

An article's id is the path as the user gave it: ``seeds/a.md`` for ``onrecord index seeds``, whatever the
working directory is later. Hidden files and folders are left alone, and so is what was removed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput
from rag.ingest.content import NAMING_SUFFIX
from rag.ingest.markdown import address_of

_ON_THE_WEB = ("http://", "https://", "urls:")


@dataclass(frozen=True, slots=True)
class Root:
    """A file or folder to index: ``path`` absolute, ``given`` as the user wrote it. Of a place on the web,
    that is its address or ``urls:`` and the file with the list, and ``path`` is where its articles are
    kept.
    """

    path: Path
    given: str

    @classmethod
    def of(cls, given: str | os.PathLike[str]) -> Root:
        return cls(Path(os.path.abspath(given)), Path(given).as_posix())

    @property
    def on_the_web(self) -> bool:
        return self.given.startswith(_ON_THE_WEB)

    def holds(self, path: str) -> bool:
        """Whether the absolute ``path`` is this root or lies under it."""
        return path == str(self.path) or path.startswith(str(self.path).rstrip(os.sep) + os.sep)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: ``id`` as given, ``path`` absolute."""

    id: str
    path: Path


def discover(roots: Sequence[Root], left_out: Collection[str] = ()) -> tuple[FoundFile, ...]:
    """Every file under ``roots`` in a fixed order, each once, but for files and folders ``left_out``
    (absolute paths): a root within such a folder was named since, and is not left out.

    Raises BadInput for a root that is not there.
    """
    found: dict[Path, FoundFile] = {}
    for root in roots:
        require_there(root)
        for path in _files(root.path):
            if left_out and _is_left_out(path, root.path, left_out):
                continue
            if path not in found:
                found[path] = FoundFile(_name(path, root), path)
    return tuple(found.values())


def require_there(root: Root) -> None:
    """Raises BadInput for a root that is not there."""
    if root.path.exists():
        return
    where = "" if root.given == root.path.as_posix() else f" ({root.path})"
    raise BadInput(f"There is no file or folder {root.given}{where}. Check the path.")


def _name(path: Path, root: Root) -> str:
    """What an article of this file is called: the path as given, or the address it came from."""
    address = address_of(path) if root.on_the_web else ""
    if address:
        return address
    relative = path.relative_to(root.path).as_posix()
    return root.given if relative == "." else (Path(root.given) / relative).as_posix()


def _is_left_out(path: Path, root: Path, left_out: Collection[str]) -> bool:
    steps = (path, *path.parents)
    return any(str(step) in left_out for step in steps if step.is_relative_to(root))


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(NAMING_SUFFIX):
                yield Path(folder) / name
