"""What has come and gone since a checkpoint or an index in memory was made.

Ids are never used again and only grow, so what is new is what is larger than the largest known. Only where
the numbers then do not agree is every id looked at.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of passages, each in order."""

    new: Ids
    gone: Ids

    def __bool__(self) -> bool:
        return bool(self.new.size or self.gone.size)


def changes(db: sqlite3.Connection, held: Ids) -> Changes:
    """The difference between the ids ``held`` (in order) and those in the database now."""
    new = added(db, int(held[-1]) if held.size else 0)
    if held.size + new.size == number(db):
        return Changes(new, new[:0])
    now = np.sort(_ids(db, ""))
    return Changes(np.setdiff1d(now, held), np.setdiff1d(held, now))


def added(db: sqlite3.Connection, after: int) -> Ids:
    """The ids above ``after``, in order."""
    return _ids(db, "WHERE id > ? ORDER BY id", after)


def number(db: sqlite3.Connection) -> int:
    """How many passages there are."""
    return int(db.execute("SELECT count(*) FROM passages").fetchone()[0])


def _ids(db: sqlite3.Connection, where: str, *values: int) -> Ids:
    rows = db.execute(f"SELECT id FROM passages {where}", values)
    return np.fromiter((row[0] for row in rows), dtype=np.int64)
