"""The index on disk: one SQLite database holds articles, passages, vectors, statements and search terms.

A change is one transaction; what was reported as done is there after a kill at any moment. The FAISS file
beside it is a checkpoint that is brought up to the database whenever a store is opened or refreshed; where
passages are searched is behind ``rag.store.search.Search``.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

from rag.embed import Vectors
from rag.errors import IndexDamaged, IndexMismatch, IndexMissing
from rag.late import PassageWords, from_bytes
from rag.store.connections import Connections
from rag.store.latest import Latest, note, noted
from rag.store.local import LocalSearch
from rag.store.meta import has_tables, read_meta
from rag.store.milvus import MilvusSearch
from rag.store.nearness import near_to, nearly_twice
from rag.store.records import FileRecord, Filter, Heard, Held, IndexedArticle, Near, Overview, Removed
from rag.store.rows import (
    ARTICLE,
    STATEMENT,
    UNDER,
    article_of,
    chunks,
    condition,
    passage_of,
    statement_of,
    under,
    vectors_of,
)
from rag.store.schema import DATABASE, SCHEMA_VERSION, TABLES, UPGRADED
from rag.store.search import Search
from rag.store.survey import Survey
from rag.store.upgrade import upgrade
from rag.store.writing import count_change, delete_file, put_file, take_out, transaction
from rag.types import Article, Passage, Statement

#: After this many new passages what is searched is brought up: a long run leaves no reader far behind.
SETTLED_EVERY = 50_000


class Store:
    """Reads and writes one index directory; safe to use from several threads."""

    def __init__(self, directory: Path, fingerprint: Mapping[str, object], milvus: str = "") -> None:
        self.directory = directory
        self._fingerprint = json.dumps(fingerprint, sort_keys=True)
        self._connections = Connections(directory / DATABASE)
        self._search: Search = (
            MilvusSearch(milvus, self._connections) if milvus else LocalSearch(directory, self._connections)
        )
        self._survey: Survey | None = None
        self._unsettled = 0

    @classmethod
    def create(cls, directory: Path, fingerprint: Mapping[str, object], milvus: str = "") -> Store:
        """Open the index in ``directory``, made new where there is none. Else as ``open``."""
        directory.mkdir(parents=True, exist_ok=True)
        store = cls(directory, fingerprint)
        try:
            store._make_tables()
        except sqlite3.DatabaseError as error:
            raise _damaged(directory, error) from error
        finally:
            store.close()
        return cls.open(directory, fingerprint, milvus)

    @classmethod
    def open(
        cls, directory: Path, fingerprint: Mapping[str, object] | None = None, milvus: str = ""
    ) -> Store:
        """Open an existing index, to be searched on this machine or in Milvus (``SearchSettings.milvus``).

        Raises IndexMissing, IndexDamaged, or IndexMismatch when it was built in another way than
        ``fingerprint`` says (None accepts any way), each with the command that helps.
        """
        if not (directory / DATABASE).is_file():
            raise IndexMissing(
                f"There is no index in {directory}. Build one: onrecord index PATH --index {directory}"
            )
        store = cls(directory, fingerprint or {}, milvus)
        rebuild = f"onrecord index --rebuild --index {directory}"
        try:
            schema, built = store._meta("schema"), store._meta("fingerprint")
        except sqlite3.DatabaseError as error:
            raise _damaged(directory, error) from error
        if schema != str(SCHEMA_VERSION) and schema not in UPGRADED:
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
        if has_tables(db):
            return
        with transaction(db):
            # Another process may have made them since.
            if not has_tables(db):
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

    # Reading

    def snapshot(self) -> AbstractContextManager[None]:
        """Within, the calling thread reads one state of the index, whatever is written meanwhile."""
        return self._connections.snapshot()

    def overview(self) -> Overview:
        return self._surveyed().overview

    def counts(self) -> tuple[int, int]:
        """How many articles and passages there are: all that a search needs of ``overview``."""
        survey = self._surveyed()
        return survey.articles, survey.passages

    def article(self, article_id: str) -> Article | None:
        """One article by its id, or by the id of a file that is a copy of it."""
        row = self._db().execute(f"{ARTICLE} WHERE a.id = ?", (article_id,)).fetchone()
        if row is None:
            row = (
                self._db()
                .execute(
                    f"{ARTICLE} WHERE a.id = (SELECT reason FROM files WHERE id = ? AND status = 'copy')",
                    (article_id,),
                )
                .fetchone()
            )
        return None if row is None else article_of(row)

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        return {
            row[0]: article_of(row)
            for marks, chunk in chunks(list(dict.fromkeys(ids)))
            for row in self._db().execute(f"{ARTICLE} WHERE a.id IN ({marks})", chunk)
        }

    def article_ids(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._db().execute("SELECT id FROM articles ORDER BY id"))

    def articles_under(self, path: str) -> tuple[str, ...]:
        """Ids of the articles of a file, or of all files in a folder (absolute path)."""
        rows = self._db().execute(
            f"SELECT id FROM articles WHERE {UNDER.format('file')} ORDER BY id", under(path)
        )
        return tuple(row[0] for row in rows)

    def copies(self, article_id: str) -> tuple[str, ...]:
        """Ids of the files that hold the same text as this article."""
        rows = self._db().execute(
            "SELECT id FROM files WHERE status = 'copy' AND reason = ? ORDER BY id", (article_id,)
        )
        return tuple(row[0] for row in rows)

    def passage_ids(self) -> Iterator[list[int]]:
        """The ids of all passages in order, some thousands at a time."""
        rows = self._db().execute("SELECT id FROM passages ORDER BY id")
        while batch := rows.fetchmany(20_000):
            yield [row[0] for row in batch]

    def built_with(self) -> str:
        """The settings that the index was built with, as JSON."""
        return self._meta("fingerprint")

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Passages by id; ids that are not (or no longer) there are left out."""
        return self._passages("p.id", list(dict.fromkeys(ids)))

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """All passages of an article, in order."""
        found = self._passages("a.id", [article_id])
        return tuple(sorted(found.values(), key=lambda passage: passage.ordinal))

    def passage_vectors(self, ids: Sequence[int]) -> Vectors:
        """Vectors (n, dim) of passages, in the order of ``ids``."""
        return vectors_of(self._db(), ids, self._connections.once("vectors", dict))

    def passage_words(self, ids: Iterable[int]) -> dict[int, PassageWords]:
        """The content words of passages; those indexed without are left out."""
        return {
            row[0]: from_bytes(row[1])
            for marks, chunk in chunks(list(dict.fromkeys(ids)))
            for row in self._db().execute(
                f"SELECT passage, words FROM passage_words WHERE passage IN ({marks})", chunk
            )
        }

    def search_text(
        self, terms: Sequence[str], k: int, where: Filter | None = None, title: float = 1.0
    ) -> list[tuple[int, float]]:
        """BM25 (k1 = 1.2, b = 0.75) over the terms of headline, body and speakers: (passage id, score), best
        first. A headline's terms count ``title`` times.
        """
        wanted = list(dict.fromkeys(term for term in terms if term.strip()))
        return self._search.by_words(wanted, k, where, title) if wanted and k > 0 else []

    def frequency(self, term: str) -> int:
        """How many passages have ``term`` (as ``rag.analysis`` gives it) in any field."""
        return self._search.frequency(term)

    def search_vectors(self, vector: Vectors, k: int, where: Filter | None = None) -> list[tuple[int, float]]:
        """The nearest passages to ``vector`` (dim,): (passage id, cosine), best first."""
        return self._search.by_vector(vector, k, where)

    def statements(
        self, speakers: Sequence[str] | None = None, where: Filter | None = None
    ) -> tuple[Statement, ...]:
        """Statements in article order, of these speakers (exact names) or of everybody."""
        restricted, values = condition(where)
        select = f"{STATEMENT} JOIN articles a ON a.rowid = s.article {restricted}"
        if speakers is None:
            return tuple(map(statement_of, self._db().execute(f"{select} ORDER BY a.id, s.start", values)))
        return tuple(
            statement_of(row)
            for marks, chunk in chunks(list(dict.fromkeys(speakers)))
            for row in self._db().execute(
                f"{select} WHERE s.speaker IN ({marks}) ORDER BY a.id, s.start", (*values, *chunk)
            )
        )

    def statements_in(self, article_ids: Iterable[str]) -> tuple[Statement, ...]:
        return tuple(
            statement_of(row)
            for marks, chunk in chunks(list(dict.fromkeys(article_ids)))
            for row in self._db().execute(
                f"{STATEMENT} JOIN articles a ON a.rowid = s.article WHERE a.id IN ({marks}) "
                "ORDER BY a.id, s.start",
                chunk,
            )
        )

    def heard_in(self, passage_ids: Iterable[int]) -> tuple[Heard, ...]:
        """Who is heard where in these passages: statements of which a part stands in one."""
        return tuple(
            Heard(*row)
            for marks, chunk in chunks(list(dict.fromkeys(passage_ids)))
            for row in self._db().execute(
                'SELECT p.id, s.speaker, s.role, s.start, s."end" FROM passages p '
                "JOIN statements s ON s.article = p.article "
                f'WHERE p.id IN ({marks}) AND s.start < p."end" AND s."end" > p.start',
                chunk,
            )
        )

    def speakers(self) -> tuple[tuple[str, str, int], ...]:
        """(speaker, role, statements) for every speaker and each role they are given, most first."""
        return self._surveyed().speakers

    def speaker_names(self) -> tuple[str, ...]:
        """Every speaker once, most first; the same tuple as long as the index is the same."""
        return self._surveyed().speaker_names

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

    def removed(self) -> tuple[Removed, ...]:
        """What is kept out of updates."""
        if self._meta("schema") in UPGRADED:
            return ()
        rows = self._db().execute("SELECT path, part, id FROM removed ORDER BY path, part")
        return tuple(Removed(*row) for row in rows)

    def held(self) -> tuple[Held, ...]:
        """What there is of each file, by path."""
        rows = self._db().execute(
            "SELECT f.path, f.status, count(a.rowid), coalesce(sum(a.passages), 0), "
            "coalesce(min(nullif(a.published, '')), ''), coalesce(max(a.published), '') FROM files f "
            "LEFT JOIN (SELECT rowid, file, published, (SELECT count(*) FROM passages p "
            "WHERE p.article = articles.rowid) AS passages FROM articles) a ON a.file = f.path "
            "GROUP BY f.path ORDER BY f.path"
        )
        return tuple(Held(*row) for row in rows)

    def outlets(self) -> tuple[tuple[str, int, int, str, str], ...]:
        """(source, articles, statements, first day, last day) of each source, the largest first."""
        return tuple(
            self._db().execute(
                "SELECT source, count(*), sum(said), coalesce(min(nullif(published, '')), ''), "
                "max(published) "
                "FROM (SELECT a.source, a.published, "
                "(SELECT count(*) FROM statements s WHERE s.article = a.rowid) AS said FROM articles a) "
                "GROUP BY source ORDER BY 2 DESC, 1"
            )
        )

    def near(self, article_id: str) -> tuple[Near, ...]:
        """Other articles that are nearly the same text, the most alike first."""
        return () if self._meta("schema") in UPGRADED else near_to(self._db(), article_id)

    def nearly_twice(self) -> int:
        """How many articles are nearly the same text as another one."""
        return 0 if self._meta("schema") in UPGRADED else nearly_twice(self._db())

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
        with transaction(db):
            for path in remove:
                delete_file(db, path)
            for record, articles in put:
                put_file(db, record, articles)
            count_change(db, when)
        self._note_change()
        self._unsettled += sum(len(indexed.passages) for _, articles in put for indexed in articles)
        if self._unsettled >= SETTLED_EVERY:
            self.checkpoint()

    def remove(self, what: Sequence[Removed], when: str = "") -> None:
        """One transaction: take articles, files or folders out, and keep them out of updates."""
        db = self._db()
        with transaction(db):
            for one in what:
                take_out(db, one)
            count_change(db, when)
        self._note_change()

    def missing_changes(self) -> int:
        """How many changes that were made are not there: of a write-ahead log that was damaged."""
        latest, present = noted(self.directory), self._present()
        if latest is None or latest.generation != present.generation:
            return 0
        return max(0, latest.version - present.version)

    def settle(self) -> None:
        """Take the present state for the last one: after an update has made again what was missing."""
        if noted(self.directory) != self._present():
            note(self.directory, self._present())

    def _note_change(self) -> None:
        # While changes are missing, that must not be forgotten: see settle.
        if not self.missing_changes():
            note(self.directory, self._present())

    def _present(self) -> Latest:
        return Latest(self._meta("generation"), int(self._meta("version")))

    def keep_out(self, what: Sequence[Removed]) -> None:
        """Keep articles, files or folders that are not in the index out of updates."""
        db = self._db()
        with transaction(db):
            db.executemany(
                "INSERT OR REPLACE INTO removed VALUES (?, ?, ?)", [(r.path, r.part, r.id) for r in what]
            )

    def readmit(self, paths: Iterable[str]) -> None:
        """Let what was removed from exactly these files and folders be indexed again."""
        wanted = set(paths)
        back = [(one.path,) for one in self.removed() if one.path in wanted]
        if back:
            db = self._db()
            with transaction(db):
                db.executemany("DELETE FROM removed WHERE path = ?", back)

    def set_roots(self, roots: Mapping[str, str]) -> None:
        """Remember which paths (absolute -> as given) this index is made from."""
        known = self.roots()
        if any(known.get(path) != given for path, given in roots.items()):
            db = self._db()
            with transaction(db):
                db.executemany("INSERT OR REPLACE INTO roots VALUES (?, ?)", list(roots.items()))

    def upgrade(self) -> None:
        """Make an index of an older version one of this version. Nothing is encoded again."""
        if self._meta("schema") in UPGRADED:
            db = self._db()
            with transaction(db):
                # Another process may have done it since.
                if self._meta("schema") in UPGRADED:
                    upgrade(db)
                    db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(SCHEMA_VERSION),))

    def checkpoint(self) -> None:
        """Bring what is searched outside the database up to it, so that the next start is quick."""
        self._search.settle()
        self._unsettled = 0

    def replace(self, directory: Path) -> None:
        """Put this index in the place of the one in ``directory``, in one transaction there; one that is past
        opening is taken away first.
        """
        try:
            before = self._copy_to(directory / DATABASE)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
                (directory / name).unlink(missing_ok=True)
            before = self._copy_to(directory / DATABASE)
        self._search.hand_over(directory, before)

    def _copy_to(self, path: Path) -> str:
        """Returns the generation of what was there, '' where nothing was."""
        with closing(sqlite3.connect(path, timeout=30)) as target:
            before = read_meta(target).get("generation", "") if has_tables(target) else ""
            self._db().backup(target)
        return before

    def _surveyed(self) -> Survey:
        """What is counted of the database's present state."""
        return self._connections.once("surveyed", self._surveyed_now)

    def _surveyed_now(self) -> Survey:
        meta = read_meta(self._db())
        state = meta.get("generation", ""), meta.get("version", "")
        survey = self._survey
        if survey is None or survey.state != state:
            survey = self._survey = Survey(self._connections, state)
        return survey

    def close(self) -> None:
        """Close the connections of all threads; nothing may be in use. The store opens new ones if used."""
        self._search.close()
        self._connections.close()

    def _db(self) -> sqlite3.Connection:
        return self._connections.get()

    def _meta(self, key: str) -> str:
        return read_meta(self._db()).get(key, "")

    def _passages(self, column: str, keys: Sequence[object]) -> dict[int, Passage]:
        found: dict[int, Passage] = {}
        for marks, chunk in chunks(keys):
            rows = self._db().execute(
                'SELECT p.id, a.id, p.ordinal, p.start, p."end", p.sentences, a.text FROM passages p '
                f"JOIN articles a ON a.rowid = p.article WHERE {column} IN ({marks})",
                chunk,
            )
            found.update((row[0], passage_of(row)) for row in rows)
        return found


def _damaged(directory: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        f"{directory / DATABASE} cannot be read: {error}. Delete the file and build the index "
        f"again: onrecord index PATH --index {directory}"
    )


def _difference(built: str, wanted: str) -> str:
    """The settings in which two fingerprints differ, for the message."""
    before, now = json.loads(built or "{}"), json.loads(wanted)
    keys = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    return "; ".join(f"{key} {before.get(key)!r} instead of {now.get(key)!r}" for key in keys)
