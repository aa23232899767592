"""``onrecord check``: is the index whole, and if not, what is wrong and what mends it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rag.store import Store
from rag.store.schema import DATABASE, VECTORS


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and the command or act that mends it."""

    damage: str
    repair: str


@dataclass(frozen=True, slots=True)
class Health:
    """``whole`` when nothing was found that needs a repair."""

    whole: bool
    articles: int
    passages: int
    findings: tuple[Finding, ...]


def check(directory: Path) -> Health:
    """Look at every row and the checkpoint of an index; nothing is changed.

    Raises IndexMissing or IndexDamaged when the database cannot be opened at all.
    """
    store = Store.open(directory)
    rebuild = f"onrecord index --rebuild --index {directory}"
    with closing(sqlite3.connect(f"file:{directory / DATABASE}?mode=ro", uri=True)) as db:
        findings = (
            *(Finding(f"The database is damaged: {row}", rebuild) for row in _integrity(db)),
            *(Finding(damage, rebuild) for damage in _search_terms(db)),
            *(Finding(damage, rebuild) for damage in _passages(db)),
        )
    articles, passages = _counts(store)
    store.close()
    return Health(not findings, articles, passages, findings)


def _counts(store: Store) -> tuple[int, int]:
    """Articles and passages, as far as they can be counted."""
    try:
        return store.counts()
    except sqlite3.DatabaseError:
        return 0, 0


def checkpoint_note(directory: Path) -> str:
    """What to know of the checkpoint: it is never damage, only time."""
    if not (directory / VECTORS).is_file():
        return "There is no checkpoint of the vectors; the next start makes them again from the database."
    return ""


def _integrity(db: sqlite3.Connection) -> Iterator[str]:
    try:
        rows = [row[0] for row in db.execute("PRAGMA integrity_check(5)")]
        orphans = db.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        yield str(error)
        return
    yield from (row for row in rows if row != "ok")
    if orphans:
        yield f"{len(orphans)} rows belong to nothing"


def _search_terms(db: sqlite3.Connection) -> Iterator[str]:
    """Passages and their search terms must be the same set."""
    try:
        without = db.execute(
            "SELECT count(*) FROM passages WHERE id NOT IN (SELECT id FROM passage_terms_docsize)"
        ).fetchone()[0]
        left = db.execute(
            "SELECT count(*) FROM passage_terms_docsize WHERE id NOT IN (SELECT id FROM passages)"
        ).fetchone()[0]
    except sqlite3.DatabaseError:
        return  # reported by the integrity check
    if without:
        yield f"{without} passages cannot be found by their words"
    if left:
        yield f"{left} search entries belong to no passage"


def _passages(db: sqlite3.Connection) -> Iterator[str]:
    """Every article has passages, every span lies in its text, every vector has the same length."""
    try:
        bare = db.execute(
            "SELECT count(*) FROM articles WHERE rowid NOT IN (SELECT article FROM passages)"
        ).fetchone()[0]
        outside = db.execute(
            "SELECT count(*) FROM passages p JOIN articles a ON a.rowid = p.article "
            'WHERE p.start < 0 OR p."end" > length(a.text) OR p.start >= p."end"'
        ).fetchone()[0]
        lengths = db.execute("SELECT count(DISTINCT length(vector)) FROM passages").fetchone()[0]
    except sqlite3.DatabaseError:
        return  # reported by the integrity check
    if bare:
        yield f"{bare} articles have no passages"
    if outside:
        yield f"{outside} passages lie outside their article's text"
    if lengths > 1:
        yield "vectors have different lengths"
