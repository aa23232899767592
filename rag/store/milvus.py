"""Searching in Milvus: for indexes that one machine's memory or processors do not carry.

The database stays the truth. A collection, named after the index's generation, holds what is searched:
vectors, the terms of passages (Milvus's own BM25), dates and sources. It is brought up at the end of an
update; changes since are looked up in the database. A collection that is lost is filled anew.

``url`` is a server or cluster (``http://host:19530``) or a file ending in ``.db``, in which milvus-lite keeps
a collection for one process.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rag.embed import Vectors
from rag.errors import MissingExtra, SearchUnavailable
from rag.store import fulltext
from rag.store.allowed import day
from rag.store.changes import Changes, Ids, added, changes, number
from rag.store.connections import Connections
from rag.store.meta import read_meta, write_meta
from rag.store.records import Filter
from rag.store.rows import chunks, condition, vectors_of
from rag.store.search import Ranked
from rag.store.terms import PassageTerms, terms_of

#: What a server may ask for before it answers: ``user:password`` or a key.
TOKEN_VARIABLE = "ONRECORD_MILVUS_TOKEN"  # noqa: S105
_MARK = "milvus"
#: Passages sent, and ids asked for, at once.
_BATCH = 1000
#: The longest text a field takes, in bytes.
_LONGEST = 65_535
#: Seconds for a server to answer when it is first asked.
_PATIENCE = 10.0
#: The most results Milvus gives.
_MOST = 16_384


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the database notes of the collection at ``url``: brought up to ``version``, with ``count``
    passages, of which ``last`` is the newest.
    """

    url: str
    version: str
    count: int
    last: int


