"""Searching on the machine that has the index: FAISS for vectors, FTS5 or tantivy for words.

What is held in memory is one state of the database. A search first looks whether there is a newer one, and
takes over what has changed; the state before keeps answering the searches that began with it.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from rag.embed import Vectors
from rag.store import fulltext
from rag.store.allowed import Allowed
from rag.store.changes import Changes, Ids, changes
from rag.store.connections import Connections
from rag.store.meta import read_meta, write_meta
from rag.store.records import Filter
from rag.store.rows import vectors_of
from rag.store.schema import VECTORS, WORDS
from rag.store.search import Ranked
from rag.store.structure import LOOKED_AT
from rag.store.terms import terms_of
from rag.store.vectors import VectorIndex
from rag.store.words import WORDS_FROM, WordIndex, write


@dataclass(frozen=True, slots=True)
class _State:
    """What tells whether something held is of the present: of the database, and of the two checkpoints."""

    generation: str
    version: str
    vectors: str
    words: str


@dataclass(frozen=True, slots=True)
class _Held:
    """What is searched. ``words`` is None where FTS5 is; ``late`` are the changes that it does not have yet.
    ``allowed`` is None until a filter is used.
    """

    state: _State
    vectors: VectorIndex
    words: WordIndex | None
    late: Changes
    allowed: Allowed | None


class LocalSearch:
    """See ``rag.store.search.Search``. Safe to use from several threads."""

    def __init__(self, directory: Path, connections: Connections) -> None:
        self._directory, self._connections = directory, connections
        self._refreshing = threading.Lock()
        self._now: _Held | None = None

    def by_words(self, terms: Sequence[str], k: int, where: Filter | None, title: float) -> Ranked:
        with self._connections.snapshot():
            return self._by_words(terms, k, where, title)

    def _by_words(self, terms: Sequence[str], k: int, where: Filter | None, title: float) -> Ranked:
        held, db = self._held(), self._connections.get()
        if held.words is None:
            return fulltext.search(db, terms, k, where, title)
        if not held.late:
            return held.words.search(terms, k, where, title)
        gone = frozenset(held.late.gone.tolist())
        found = [hit for hit in held.words.search(terms, k + len(gone), where, title) if hit[0] not in gone]
        if held.late.new.size:
            # What was added since is in FTS5 as well, and counted there by the same numbers.
            found += fulltext.search(db, terms, k, where, title, after=int(held.words.ids[-1]))
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def by_vector(self, vector: Vectors, k: int, where: Filter | None) -> Ranked:
        with self._connections.snapshot():
            return self._by_vector(vector, k, where)

    def _by_vector(self, vector: Vectors, k: int, where: Filter | None) -> Ranked:
        held = self._held()
        within = self._allowed(held).within(where) if where else None
        if held.vectors.is_exact or k < 1:
            return held.vectors.search(vector, k, within)
        ids = [i for i, _ in held.vectors.search(vector, max(k, LOOKED_AT), within)]
        if not ids:
            return []
        # Whoever searches will ask for the vectors of what is found.
        read: dict[int, bytes] = self._connections.once("vectors", dict)
        cosines = vectors_of(self._connections.get(), ids, read) @ np.asarray(vector, dtype=np.float32)
        ranked = sorted(zip(ids, cosines.tolist(), strict=True), key=lambda hit: (-hit[1], hit[0]))
        return ranked[:k]

    def frequency(self, term: str) -> int:
        held, db = self._held(), self._connections.get()
        if held.words is None:
            return fulltext.frequency(db, term)
        late = fulltext.frequency(db, term, after=int(held.words.ids[-1])) if held.late.new.size else 0
        return held.words.frequency(term) + late

    def settle(self) -> None:
        held, db = self._held(), self._connections.get()
        settled, path = held.vectors.settled(self._vectors), self._directory / VECTORS
        if settled is not held.vectors or not path.is_file() or not held.state.vectors:
            write_meta(db, vectors_sha256=settled.save(path))
        if held.vectors.ids.size < WORDS_FROM:
            shutil.rmtree(self._directory / WORDS, ignore_errors=True)
        elif held.words is None or held.late:
            late = held.late if held.words else Changes(held.vectors.ids, np.empty(0, dtype=np.int64))
            written = write(self._directory / WORDS, held.words, terms_of(db, late.new), late.gone.tolist())
            write_meta(db, words_sha256=written)

    def hand_over(self, directory: Path, generation: str) -> None:  # noqa: ARG002
        for name in (VECTORS, WORDS):
            there, here = directory / name, self._directory / name
            if there.is_dir():
                shutil.rmtree(there, ignore_errors=True)
            if here.exists():
                here.replace(there)

    def close(self) -> None:
        """Nothing to let go of: the connections are the store's."""

    def _held(self) -> _Held:
        """What to search: of the database's present state."""
        with self._connections.snapshot():
            return self._connections.once("held", self._present)

    def _present(self) -> _Held:
        state = self._state()
        current = self._now
        if current is not None and state == current.state:
            return current
        with self._refreshing:
            current = self._now
            if current is None or state != current.state:
                current = self._brought_up(current, state)
                self._now = current
            return current

    def _state(self) -> _State:
        meta = read_meta(self._connections.get())
        names = ("generation", "version", "vectors_sha256", "words_sha256")
        return _State(*(meta.get(name, "") for name in names))

    def _brought_up(self, held: _Held | None, state: _State) -> _Held:
        """What is held, taken over to ``state``; ids mean the same only within a generation."""
        if held is not None and held.state.generation != state.generation:
            held = None
        db, dim = self._connections.get(), self._dim()
        # Without passages nothing tells how long vectors are: what was held then is of no use for the first.
        if held is not None and held.state.vectors == state.vectors and held.vectors.dim == dim:
            vectors = held.vectors
        else:
            vectors = VectorIndex.load(self._directory / VECTORS, state.vectors, dim)
        change = changes(db, vectors.ids)
        vectors = vectors.changed(change.new, change.gone, self._vectors)
        words = held.words if held is not None and held.state.words == state.words else None
        if words is None and vectors.ids.size >= WORDS_FROM:
            words = WordIndex.load(self._directory / WORDS, state.words)
        late = _between(words.ids, vectors.ids) if words else Changes(vectors.ids, vectors.ids[:0])
        allowed = held.allowed if held is not None else None
        if allowed is not None:
            allowed = allowed.changed(db, _between(allowed.ids, vectors.ids))
        return _Held(state, vectors, words, late, allowed)

    def _allowed(self, held: _Held) -> Allowed:
        if held.allowed is not None:
            return held.allowed
        with self._refreshing:
            now = self._now
            if now is not None and now.allowed is not None and now.state == held.state:
                return now.allowed
            allowed = Allowed.read(self._connections.get())
            if now is held:
                self._now = replace(held, allowed=allowed)
        return allowed

    def _dim(self) -> int:
        first = self._connections.get().execute("SELECT vector FROM passages LIMIT 1").fetchone()
        return len(first[0]) // 2 if first else 1

    def _vectors(self, ids: Sequence[int]) -> Vectors:
        return vectors_of(self._connections.get(), ids)


def _between(held: Ids, now: Ids) -> Changes:
    """What leads from the ids ``held`` to ``now``, both in order."""
    if np.array_equal(held, now):
        return Changes(now[:0], now[:0])
    return Changes(np.setdiff1d(now, held), np.setdiff1d(held, now))
