"""Checksums of what the database holds, so that a byte changed on the disk is found.

SQLite checks that its pages and indexes agree; a letter of a text or a bit of a vector it cannot check.
Each file has a digest over every row that came from it, and the small tables together have one (the seal).
Both are written in the transaction that changes what they cover. The full-text index is checked against its
rows by FTS5.
"""

from __future__ import annotations

import hashlib
import sqlite3

#: The row of ``meta`` with the digest of the small tables.
SEAL = "seal"

_BYTES = 16

#: Each a query for the rows of one file, in a fixed order; ? is its path.
_OF_FILE = (
    "SELECT * FROM files WHERE path = ?",
    "SELECT * FROM articles WHERE file = ? ORDER BY rowid",
    "SELECT p.* FROM passages p JOIN articles a ON a.rowid = p.article WHERE a.file = ? ORDER BY p.id",
    "SELECT w.* FROM passage_words w JOIN passages p ON p.id = w.passage "
    "JOIN articles a ON a.rowid = p.article WHERE a.file = ? ORDER BY w.passage",
    "SELECT s.* FROM statements s JOIN articles a ON a.rowid = s.article WHERE a.file = ? ORDER BY s.id",
    "SELECT t.rowid, t.title, t.body, t.speaker FROM passages p JOIN articles a ON a.rowid = p.article "
    "JOIN passage_terms t ON t.rowid = p.id WHERE a.file = ? ORDER BY p.id",
    "SELECT k.key, k.article FROM near_keys k JOIN articles a ON a.rowid = k.article WHERE a.file = ? "
    "ORDER BY k.article, k.key",
)
_SMALL = (
    f"SELECT key, value FROM meta WHERE key != '{SEAL}' ORDER BY key",
    "SELECT * FROM roots ORDER BY path",
    "SELECT * FROM removed ORDER BY path, part",
    "SELECT name, seq FROM sqlite_sequence ORDER BY name",
)


def of_file(db: sqlite3.Connection, path: str) -> bytes:
    """The digest of all rows that came from a file."""
    digest = hashlib.blake2b(digest_size=_BYTES)
    for query in _OF_FILE:
        for row in db.execute(query, (path,)):
            _add(digest, row)
        digest.update(b"\n")
    return digest.digest()


def of_small_tables(db: sqlite3.Connection) -> str:
    """The digest of settings, places, removals and counters, in hexadecimal."""
    digest = hashlib.blake2b(digest_size=_BYTES)
    for query in _SMALL:
        for row in db.execute(query):
            _add(digest, row)
        digest.update(b"\n")
    return digest.hexdigest()


def _add(digest: hashlib.blake2b, row: tuple[object, ...]) -> None:
    """Each value with its type and length, so that no two rows look the same."""
    for value in row:
        data = value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
        digest.update(f"{type(value).__name__}{len(data)}:".encode())
        digest.update(data)
