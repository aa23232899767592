"""Articles that are nearly the same text: candidates by their stored keys, decided by their texts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from itertools import groupby

from rag.near import NEARLY, likeness, shingles
from rag.store.records import Near

#: Texts with so many keys in common are taken to be nearly the same.
_TOLD_BY = 2
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
    """About how many articles are nearly the same text as another: as their keys alone tell.

    Texts of likeness s share so many keys on average as there are, times s ** 4, and those that share two are
    counted: .61 of pairs at a likeness of .5, .94 at .6, all at .7, and .03 at .3. Of many that share a key
    each is held against the first alone, so that the cost grows with their number and not its square.
    """
    shared: Counter[tuple[int, int]] = Counter()
    for _, rows in groupby(db.execute(_SHARED_KEYS), key=lambda row: row[0]):
        first, *others = (article for _, article in rows)
        shared.update((first, other) for other in others)
    return len({article for pair, count in shared.items() if count >= _TOLD_BY for article in pair})
