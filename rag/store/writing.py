"""Files and articles put into the tables and taken out of them, within one transaction."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from rag.late import to_bytes
from rag.near import keys
from rag.store import digests
from rag.store.records import FileRecord, IndexedArticle, Removed
from rag.store.rows import UNDER, under


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """One change of the database: all of it is on disk afterwards, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (digests.SEAL, digests.of_small_tables(db)))
        db.execute("COMMIT")
    except BaseException:
        # A full disk has SQLite roll back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def put_file(db: sqlite3.Connection, record: FileRecord, articles: Sequence[IndexedArticle]) -> None:
    """Put a file in with its articles, in the place of what there was of it."""
    delete_file(db, record.path)
    db.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", dataclasses.astuple(record))
    for indexed in articles:
        _insert(db, record, indexed)
    seal_file(db, record.path)


def seal_file(db: sqlite3.Connection, path: str) -> None:
    """Renew the digest of a file, after its rows have changed."""
    db.execute("INSERT OR REPLACE INTO digests VALUES (?, ?)", (path, digests.of_file(db, path)))


def count_change(db: sqlite3.Connection, when: str) -> None:
    """Tell readers that articles have changed; ``when`` is ISO 8601, or empty to keep the time before."""
    db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'version'")
    if when:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('updated', ?)", (when,))


def take_out(db: sqlite3.Connection, what: Removed) -> None:
    """Take an article, a file or a folder out, and remember to leave it out. A place that was taken out is
    looked at no more.
    """
    if what.part:
        _delete_part(db, what)
    else:
        within = under(what.path)
        held = db.execute(f"SELECT path FROM files WHERE {UNDER.format('path')}", within).fetchall()
        for (path,) in held:
            delete_file(db, path)
        db.execute(f"DELETE FROM roots WHERE {UNDER.format('path')}", within)
        # What was removed within it before needs no mention of its own.
        db.execute(f"DELETE FROM removed WHERE {UNDER.format('path')}", within)
    db.execute("INSERT OR REPLACE INTO removed VALUES (?, ?, ?)", (what.path, what.part, what.id))


def _delete_part(db: sqlite3.Connection, what: Removed) -> None:
    _delete_terms(db, "a.id = ?", what.id)
    db.execute("DELETE FROM articles WHERE id = ?", (what.id,))
    seal_file(db, what.path)


def delete_file(db: sqlite3.Connection, path: str) -> None:
    """Take a file out, with all that came from it."""
    _delete_terms(db, "a.file = ?", path)
    db.execute("DELETE FROM files WHERE path = ?", (path,))


def _delete_terms(db: sqlite3.Connection, which: str, value: str) -> None:
    """The full-text table is virtual: no foreign key empties it."""
    db.execute(
        "DELETE FROM passage_terms WHERE rowid IN (SELECT p.id FROM passages p "
        f"JOIN articles a ON a.rowid = p.article WHERE {which})",
        (value,),
    )


def _insert(db: sqlite3.Connection, record: FileRecord, indexed: IndexedArticle) -> None:
    """Put an article in; the file's own row is there already."""
    article = indexed.article
    row = db.execute(
        "INSERT INTO articles (id, file, title, text, source, published, author, language, sha256) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, record.path, article.title, article.text, article.source,
            article.published, article.author, article.language, article.sha256,
        ),
    ).lastrowid  # fmt: skip
    db.executemany("INSERT INTO near_keys VALUES (?, ?)", [(key, row) for key in set(keys(article.text))])
    ids: list[int | None] = []
    for passage, vector, terms in zip(indexed.passages, indexed.vectors, indexed.terms, strict=True):
        spans = json.dumps([[s.start, s.end] for s in passage.sentences], separators=(",", ":"))
        passage_id = db.execute(
            'INSERT INTO passages (article, ordinal, start, "end", sentences, vector) '
            "VALUES (?, ?, ?, ?, ?, ?)",
            (row, passage.ordinal, passage.start, passage.end, spans, vector.astype(np.float16).tobytes()),
        ).lastrowid
        db.execute(
            "INSERT INTO passage_terms (rowid, title, body, speaker) VALUES (?, ?, ?, ?)",
            (passage_id, *(" ".join(field) for field in terms)),
        )
        ids.append(passage_id)
    db.executemany(
        "INSERT INTO passage_words VALUES (?, ?)",
        [(i, to_bytes(words)) for i, words in zip(ids, indexed.words, strict=False)],
    )
    db.executemany(
        'INSERT INTO statements (article, kind, speaker, mention, cue, start, "end", negated, date, role, '
        "mention_start, mention_end) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row,
                s.kind,
                s.speaker,
                s.mention,
                s.cue,
                s.start,
                s.end,
                s.negated,
                s.date,
                s.role,
                s.mention_start,
                s.mention_end,
            )
            for s in indexed.statements
        ],
    )
