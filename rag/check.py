"""``onrecord check``: is the index whole, and if not, what is wrong and what mends it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rag.store import Store, digests
from rag.store.schema import CONVERSATIONS, DATABASE, SCHEMA_VERSION, VECTORS

#: Damaged files that are named one by one.
_NAMED = 5


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
    """Look at every row of an index and compare it with its checksum; nothing is changed.

    Raises IndexMissing or IndexDamaged when the database cannot be opened at all.
    """
    store = Store.open(directory)
    with closing(sqlite3.connect(f"file:{directory / DATABASE}?mode=ro", uri=True)) as db:
        db.execute("BEGIN")  # one state, whatever is written meanwhile
        damage = (
            *(f"The database is damaged: {row}" for row in _integrity(db)),
            *_search_terms(db),
            *_passages(db),
            *_checksums(db),
        )
    damage = (*damage, *_full_text(directory / DATABASE))
    articles, passages = _counts(store)
    missing = tuple(_missing(store))
    store.close()
    rebuild = f"onrecord index --rebuild --index {directory}"
    findings = (*(Finding(found, rebuild) for found in damage), *missing, *_conversations(directory))
    return Health(not findings, articles, passages, findings)


def _missing(store: Store) -> Iterator[Finding]:
    try:
        count = store.missing_changes()
    except (sqlite3.DatabaseError, ValueError):
        return  # reported by the checksums
    if count:
        yield Finding(
            f"The last {count} changes are missing: the write-ahead log was damaged or deleted",
            f"onrecord index --index {store.directory}",
        )


def _conversations(directory: Path) -> Iterator[Finding]:
    """The page's conversations, where there are any; the index does not depend on them."""
    path = directory / CONVERSATIONS
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            whole = [row[0] for row in db.execute("PRAGMA integrity_check(1)")] == ["ok"]
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        yield Finding("The page's conversations are damaged", f"rm {path} (the index is not touched)")


def _counts(store: Store) -> tuple[int, int]:
    """Articles and passages, as far as they can be counted."""
    try:
        return store.counts()
    except sqlite3.DatabaseError:
        return 0, 0


def notes(directory: Path) -> tuple[str, ...]:
    """What is no damage and is still good to know."""
    found = []
    # The store is the last to close it and clears the log away, which a connection that only reads cannot.
    with (
        closing(Store.open(directory)),
        closing(sqlite3.connect(f"file:{directory / DATABASE}?mode=ro", uri=True)) as db,
    ):
        if not _checkpoint_is_whole(directory / VECTORS, db):
            found.append(
                "There is no whole checkpoint of the vectors; the next start makes them again from the "
                "database."
            )
        if _version(db) != str(SCHEMA_VERSION):
            found.append(
                "The index is of an older version, which had no checksums: a changed letter would not be "
                f"found. The next update adds them: onrecord index --index {directory}"
            )
    return tuple(found)


def _checkpoint_is_whole(path: Path, db: sqlite3.Connection) -> bool:
    row = db.execute("SELECT value FROM meta WHERE key = 'vectors_sha256'").fetchone()
    if row is None or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == str(row[0])


def _version(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return str(row[0]) if row else ""


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


def _full_text(database: Path) -> Iterator[str]:
    """The full-text index must be what its rows make. FTS5 checks it only where the connection may write."""
    with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as db:
        try:
            db.execute("BEGIN")
            db.execute("INSERT INTO passage_terms (passage_terms) VALUES ('integrity-check')")
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
        except sqlite3.DatabaseError as error:
            yield f"The full-text index is damaged: {error}"
        finally:
            if db.in_transaction:
                db.execute("ROLLBACK")


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


def _checksums(db: sqlite3.Connection) -> Iterator[str]:
    """Everything must be what was written, to the byte."""
    try:
        if _version(db) != str(SCHEMA_VERSION):
            return  # has none; see notes
        seal = db.execute("SELECT value FROM meta WHERE key = ?", (digests.SEAL,)).fetchone()
        if seal is None or seal[0] != digests.of_small_tables(db):
            yield "The settings or places of the index are not what was written"
        changed = [
            name
            for path, name, digest in db.execute(
                "SELECT f.path, f.id, d.digest FROM files f "
                "LEFT JOIN digests d ON d.file = f.path ORDER BY f.id"
            )
            if digest != digests.of_file(db, path)
        ]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        yield f"Rows cannot be read: {error}"
        return
    yield from (f"What the index has of {name} is not what was written" for name in changed[:_NAMED])
    if len(changed) > _NAMED:
        yield f"The same is so of {len(changed) - _NAMED} more files"
