"""Files and articles put into the tables and taken out of them, within the caller's transaction."""

from __future__ import annotations

import json
import sqlite3

import numpy as np

from rag.late import to_bytes
from rag.store.records import FileRecord, IndexedArticle


def delete_file(db: sqlite3.Connection, path: str) -> None:
    """Take a file out, with all that came from it."""
    db.execute(
        "DELETE FROM passage_terms WHERE rowid IN (SELECT p.id FROM passages p "
        "JOIN articles a ON a.rowid = p.article WHERE a.file = ?)",
        (path,),
    )
    db.execute("DELETE FROM files WHERE path = ?", (path,))


def insert(db: sqlite3.Connection, record: FileRecord, indexed: IndexedArticle) -> None:
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
