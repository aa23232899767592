"""Words in SQLite's full-text index, which is part of every transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.store.records import Filter
from rag.store.rows import condition


def search(
    db: sqlite3.Connection,
    terms: Sequence[str],
    k: int,
    where: Filter | None = None,
    title: float = 1.0,
    after: int = 0,
) -> list[tuple[int, float]]:
    """BM25 by FTS5 (k1 = 1.2, b = 0.75) over the terms of passages with ids above ``after``: (id, score)."""
    match = " OR ".join(map(_quoted, terms))
    restricted, values = condition(where)
    join = (
        f"JOIN passages p ON p.id = t.rowid JOIN articles a ON a.rowid = p.article {restricted}"
        if restricted
        else ""
    )
    rows = db.execute(
        f"SELECT t.rowid, -bm25(passage_terms, ?, 1.0, 1.0) FROM passage_terms t {join} "
        "WHERE passage_terms MATCH ? AND t.rowid > ? ORDER BY 2 DESC, 1 LIMIT ?",
        (title, *values, match, after, k),
    )
    return [(int(i), float(score)) for i, score in rows]


def frequency(db: sqlite3.Connection, term: str, after: int = 0) -> int:
    """How many passages with ids above ``after`` have ``term`` in any field."""
    row = db.execute(
        "SELECT count(*) FROM passage_terms WHERE passage_terms MATCH ? AND rowid > ?", (_quoted(term), after)
    ).fetchone()
    return int(row[0])


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
