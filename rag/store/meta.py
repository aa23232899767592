"""What the database says of itself: ``schema``, ``fingerprint``, ``generation``, which is another after every
rebuild, ``version``, which counts changes, ``updated``, and the SHA-256 of the checkpoints.
"""

from __future__ import annotations

import sqlite3

from rag.store.writing import transaction


def read_meta(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("SELECT key, value FROM meta").fetchall())


def has_tables(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None


def write_meta(db: sqlite3.Connection, **values: str) -> None:
    """In a transaction of its own."""
    with transaction(db):
        db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))
