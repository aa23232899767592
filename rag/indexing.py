"""``onrecord index``: one writer at a time, progress on stderr, and a rebuild that readers do not notice."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from rag.build import MayRemove, Report
from rag.errors import BadInput, IndexDamaged
from rag.newsroom import Newsroom, open_newsroom
from rag.settings import Settings, load_settings
from rag.store import Store
from rag.store.schema import DATABASE, LOCK

#: What ``onrecord index`` starts with when nothing has been indexed and nothing is named.
FIRST_PATH = "seeds"


def index_paths(
    directory: Path, paths: Sequence[str], *, rebuild: bool = False, may_remove: MayRemove | None = None
) -> Report:
    """Update the index in ``directory`` from ``paths``; with none, from those indexed before.

    ``may_remove`` is as for ``build.update``. Raises BadInput for a path or directory that cannot be used,
    or when another run is writing.
    """
    settings = load_settings()
    with only_writer(directory):
        if rebuild:
            return _rebuild(directory, paths or _given_before(directory), settings)
        fresh = not (directory / DATABASE).exists()
        newsroom = open_newsroom(directory, settings, create=True)
        return _update(newsroom, _first_paths(directory) if fresh and not paths else paths, may_remove)


def _first_paths(directory: Path) -> Sequence[str]:
    if Path(FIRST_PATH).is_dir():
        return (FIRST_PATH,)
    raise BadInput(
        f"Nothing to index: no PATH was named, and there is no folder {FIRST_PATH} here. "
        f"Name files or folders: onrecord index PATH --index {directory}"
    )


def _given_before(directory: Path) -> Sequence[str]:
    """The paths an index was made from; read without regard to how it was built."""
    database = directory / DATABASE
    if not database.is_file():
        return _first_paths(directory)
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
            roots = db.execute("SELECT path, given FROM roots ORDER BY path").fetchall()
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"{database} cannot be read: {error}. Name the paths: "
            f"onrecord index PATH --rebuild --index {directory}"
        ) from error
    return [given if os.path.abspath(given) == path else path for path, given in roots] or _first_paths(
        directory
    )


def _rebuild(directory: Path, paths: Sequence[str], settings: Settings) -> Report:
    """Build beside the old index and copy over it in one transaction: it serves until that moment."""
    with tempfile.TemporaryDirectory(dir=directory, prefix="rebuilding-") as beside:
        newsroom = open_newsroom(Path(beside), settings, create=True)
        report = _update(newsroom, paths)
        newsroom.store.replace(directory)
        newsroom.store.close()
    Store.open(directory).checkpoint()
    return report


def _update(newsroom: Newsroom, paths: Sequence[str], may_remove: MayRemove | None = None) -> Report:
    from tqdm import tqdm

    with tqdm(
        desc="Indexing", unit=" files", file=sys.stderr, disable=None if sys.stderr.isatty() else True
    ) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return newsroom.update(paths, progress, may_remove)


@contextmanager
def only_writer(directory: Path) -> Iterator[None]:
    """Hold the directory's lock; it goes with the process, whatever ends it."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = (directory / LOCK).open("w")
    except OSError as error:
        raise BadInput(
            f"--index: {directory} cannot be written: {error.strerror}. Name another directory."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadInput(
                f"Another onrecord is writing to {directory}. Wait until it is done, then run this again."
            ) from error
        yield
