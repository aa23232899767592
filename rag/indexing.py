"""``onrecord index``: one writer at a time, progress on stderr, and a rebuild that readers do not notice."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.build import MayRemove, Report, Skipped, ask_before_removing
from rag.errors import BadInput, IndexDamaged
from rag.ingest import Root, require_there
from rag.newsroom import Newsroom, open_newsroom
from rag.settings import Settings, load_settings
from rag.store import Removed, Store
from rag.store.schema import DATABASE, LOCK

if TYPE_CHECKING:
    from rag.fetch import Visit
    from rag.prepare import Encoding

#: What ``onrecord index`` starts with when nothing has been indexed and nothing is named.
FIRST_PATH = "seeds"
_OTHER_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Web:
    """How places on the web are looked at: ``lists`` are files with addresses, ``limit`` the most articles
    that are fetched from a place at a time.
    """

    lists: tuple[Path, ...] = ()
    limit: int = 100
    allow_private: bool = False


def index_paths(
    directory: Path,
    paths: Sequence[str],
    *,
    rebuild: bool = False,
    may_remove: MayRemove | None = None,
    web: Web | None = None,
    elsewhere: Encoding | None = None,
) -> Report:
    """Update the index in ``directory`` from ``paths`` (files, folders and addresses); with none, from those
    indexed before.

    Places on the web are looked at as ``web`` says; without it nothing is fetched, and what was fetched
    before is what they have. ``may_remove`` and ``elsewhere`` are as for ``build.update``.

    Raises BadInput for a path or directory that cannot be used, or when another run is writing.
    """
    settings = load_settings()
    given = _given(directory, paths, web.lists if web is not None else ())
    with only_writer(directory):
        if rebuild:
            return _rebuild(directory, given, settings, may_remove, elsewhere)
        if not given and not (directory / DATABASE).exists():
            given = [*_first_roots(directory)]
        newsroom = open_newsroom(directory, settings, create=True)
        known = _known_places(newsroom.store)
        places = [root for root in given if root.on_the_web] if given else known
        visits = _visits(directory, places, known, web) if web is not None else []
        report = _update(newsroom, given, may_remove, elsewhere)
        return _with_visits(report, visits)


def _given(directory: Path, paths: Sequence[str], lists: Sequence[Path]) -> list[Root]:
    """What is named: files and folders where they are, places on the web where their articles are kept.

    Raises BadInput for what is not there, before an index is begun for it.
    """
    from rag.fetch import list_place, root_of

    named = []
    for path in paths:
        if Root(Path(), path).on_the_web:
            named.append(root_of(path, directory))
            continue
        if _OTHER_ADDRESS.match(path):
            raise BadInput(f"{path} cannot be fetched: addresses begin with http:// or https://.")
        named.append(Root.of(path))
        require_there(named[-1])
    return [*named, *(root_of(list_place(file), directory) for file in lists)]


def _first_roots(directory: Path) -> Sequence[Root]:
    if Path(FIRST_PATH).is_dir():
        return (Root.of(FIRST_PATH),)
    raise BadInput(
        f"Nothing to index: no PATH was named, and there is no folder {FIRST_PATH} here. "
        f"Name files or folders: onrecord index PATH --index {directory}"
    )


def _known_places(store: Store) -> list[Root]:
    known = (Root(Path(path), given) for path, given in store.roots().items())
    return [root for root in known if root.on_the_web]


def _visits(directory: Path, places: Sequence[Root], known: Sequence[Root], web: Web) -> list[Visit]:
    from rag.fetch import Robots, get, visit

    open_page = partial(get, allow_private=web.allow_private)
    robots = Robots(open_page)
    return [
        visit(
            place.given,
            directory,
            get=open_page,
            robots=robots,
            limit=web.limit,
            new=place not in known,
        )
        for place in places
    ]


def _with_visits(report: Report, visits: Sequence[Visit]) -> Report:
    """What could not be fetched has failed for now; what the index has of it stays."""
    refused = (Skipped(one.url, one.reason) for visit in visits for one in visit.refused)
    return dataclasses.replace(report, failed=(*report.failed, *refused))


@dataclass(frozen=True, slots=True)
class _Before:
    """What an index was made from, what is kept out of it, and the files it has articles of."""

    roots: tuple[Root, ...]
    removed: tuple[Removed, ...]
    files: tuple[str, ...]


def _before(directory: Path, *, needed: bool) -> _Before:
    """Read without regard to how, and in which version, the index was built.

    Raises IndexDamaged where it cannot be read and is ``needed``: nothing else names the paths.
    """
    database = directory / DATABASE
    if not database.is_file():
        return _Before((), (), ())
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return _Before(
                tuple(Root(Path(path), given) for path, given in _rows(db, tables, "roots", "path, given")),
                tuple(Removed(*row) for row in _rows(db, tables, "removed", "path, part, id")),
                tuple(
                    path for path, status in _rows(db, tables, "files", "path, status") if status == "read"
                ),
            )
    except sqlite3.DatabaseError as error:
        if not needed:
            return _Before((), (), ())
        raise IndexDamaged(
            f"{database} cannot be read: {error}. Name the paths: "
            f"onrecord index PATH --rebuild --index {directory}"
        ) from error


def _rows(db: sqlite3.Connection, tables: set[str], table: str, columns: str) -> list[tuple[str, ...]]:
    if table not in tables:
        return []
    return db.execute(f"SELECT {columns} FROM {table} ORDER BY path").fetchall()


def _rebuild(
    directory: Path,
    given: Sequence[Root],
    settings: Settings,
    may_remove: MayRemove | None,
    elsewhere: Encoding | None,
) -> Report:
    """Build beside the old index and copy over it in one transaction: it serves until that moment.

    Paths that are named are all that the new index is made of. Nothing is fetched.
    """
    before = _before(directory, needed=not given)
    if not given:
        _refuse_to_lose(before, may_remove)
    with tempfile.TemporaryDirectory(dir=directory, prefix="rebuilding-") as beside:
        newsroom = open_newsroom(Path(beside), settings, create=True)
        newsroom.store.keep_out(before.removed)
        if not given:
            newsroom.store.set_roots({str(r.path): r.given for r in before.roots or _first_roots(directory)})
        report = _update(newsroom, given, elsewhere=elsewhere)
        newsroom.store.replace(directory)
        newsroom.store.close()
    store = open_newsroom(directory, settings).store
    store.checkpoint()
    store.settle()
    store.close()
    return report


def _refuse_to_lose(before: _Before, may_remove: MayRemove | None) -> None:
    """A rebuild finds only the files that are there; a disk that is not mounted is asked about first."""
    gone = sum(not os.path.exists(path) for path in before.files)
    ask_before_removing(gone, len(before.files), may_remove)


def _update(
    newsroom: Newsroom,
    paths: Sequence[Root],
    may_remove: MayRemove | None = None,
    elsewhere: Encoding | None = None,
) -> Report:
    from tqdm import tqdm

    with tqdm(
        desc="Indexing", unit=" files", file=sys.stderr, disable=None if sys.stderr.isatty() else True
    ) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return newsroom.update(paths, progress, may_remove, elsewhere)


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