class MilvusSearch:
    """See ``rag.store.search.Search``. Errors of the server are SearchUnavailable."""

    def __init__(self, url: str, connections: Connections) -> None:
        self._url, self._connections = url, connections
        self._loaded: set[str] = set()

    def by_words(self, terms: Sequence[str], k: int, where: Filter | None, title: float) -> Ranked:
        mark, db = self._mark(), self._connections.get()
        found: dict[int, float] = {}
        if mark is not None:
            asked = [("words", 1.0)] if title == 1.0 else [("words", 1.0), ("title", title - 1.0)]
            for field, weight in asked:
                # milvus-lite gives BM25 as a distance, below zero; a server gives it as it is.
                for i, score in self._searched(f"{field}_bm25", " ".join(terms), k, where):
                    found[i] = found.get(i, 0.0) + weight * abs(score)
            found = self._still_there(found, mark)
        if self._is_behind(mark):
            found |= dict(fulltext.search(db, terms, k, where, title, after=mark.last if mark else 0))
        return _best(found, k)

    def by_vector(self, vector: Vectors, k: int, where: Filter | None) -> Ranked:
        mark = self._mark()
        found: dict[int, float] = {}
        if k < 1:
            return []
        if mark is not None:
            asked = np.asarray(vector, dtype=np.float32).tolist()
            found = self._still_there(dict(self._searched("vector", asked, k, where)), mark)
        if self._is_behind(mark):
            found |= self._late_by_vector(vector, where, mark.last if mark else 0)
        return _best(found, k)

    def frequency(self, term: str) -> int:
        return fulltext.frequency(self._connections.get(), term)

    def settle(self) -> None:
        db, mark = self._connections.get(), self._mark()
        version = read_meta(db).get("version", "")
        held = self._count()
        if mark is not None and not self._is_behind(mark) and held == mark.count:
            return
        change = self._change(db, mark, held)
        with _told(self._url):
            for at in range(0, len(change.gone), _BATCH):
                self._client.delete(self._collection, ids=change.gone[at : at + _BATCH].tolist())
            for batch in self._rows(change.new):
                self._client.upsert(self._collection, batch)
        count, last = db.execute("SELECT count(*), coalesce(max(id), 0) FROM passages").fetchone()
        write_meta(db, **{_MARK: json.dumps([self._url, version, count, last])})

    def hand_over(self, directory: Path, generation: str) -> None:  # noqa: ARG002
        with _told(self._url):
            if generation and self._client.has_collection(_name(generation)):
                self._client.drop_collection(_name(generation))

    def close(self) -> None:
        client: Any = self.__dict__.pop("_client", None)
        self._loaded.clear()
        if client is not None:
            client.close()

    @cached_property
    def _client(self) -> Any:
        pymilvus = _pymilvus()
        with _told(self._url):
            return pymilvus.MilvusClient(
                uri=self._url, token=os.environ.get(TOKEN_VARIABLE, ""), timeout=_PATIENCE
            )

    @property
    def _collection(self) -> str:
        return _name(read_meta(self._connections.get()).get("generation", ""))

    def _in_memory(self) -> str:
        """The collection, which Milvus searches only once it has been told to load it: a server that was
        started anew may not have, and milvus-lite has not in any new process.
        """
        name = self._collection
        if name not in self._loaded:
            self._client.load_collection(name)
            self._loaded.add(name)
        return name

    def _mark(self) -> _Mark | None:
        """What the database notes of the collection; None for one elsewhere, or none."""
        noted = read_meta(self._connections.get()).get(_MARK)
        mark = _Mark(*json.loads(noted)) if noted else None
        return mark if mark is not None and mark.url == self._url else None

    def _is_behind(self, mark: _Mark | None) -> bool:
        return mark is None or mark.version != read_meta(self._connections.get()).get("version", "")

    def _searched(
        self, field: str, asked: object, k: int, where: Filter | None
    ) -> Iterator[tuple[int, float]]:
        with _told(self._url):
            (hits,) = self._client.search(
                self._in_memory(),
                data=[asked],
                anns_field=field,
                limit=min(k, _MOST),
                filter=_expression(where),
                output_fields=["id"],
            )
        return ((int(hit["id"]), float(hit["distance"])) for hit in hits)

    def _still_there(self, found: Mapping[int, float], mark: _Mark) -> dict[int, float]:
        """What was found, without passages that went after the collection was brought up."""
        if not self._is_behind(mark):
            return dict(found)
        there = {
            row[0]
            for marks, chunk in chunks(list(found))
            for row in self._connections.get().execute(
                f"SELECT id FROM passages WHERE id IN ({marks})", chunk
            )
        }
        return {i: score for i, score in found.items() if i in there}

    def _late_by_vector(self, vector: Vectors, where: Filter | None, after: int) -> dict[int, float]:
        """Passages that came after the collection was brought up, by their vectors in the database."""
        db = self._connections.get()
        restricted, values = condition(where)
        rows = db.execute(
            f"SELECT p.id FROM passages p JOIN articles a ON a.rowid = p.article {restricted} WHERE p.id > ?",
            (*values, after),
        )
        ids = [row[0] for row in rows]
        if not ids:
            return {}
        cosines = vectors_of(db, ids) @ np.asarray(vector, dtype=np.float32)
        return dict(zip(ids, cosines.tolist(), strict=True))

    def _count(self) -> int:
        """How many passages the collection has; a collection that is not there is made, with none."""
        with _told(self._url):
            if not self._client.has_collection(self._collection):
                self._make_collection()
            (row,) = self._client.query(self._in_memory(), filter="", output_fields=["count(*)"])
        return int(row["count(*)"])

    def _change(self, db: sqlite3.Connection, mark: _Mark | None, held: int) -> Changes:
        """What has to be done to the collection, which has ``held`` passages."""
        if mark is not None and mark.count == held:
            new = added(db, mark.last)
            if held + new.size == number(db):
                return Changes(new, new[:0])
        return changes(db, self._ids() if held else np.empty(0, dtype=np.int64))

    def _ids(self) -> Ids:
        found: list[int] = []
        with _told(self._url):
            pages = self._client.query_iterator(
                self._in_memory(), batch_size=_BATCH, filter="id > 0", output_fields=["id"]
            )
            while page := pages.next():
                found += [row["id"] for row in page]
            pages.close()
        return np.sort(np.array(found, dtype=np.int64))

    def _rows(self, ids: Ids) -> Iterator[list[dict[str, object]]]:
        """The passages ``ids`` as the collection takes them, in batches."""
        db = self._connections.get()
        for at in range(0, len(ids), _BATCH):
            passages = list(terms_of(db, ids[at : at + _BATCH]))
            vectors = vectors_of(db, [passage.id for passage in passages])
            yield [_row(*pair) for pair in zip(passages, vectors, strict=True)]

    def _make_collection(self) -> None:
        pymilvus = _pymilvus()
        kind = pymilvus.DataType
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", kind.INT64, is_primary=True)
        schema.add_field("vector", kind.FLOAT_VECTOR, dim=self._dim())
        schema.add_field("day", kind.INT64)
        schema.add_field("source", kind.VARCHAR, max_length=_LONGEST)
        indexes = self._client.prepare_index_params()
        indexes.add_index("vector", index_type="AUTOINDEX", metric_type="IP")
        for field in ("words", "title"):
            # The terms are made by rag.analysis; here they are only parted again.
            analyser = {"tokenizer": "standard"}
            schema.add_field(
                field, kind.VARCHAR, max_length=_LONGEST, enable_analyzer=True, analyzer_params=analyser
            )
            schema.add_field(f"{field}_bm25", kind.SPARSE_FLOAT_VECTOR)
            schema.add_function(
                pymilvus.Function(
                    name=f"bm25_of_{field}",
                    function_type=pymilvus.FunctionType.BM25,
                    input_field_names=[field],
                    output_field_names=[f"{field}_bm25"],
                )
            )
            indexes.add_index(
                f"{field}_bm25",
                index_type="SPARSE_INVERTED_INDEX",
                metric_type="BM25",
                params={"bm25_k1": 1.2, "bm25_b": 0.75},
            )
        self._client.create_collection(
            self._collection, schema=schema, index_params=indexes, consistency_level="Strong"
        )

    def _dim(self) -> int:
        first = self._connections.get().execute("SELECT vector FROM passages LIMIT 1").fetchone()
        return len(first[0]) // 2 if first else 2


