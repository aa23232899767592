"""The index on disk: one SQLite database holds articles, passages, vectors, statements and search terms.

A change is one transaction; what was reported as done is there after a kill at any moment. The FAISS file
beside it is a checkpoint that is brought up to the database whenever a store is opened or refreshed.
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import threading
import uuid
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.embed import Vectors
from rag.errors import IndexDamaged, IndexMismatch, IndexMissing
from rag.late import PassageWords, from_bytes, to_bytes
from rag.schema import DATABASE, SCHEMA_VERSION, TABLES, VECTORS
from rag.types import Article, Passage, Sentence, Statement
from rag.vectors import Ids, VectorIndex

#: SQLite takes at most this many values in one statement safely on every build.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may use; empty fields do not restrict.

    Dates are inclusive. An article without a known date passes ``since`` and ``until`` only with ``undated``.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    undated: bool = False

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.sources)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as last read; ``reason`` says why it was skipped, or which article it copies.

    ``sha256`` is of the file's bytes; ``text_sha256``, for a copy only, of the text it shares.
    """

    path: str
    id: str
    sha256: str
    status: str
    reason: str = ""
    text_sha256: str = ""


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article with all that the index keeps of it. ``vectors`` is float32 (passages, dim).

    ``terms`` has, for each passage, the analysed (title, body, speaker); ``words`` its content words
    (``rag.late``), or nothing where the encoder does not tell them.
    """

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    terms: tuple[tuple[Sequence[str], Sequence[str], Sequence[str]], ...]
    statements: tuple[Statement, ...] = ()
    words: tuple[PassageWords, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What the index holds. ``updated`` is the time of the last change, ISO 8601 with zone."""

    articles: int
    passages: int
    statements: int
    sources: tuple[tuple[str, int], ...]
    earliest: str
    latest: str
    updated: str
    languages: tuple[tuple[str, int], ...]


