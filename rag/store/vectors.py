"""Passage vectors in FAISS: a settled part, kept on disk as a checkpoint, and what has changed since.

The settled part's structure follows its size (``rag.store.structure``). Vectors that came later stand beside
it and are compared one by one; those that went are passed over. So a change costs what it changes, until
``settled`` takes them in.

The checkpoint saves time at start and holds nothing of its own: a file that is missing, damaged or of another
state is made again from the database. A large one is mapped, not read: its memory is shared between processes
and can be taken back by the system.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.embed import Vectors
from rag.store.structure import EXACT_UP_TO, LOOKED_AT, Fetch, Ids, cells, exact

#: The settled part takes in what has changed when that is more than this share of it.
TAKEN_IN_AT = 0.01
#: An inverted file serves until there are this many times as many vectors, or as few, as it was trained for.
OUTGROWN = 2.0

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Part:
    """A FAISS index and the ids in it, in order; ``path`` is the file that it is mapped from."""

    index: Any
    ids: Ids
    path: Path | None = None


class VectorIndex:
    """Vectors by passage id; searched, never changed. ``changed`` and ``settled`` give new ones."""

    def __init__(self, settled: _Part, fresh: _Part, gone: Ids) -> None:
        self._settled, self._fresh, self._gone = settled, fresh, gone
        held = settled.ids if not gone.size else np.setdiff1d(settled.ids, gone, assume_unique=True)
        #: All ids, in order. Ids only grow, so those that came later are the larger ones.
        self.ids: Ids = np.sort(np.concatenate([held, fresh.ids]))

    @classmethod
    def empty(cls, dim: int) -> VectorIndex:
        return cls(_Part(exact(dim), _NONE), _Part(exact(dim), _NONE), _NONE)

    @classmethod
    def load(cls, path: Path, sha256: str, dim: int) -> VectorIndex:
        """The checkpoint, or an empty index where it cannot be trusted to be what was written."""
        import faiss

        if not sha256 or _sha256(path) != sha256:
            return cls.empty(dim)
        index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
        if index.d != dim:
            return cls.empty(dim)
        return cls(_Part(index, _ids_in(index), path), _Part(exact(dim), _NONE), _NONE)

    def save(self, path: Path) -> str:
        """Write the settled part so that a crash leaves the old or the new file; returns its SHA-256."""
        import faiss

        beside = path.with_name(path.name + ".new")
        faiss.write_index(self._settled.index, str(beside))
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        sha256 = _sha256(beside)
        beside.replace(path)
        return sha256

    def changed(self, new: Ids, gone: Ids, fetch: Fetch) -> VectorIndex:
        """The index with the ids ``new`` and without ``gone``; ``fetch`` gives vectors (n, dim) of ids."""
        import faiss

        if not new.size and not gone.size:
            return self
        fresh: Any = faiss.clone_index(self._fresh.index)
        left = np.intersect1d(gone, self._fresh.ids)
        if left.size:
            fresh.remove_ids(left)
        if new.size:
            fresh.add_with_ids(fetch(new.tolist()), new)
        ids = np.concatenate([np.setdiff1d(self._fresh.ids, left), np.sort(new)])
        passed_over = np.union1d(self._gone, np.intersect1d(gone, self._settled.ids))
        return VectorIndex(self._settled, _Part(fresh, ids), passed_over)

    def settled(self, fetch: Fetch) -> VectorIndex:
        """The index with all that has changed taken into its settled part, in the structure that fits its
        size; this one itself while that is not worth it.
        """
        change = self._fresh.ids.size + self._gone.size
        exactly = self.ids.size <= EXACT_UP_TO
        if not change or (not exactly and change <= TAKEN_IN_AT * self.ids.size):
            return self
        dim = self._settled.index.d
        copy = None if self._outgrown() else _copy(self._settled)
        if copy is not None:
            index = self._taken_in(copy, fetch)
        elif exactly:
            index = exact(dim)
            if self.ids.size:
                index.add_with_ids(fetch(self.ids.tolist()), self.ids)
        else:
            index = cells(self.ids, fetch)
        return VectorIndex(_Part(index, self.ids), _Part(exact(dim), _NONE), _NONE)

    def search(self, vector: Vectors, k: int, within: Ids | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest passages to ``vector`` (dim,) as (id, cosine), best first.

        From a large index nearly the nearest, with nearly their cosines; see ``rag.store.structure``.
        """
        if not self.ids.size or k < 1 or (within is not None and not within.size):
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        with _one_thread():
            found = [*self._in_settled(query, k, within), *_in_fresh(self._fresh, query, k, within)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    @property
    def dim(self) -> int:
        """The length of every vector."""
        return int(self._settled.index.d)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is compared."""
        return not _has_cells(self._settled.index)

    @property
    def cells(self) -> int:
        """How many cells the settled vectors are parted among; 0 where every one is compared."""
        return 0 if self.is_exact else int(self._settled.index.nlist)

    @property
    def cells_looked_into(self) -> int:
        """By a search of everything for no more than ``LOOKED_AT``."""
        return 0 if self.is_exact else int(self._settled.index.nprobe)

    def _outgrown(self) -> bool:
        """Whether another structure fits the present size."""
        if self.is_exact or self.ids.size <= EXACT_UP_TO:
            return not (self.is_exact and self.ids.size <= EXACT_UP_TO)
        trained_for = (self._settled.index.nlist / 4) ** 2
        return not trained_for / OUTGROWN <= self.ids.size <= trained_for * OUTGROWN

    def _taken_in(self, index: Any, fetch: Fetch) -> Any:
        """``index``, a copy of the settled part, with the changes in it."""
        if self._gone.size:
            index.remove_ids(self._gone)
        if self._fresh.ids.size:
            index.add_with_ids(fetch(self._fresh.ids.tolist()), self._fresh.ids)
        return index

    def _in_settled(self, query: Vectors, k: int, within: Ids | None) -> list[tuple[int, float]]:
        import faiss

        index, ids = self._settled.index, self._settled.ids
        wanted: Any = None
        share = 1.0
        if within is not None:
            allowed = np.setdiff1d(np.intersect1d(within, ids), self._gone)
            if not allowed.size:
                return []
            share = allowed.size / ids.size
            wanted = _selector(allowed)
        elif self._gone.size:
            passed_over = _selector(self._gone)
            wanted = faiss.IDSelectorNot(passed_over)
        if self.is_exact:
            parameters = faiss.SearchParameters(sel=wanted) if wanted is not None else None  # type: ignore[call-arg]
        else:
            # The cells were measured for LOOKED_AT of all. Of few that are allowed, few are in each cell, and
            # more that are asked for are in more: as many cells more must be looked into.
            more = max(1.0, k / LOOKED_AT) / share
            parameters = faiss.SearchParametersIVF(
                sel=wanted, nprobe=min(index.nlist, round(index.nprobe * more))
            )  # type: ignore[call-arg]
        return _hits(index.search(query, k, params=parameters))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Within, FAISS computes on the calling thread alone. A single question takes it less than a millisecond;
    a second thread does not help, and where its core is busy is waited for ten times as long.
    """
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _copy(part: _Part) -> Any:
    """A copy that can be changed; None where the file has gone or been replaced under a mapped one."""
    import faiss

    if part.path is None:
        return faiss.clone_index(part.index)
    try:
        copy = faiss.read_index(str(part.path))
    except RuntimeError:
        return None
    return copy if np.array_equal(_ids_in(copy), part.ids) else None


def _in_fresh(fresh: _Part, query: Vectors, k: int, within: Ids | None) -> list[tuple[int, float]]:
    import faiss

    if not fresh.ids.size:
        return []
    if within is None:
        return _hits(fresh.index.search(query, k))
    allowed = np.intersect1d(within, fresh.ids)
    if not allowed.size:
        return []
    chosen = _selector(allowed)
    return _hits(fresh.index.search(query, k, params=faiss.SearchParameters(sel=chosen)))  # type: ignore[call-arg]


def _hits(result: tuple[Vectors, Ids]) -> list[tuple[int, float]]:
    scores, ids = result
    return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]


def _selector(ids: Ids) -> Any:
    """One bit for every id up to the largest: FAISS asks for each vector it comes by."""
    import faiss

    bits = np.zeros(int(ids.max()) + 1, dtype=bool)
    bits[ids] = True
    selector: Any = faiss.IDSelectorBitmap
    return selector(np.packbits(bits, bitorder="little"))


def _has_cells(index: Any) -> bool:
    return hasattr(index, "invlists")


def _ids_in(index: Any) -> Ids:
    """The ids in a FAISS index, in order."""
    import faiss

    if not _has_cells(index):
        return np.sort(np.asarray(faiss.vector_to_array(index.id_map), dtype=np.int64))
    lists = index.invlists
    sizes = [lists.list_size(cell) for cell in range(index.nlist)]
    ids = [faiss.rev_swig_ptr(lists.get_ids(cell), size).copy() for cell, size in enumerate(sizes) if size]
    return np.sort(np.concatenate([_NONE, *ids]))


def _sha256(path: Path) -> str:
    """Of the file's bytes; '' where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