def _row(passage: PassageTerms, vector: Vectors) -> dict[str, object]:
    return {
        "id": passage.id,
        "vector": vector.tolist(),
        "day": day(passage.published),
        "source": _fitting(passage.source),
        "words": _fitting(passage.words),
        "title": _fitting(passage.title),
    }


def _expression(where: Filter | None) -> str:
    """A filter in Milvus's language; '' for none."""
    if not where:
        return ""
    parts = []
    if where.since or where.until:
        last = f" and day <= {day(where.until)}" if where.until else ""
        known = f"(day >= {max(1, day(where.since))}{last})"
        parts.append(f"({known} or day == 0)" if where.undated else known)
    if where.sources:
        parts.append(f"source in {json.dumps(list(where.sources), ensure_ascii=False)}")
    return " and ".join(parts)


def _best(found: Mapping[int, float], k: int) -> Ranked:
    return sorted(found.items(), key=lambda hit: (-hit[1], hit[0]))[:k]


def _fitting(text: str) -> str:
    """As much of ``text`` as a field takes."""
    return text.encode()[:_LONGEST].decode(errors="ignore")


def _name(generation: str) -> str:
    return f"onrecord_{generation}"


def _pymilvus() -> Any:
    """Raises MissingExtra when it is not installed."""
    try:
        import pymilvus
    except ImportError as error:
        raise MissingExtra(
            "Searching in Milvus ([search] milvus in onrecord.toml) needs another package. "
            "Install it: pip install -c constraints.txt -e '.[milvus]'"
        ) from error
    # It logs every error that it raises; we tell them ourselves.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    return pymilvus


@contextmanager
def _told(url: str) -> Iterator[None]:
    """What goes wrong at Milvus, as an error that names it and the way out."""
    pymilvus = _pymilvus()
    try:
        yield
    except pymilvus.MilvusException as error:
        raise SearchUnavailable(
            f"Milvus at {url} cannot be used: {str(error).splitlines()[0]} Check that it runs and that "
            f"[search] milvus in onrecord.toml is right; if it asks for a token, set {TOKEN_VARIABLE}."
        ) from error