class Store:
    """Reads and writes one index directory; safe to use from several threads."""

    def __init__(self, directory: Path, fingerprint: Mapping[str, object]) -> None:
        self.directory = directory
        self._fingerprint = json.dumps(fingerprint, sort_keys=True)
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._connections)
        self._refreshing = threading.Lock()
        self._vectors: VectorIndex | None = None
        self._state = ("", "")

    @classmethod
    def create(cls, directory: Path, fingerprint: Mapping[str, object]) -> Store:
        """Open the index in ``directory``, made new where there is none. Errors as for ``open``."""
        directory.mkdir(parents=True, exist_ok=True)
        store = cls(directory, fingerprint)
        try:
            store._make_tables()
        except sqlite3.DatabaseError as error:
            raise _damaged(directory, error) from error
        finally:
            store.close()
        return cls.open(directory, fingerprint)

    @classmethod
    def open(cls, directory: Path, fingerprint: Mapping[str, object] | None = None) -> Store:
        """Open an existing index.

        Raises IndexMissing, IndexDamaged, or IndexMismatch when it was built in another way than
        ``fingerprint`` says (None accepts any way), each with the command that helps.
        """
        if not (directory / DATABASE).is_file():
            raise IndexMissing(
                f"There is no index in {directory}. Build one: onrecord index PATH --index {directory}"
            )
        store = cls(directory, fingerprint or {})
        rebuild = f"onrecord index --rebuild --index {directory}"
        try:
            schema, built = store._meta("schema"), store._meta("fingerprint")
        except sqlite3.DatabaseError as error:
            raise _damaged(directory, error) from error
        if schema != str(SCHEMA_VERSION):
            raise IndexMismatch(
                f"The index in {directory} has version {schema or 'unknown'}, this program needs "
                f"{SCHEMA_VERSION}. Build it again: {rebuild}"
            )
        if fingerprint is not None and built != store._fingerprint:
            raise IndexMismatch(
                f"The index in {directory} was built otherwise ({_difference(built, store._fingerprint)}). "
                f"Build it again: {rebuild}"
            )
        return store

    def _make_tables(self) -> None:
        """Make the tables in one transaction; a process killed before it has left an empty database."""
        db = self._db()
        db.execute("BEGIN IMMEDIATE")
        try:
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in TABLES.split(";\n"):
                    db.execute(statement)
                db.executemany(
                    "INSERT INTO meta VALUES (?, ?)",
                    [
                        ("schema", str(SCHEMA_VERSION)),
                        ("fingerprint", self._fingerprint),
                        ("version", "0"),
                        ("generation", uuid.uuid4().hex),
                    ],
                )
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    # Reading

    def overview(self) -> Overview:
        db = self._db()
        articles, earliest, latest = db.execute(
            "SELECT count(*), min(nullif(published, '')), max(nullif(published, '')) FROM articles"
        ).fetchone()
        return Overview(
            articles=articles,
            passages=self._count("passages"),
            statements=self._count("statements"),
            sources=tuple(
                db.execute("SELECT source, count(*) FROM articles GROUP BY source ORDER BY 2 DESC, 1")
            ),
            earliest=earliest or "",
            latest=latest or "",
            updated=self._meta("updated"),
            languages=tuple(
                db.execute("SELECT language, count(*) FROM articles GROUP BY language ORDER BY 2 DESC, 1")
            ),
        )

    def article(self, article_id: str) -> Article | None:
        """One article by its id, or by the id of a file that is a copy of it."""
        row = self._db().execute(f"{_ARTICLE} WHERE a.id = ?", (article_id,)).fetchone()
        if row is None:
            row = (
                self._db()
                .execute(
                    f"{_ARTICLE} WHERE a.id = (SELECT reason FROM files WHERE id = ? AND status = 'copy')",
                    (article_id,),
                )
                .fetchone()
            )
        return None if row is None else _article(row)

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        return {
            row[0]: _article(row)
            for marks, chunk in _chunks(list(dict.fromkeys(ids)))
            for row in self._db().execute(f"{_ARTICLE} WHERE a.id IN ({marks})", chunk)
        }

    def article_ids(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._db().execute("SELECT id FROM articles ORDER BY id"))

    def copies(self, article_id: str) -> tuple[str, ...]:
        """Ids of the files that hold the same text as this article."""
        rows = self._db().execute(
            "SELECT id FROM files WHERE status = 'copy' AND reason = ? ORDER BY id", (article_id,)
        )
        return tuple(row[0] for row in rows)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are not (or no longer) there are left out."""
        return self._passages("p.id", list(dict.fromkeys(ids)))

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """All passages of an article, in order."""
        found = self._passages("a.id", [article_id])
        return tuple(sorted(found.values(), key=lambda passage: passage.ordinal))

    def passage_vectors(self, ids: Sequence[int]) -> Vectors:
        """Vectors (n, dim) of passages, in the order of ``ids``."""
        found = {
            row[0]: np.frombuffer(row[1], dtype=np.float16)
            for marks, chunk in _chunks(list(ids))
            for row in self._db().execute(f"SELECT id, vector FROM passages WHERE id IN ({marks})", chunk)
        }
        return np.stack([found[i] for i in ids]).astype(np.float32)

    def passage_words(self, ids: Iterable[int]) -> dict[int, PassageWords]:
        """The content words of passages; those indexed without are left out."""
        return {
            row[0]: from_bytes(row[1])
            for marks, chunk in _chunks(list(dict.fromkeys(ids)))
            for row in self._db().execute(
                f"SELECT passage, words FROM passage_words WHERE passage IN ({marks})", chunk
            )
        }

    def search_text(
        self,
        terms: Sequence[str],
        k: int,
        where: Filter | None = None,
        weights: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> list[tuple[int, float]]:
        """BM25 by FTS5 (k1 = 1.2, b = 0.75) over (title, body, speaker) terms: (passage id, score)."""
        wanted = list(dict.fromkeys(term for term in terms if term.strip()))
        if not wanted or k < 1:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in wanted)
        condition, values = _condition(where)
        join = (
            f"JOIN passages p ON p.id = t.rowid JOIN articles a ON a.rowid = p.article {condition}"
            if condition
            else ""
        )
        rows = self._db().execute(
            f"SELECT t.rowid, -bm25(passage_terms, ?, ?, ?) FROM passage_terms t {join} "
            "WHERE passage_terms MATCH ? ORDER BY 2 DESC, 1 LIMIT ?",
            (*weights, *values, match, k),
        )
        return [(int(i), float(score)) for i, score in rows]

    def frequency(self, term: str) -> int:
        """How many passages have ``term`` (as ``rag.analysis`` gives it) in any field."""
        match = '"' + term.replace('"', '""') + '"'
        row = (
            self._db()
            .execute("SELECT count(*) FROM passage_terms WHERE passage_terms MATCH ?", (match,))
            .fetchone()
        )
        return int(row[0])

    def search_vectors(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[int, float]]:
        """The nearest passages to ``vector`` (dim,): (passage id, cosine), best first."""
        within = self._allowed(where) if where else None
        return self.vectors().search(vector, k, within)

    def statements(
        self, speakers: Sequence[str] | None = None, where: Filter | None = None
    ) -> tuple[Statement, ...]:
        """Statements in article order, of these speakers (exact names) or of everybody."""
        condition, values = _condition(where)
        select = f"{_STATEMENT} JOIN articles a ON a.rowid = s.article {condition}"
        if speakers is None:
            return tuple(map(_statement, self._db().execute(f"{select} ORDER BY a.id, s.start", values)))
        return tuple(
            _statement(row)
            for marks, chunk in _chunks(list(dict.fromkeys(speakers)))
            for row in self._db().execute(
                f"{select} WHERE s.speaker IN ({marks}) ORDER BY a.id, s.start", (*values, *chunk)
            )
        )

    def statements_in(self, article_ids: Iterable[str]) -> tuple[Statement, ...]:
        return tuple(
            _statement(row)
            for marks, chunk in _chunks(list(dict.fromkeys(article_ids)))
            for row in self._db().execute(
                f"{_STATEMENT} JOIN articles a ON a.rowid = s.article WHERE a.id IN ({marks}) "
                "ORDER BY a.id, s.start",
                chunk,
            )
        )

    def speakers(self) -> tuple[tuple[str, str, int], ...]:
        """(speaker, role, statements) for every speaker and each role they are given, most first."""
        return tuple(
            self._db().execute(
                "SELECT speaker, role, count(*) FROM statements WHERE speaker != '' "
                "GROUP BY speaker, role ORDER BY 3 DESC, 1, 2"
            )
        )

    def files(self) -> dict[str, FileRecord]:
        rows = self._db().execute("SELECT path, id, sha256, status, reason, text_sha256 FROM files")
        return {row[0]: FileRecord(*row) for row in rows}

    def roots(self) -> dict[str, str]:
        """The paths that were indexed: absolute path -> path as given."""
        return dict(self._db().execute("SELECT path, given FROM roots ORDER BY path").fetchall())

    def holder_of(self, text_sha256: str) -> str:
        """The id of the article with exactly this text, or ''."""
        row = self._db().execute("SELECT id FROM articles WHERE sha256 = ?", (text_sha256,)).fetchone()
        return row[0] if row else ""

    def orphan_copies(self) -> tuple[FileRecord, ...]:
        """Copies whose original is no longer in the index: their turn to be the article."""
        rows = self._db().execute(
            "SELECT path, id, sha256, status, reason, text_sha256 FROM files "
            "WHERE status = 'copy' AND text_sha256 NOT IN (SELECT sha256 FROM articles)"
        )
        return tuple(FileRecord(*row) for row in rows)

    # Writing

    def apply(
        self,
        put: Sequence[tuple[FileRecord, Sequence[IndexedArticle]]],
        remove: Iterable[str] = (),
        when: str = "",
    ) -> None:
        """One transaction: take files (by absolute path) out, and put files with their articles in.

        A file put in replaces what the index had of it. After this returns, the change is on disk.
        """
        db = self._db()
        db.execute("BEGIN IMMEDIATE")
        try:
            for path in [*remove, *(record.path for record, _ in put)]:
                _delete_file(db, path)
            for record, articles in put:
                db.execute(
                    "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                    dataclasses.astuple(record),
                )
                for indexed in articles:
                    _insert(db, record, indexed)
            db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'version'")
            if when:
                db.execute("INSERT OR REPLACE INTO meta VALUES ('updated', ?)", (when,))
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise

    def set_roots(self, roots: Mapping[str, str]) -> None:
        """Remember which paths (absolute -> as given) this index is made from."""
        db = self._db()
        db.executemany("INSERT OR REPLACE INTO roots VALUES (?, ?)", list(roots.items()))

    def forget_root(self, path: str) -> None:
        db = self._db()
        db.execute("DELETE FROM roots WHERE path = ?", (path,))

    def checkpoint(self) -> None:
        """Write the vectors' checkpoint for the present state, so that the next start is quick."""
        before = self._meta("vectors_version"), self._meta("vectors_sha256")
        path = self.directory / VECTORS
        version = self._meta("version")
        if before[0] == version and path.is_file():
            return
        sha256 = self.vectors().save(path)
        db = self._db()
        db.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("vectors_version", version), ("vectors_sha256", sha256)],
        )

    def replace(self, directory: Path) -> None:
        """Put this index in the place of the one in ``directory``, in one transaction there."""
        with closing(sqlite3.connect(directory / DATABASE, timeout=30)) as target:
            self._db().backup(target)

    # Vectors

    def vectors(self) -> VectorIndex:
        """The vector index for the database's present state; brought up to it when it has moved on."""
        state = self._meta("generation"), self._meta("version")
        current = self._vectors
        if current is not None and state == self._state:
            return current
        with self._refreshing:
            if self._vectors is None or state != self._state:
                # Ids mean the same only within a generation: after a rebuild nothing held is of use.
                held = self._vectors if state[0] == self._state[0] else None
                self._vectors, self._state = self._brought_up(held), state
            return self._vectors

    def _brought_up(self, held: VectorIndex | None) -> VectorIndex:
        db = self._db()
        rows = db.execute("SELECT id FROM passages ORDER BY id").fetchall()
        wanted = np.array([row[0] for row in rows], dtype=np.int64)
        first = db.execute("SELECT vector FROM passages LIMIT 1").fetchone()
        dim = len(first[0]) // 2 if first else 1
        start = held or VectorIndex.load(self.directory / VECTORS, self._meta("vectors_sha256"), dim)
        return (start if start.ids.size else VectorIndex.empty(dim)).updated(wanted, self.passage_vectors)

    def _allowed(self, where: Filter) -> Ids:
        condition, values = _condition(where)
        rows = self._db().execute(
            f"SELECT p.id FROM passages p JOIN articles a ON a.rowid = p.article {condition}", values
        )
        return np.array([row[0] for row in rows], dtype=np.int64)

    # Connections

    def _db(self) -> sqlite3.Connection:
        """The calling thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            # Used by its own thread only; closed, at the end, by whichever thread closes the store.
            db = sqlite3.connect(
                self.directory / DATABASE, timeout=30, isolation_level=None, check_same_thread=False
            )
            self._connections.append(db)
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA journal_mode = WAL")
            # FULL: a commit that was reported survives a power cut, not only a kill.
            db.execute("PRAGMA synchronous = FULL")
            self._local.db = db
        return db

    def close(self) -> None:
        """Close the connections of all threads; nothing may be in use. The store opens new ones if used."""
        self._local = threading.local()
        _close_all(self._connections)

    def _meta(self, key: str) -> str:
        row = self._db().execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def _count(self, table: str) -> int:
        return int(self._db().execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def _passages(self, column: str, keys: Sequence[object]) -> dict[int, Passage]:
        found: dict[int, Passage] = {}
        for marks, chunk in _chunks(keys):
            rows = self._db().execute(
                'SELECT p.id, a.id, p.ordinal, p.start, p."end", p.sentences, a.text FROM passages p '
                f"JOIN articles a ON a.rowid = p.article WHERE {column} IN ({marks})",
                chunk,
            )
            found.update((row[0], _passage(row)) for row in rows)
        return found


_ARTICLE = (
    "SELECT a.id, a.file, a.title, a.text, a.source, a.published, a.author, a.language, a.sha256 "
    "FROM articles a"
)
_STATEMENT = (
    'SELECT a.id, s.kind, s.speaker, s.mention, s.cue, s.start, s."end", '
    'substr(a.text, s.start + 1, s."end" - s.start), s.negated, s.date, s.role FROM statements s'
)


def _damaged(directory: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        f"{directory / DATABASE} cannot be read: {error}. Delete the file and build the index "
        f"again: onrecord index PATH --index {directory}"
    )


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


def _article(row: tuple[str, ...]) -> Article:
    return Article(*row)


def _statement(row: tuple[Any, ...]) -> Statement:
    article, kind, speaker, mention, cue, start, end, text, negated, date, role = row
    return Statement(article, kind, speaker, mention, cue, start, end, text, bool(negated), date, role)


def _passage(row: tuple[int, str, int, int, int, str, str]) -> Passage:
    passage_id, article, ordinal, start, end, spans, text = row
    sentences = tuple(Sentence(article, a, b, text[a:b]) for a, b in json.loads(spans))
    return Passage(article, start, end, text[start:end], sentences, ordinal, passage_id)


def _chunks(values: Sequence[object]) -> Iterator[tuple[str, Sequence[object]]]:
    for at in range(0, len(values), _CHUNK):
        chunk = values[at : at + _CHUNK]
        yield ", ".join("?" * len(chunk)), chunk


#: Sorts after every ISO 8601 day.
_LAST_DAY = "9999-12-31"


def _condition(where: Filter | None) -> tuple[str, list[object]]:
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


def _delete_file(db: sqlite3.Connection, path: str) -> None:
    db.execute(
        "DELETE FROM passage_terms WHERE rowid IN (SELECT p.id FROM passages p "
        "JOIN articles a ON a.rowid = p.article WHERE a.file = ?)",
        (path,),
    )
    db.execute("DELETE FROM files WHERE path = ?", (path,))


def _insert(db: sqlite3.Connection, record: FileRecord, indexed: IndexedArticle) -> None:
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
        'INSERT INTO statements (article, kind, speaker, mention, cue, start, "end", negated, date, role) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row, s.kind, s.speaker, s.mention, s.cue, s.start, s.end, s.negated, s.date, s.role)
            for s in indexed.statements
        ],
    )


def _difference(built: str, wanted: str) -> str:
    """The settings in which two fingerprints differ, for the message."""
    before, now = json.loads(built or "{}"), json.loads(wanted)
    keys = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    return "; ".join(f"{key} {before.get(key)!r} instead of {now.get(key)!r}" for key in keys)
