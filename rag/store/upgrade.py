"""An index of an older version made one of this version, in one transaction, with nothing encoded again."""

from __future__ import annotations

import sqlite3

from rag.near import keys
from rag.store import digests
from rag.store.schema import ADDED


def upgrade(db: sqlite3.Connection) -> None:
    """From version 3: the tables that version 4 added, filled; within the caller's transaction."""
    for statement in ADDED.split(";\n"):
        db.execute(statement)
    for row, text in db.execute("SELECT rowid, text FROM articles"):
        db.executemany("INSERT INTO near_keys VALUES (?, ?)", [(key, row) for key in set(keys(text))])
    for (path,) in db.execute("SELECT path FROM files").fetchall():
        db.execute("INSERT INTO digests VALUES (?, ?)", (path, digests.of_file(db, path)))
