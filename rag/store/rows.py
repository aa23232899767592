"""Rows of the tables as the values of ``rag.types``, and the pieces of SQL that select them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rag.embed import Vectors
from rag.store.records import Filter
from rag.types import Article, Passage, Sentence, Statement

#: SQLite takes at most this many values in one statement safely on every build.
_CHUNK = 500

ARTICLE = (
    "SELECT a.id, a.file, a.title, a.text, a.source, a.published, a.author, a.language, a.sha256 "
    "FROM articles a"
)
STATEMENT = (
    'SELECT a.id, s.kind, s.speaker, s.mention, s.cue, s.start, s."end", '
    'substr(a.text, s.start + 1, s."end" - s.start), s.negated, s.date, s.role, '
    "s.mention_start, s.mention_end FROM statements s"
)


def article_of(row: tuple[str, ...]) -> Article:
    return Article(*row)


def statement_of(row: tuple[Any, ...]) -> Statement:
    article, kind, speaker, mention, cue, start, end, text, negated, *after = row
    return Statement(article, kind, speaker, mention, cue, start, end, text, bool(negated), *after)


def passage_of(row: tuple[int, str, int, int, int, str, str]) -> Passage:
    passage_id, article, ordinal, start, end, spans, text = row
    sentences = tuple(Sentence(article, a, b, text[a:b]) for a, b in json.loads(spans))
    return Passage(article, start, end, text[start:end], sentences, ordinal, passage_id)


def vectors_of(db: sqlite3.Connection, ids: Sequence[int], read: dict[int, bytes] | None = None) -> Vectors:
    """The stored vectors (n, dim) of passages, in the order of ``ids``, all of which must be there. Those in
    ``read`` are not read again; those read are put there.
    """
    read = {} if read is None else read
    for marks, chunk in chunks([i for i in ids if i not in read]):
        read.update(db.execute(f"SELECT id, vector FROM passages WHERE id IN ({marks})", chunk).fetchall())
    stored = np.frombuffer(b"".join(read[i] for i in ids), dtype=np.float16)
    return stored.astype(np.float32).reshape(len(ids), -1)


def chunks(values: Sequence[object]) -> Iterator[tuple[str, Sequence[object]]]:
    """Values in groups that one statement takes, each with its question marks."""
    for at in range(0, len(values), _CHUNK):
        chunk = values[at : at + _CHUNK]
        yield ", ".join("?" * len(chunk)), chunk


#: Whether a column is a path or lies in it; ``under`` gives the values.
UNDER = "({0} = ? OR ({0} > ? AND {0} < ?))"


def under(path: str) -> tuple[str, str, str]:
    """The values for ``UNDER``: the path itself, and the first and last of what lies in it ("0" follows
    "/").
    """
    folder = path.rstrip("/")
    return path, f"{folder}/", f"{folder}0"


#: Sorts after every ISO 8601 day.
_LAST_DAY = "9999-12-31"


def condition(where: Filter | None) -> tuple[str, list[object]]:
    """``AND ...`` on articles ``a``, to follow a join's ON, and its values."""
    parts: list[str] = []
    values: list[object] = []
    if where and (where.since or where.until):
        known = "a.published != '' AND a.published >= ? AND a.published <= ?"
        parts.append(f"AND (a.published = '' OR {known})" if where.undated else f"AND {known}")
        values.extend((where.since, where.until or _LAST_DAY))
    if where and where.sources:
        parts.append(f"AND a.source IN ({', '.join('?' * len(where.sources))})")
        values.extend(where.sources)
    return " ".join(parts), values
