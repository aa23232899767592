"""Connections to the database: one a thread, all closed with the store they belong to."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

_R = TypeVar("_R")


class Connections:
    """The connections of one store to the database at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._open)

    def get(self) -> sqlite3.Connection:
        """The calling thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            # Used by its own thread only; closed, at the end, by whichever thread closes them all.
            db = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            self._open.append(db)
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA journal_mode = WAL")
            # FULL: a commit that was reported survives a power cut, not only a kill.
            db.execute("PRAGMA synchronous = FULL")
            self._local.db = db
        return db

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within, the calling thread reads one state of the database, whatever is written meanwhile."""
        db = self.get()
        if db.in_transaction:
            yield
            return
        db.execute("BEGIN")
        self._local.kept = {}
        try:
            yield
        finally:
            self._local.kept = None
            if db.in_transaction:
                db.execute("ROLLBACK")

    def once(self, key: str, read: Callable[[], _R]) -> _R:
        """What ``read`` gives, read once within a snapshot: it cannot change until that ends."""
        kept: dict[str, Any] | None = getattr(self._local, "kept", None)
        if kept is None:
            return read()
        if key not in kept:
            kept[key] = read()
        value: _R = kept[key]
        return value

    def close(self) -> None:
        """Close the connections of all threads; none may be in use. ``get`` opens new ones."""
        self._local = threading.local()
        _close_all(self._open)


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
