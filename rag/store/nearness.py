"""Articles that are nearly the same text: candidates by their stored keys, decided by their texts."""

from __future__ import annotations

import sqlite3
from itertools import groupby

from rag.near import NEARLY, likeness, shingles
from rag.store.records import Near

_WITH_A_KEY = (
    "SELECT DISTINCT b.id, b.title, b.source, b.published, b.text FROM articles a "
    "JOIN near_keys k ON k.article = a.rowid JOIN near_keys m ON m.key = k.key AND m.article != k.article "
    "JOIN articles b ON b.rowid = m.article WHERE a.id = ?"
)
_SHARED_KEYS = (
    "SELECT key, article FROM near_keys WHERE key IN "
    "(SELECT key FROM near_keys GROUP BY key HAVING count(*) > 1) ORDER BY key, article"
)


def near_to(db: sqlite3.Connection, article_id: str) -> tuple[Near, ...]:
    """Other articles that share ``rag.near.NEARLY`` of their shingles with this one, the most alike first."""
    row = db.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        return ()
    own = shingles(row[0])
    others = [
        Near(other, title, source, published, likeness(own, shingles(text)))
        for other, title, source, published, text in db.execute(_WITH_A_KEY, (article_id,))
    ]
    return tuple(sorted((n for n in others if n.likeness >= NEARLY), key=lambda n: (-n.likeness, n.article)))


def nearly_twice(db: sqlite3.Connection) -> int:
    """How many articles are nearly the same text as another.

    Of many that share a key each is compared with the first alone, so that the cost grows with their number
    and not its square.
    """
    found: set[int] = set()
    compared: set[tuple[int, int]] = set()
    for _, rows in groupby(db.execute(_SHARED_KEYS).fetchall(), key=lambda row: row[0]):
        first, *others = (article for _, article in rows)
        unsure = [o for o in others if (first, o) not in compared and {first, o} - found]
        own = shingles(_text(db, first)) if unsure else frozenset()
        for other in unsure:
            compared.add((first, other))
            if likeness(own, shingles(_text(db, other))) >= NEARLY:
                found |= {first, other}
    return len(found)


def _text(db: sqlite3.Connection, row: int) -> str:
    return str(db.execute("SELECT text FROM articles WHERE rowid = ?", (row,)).fetchone()[0])
