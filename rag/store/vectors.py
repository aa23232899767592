"""Passage vectors in FAISS: exact inner-product search, kept on disk as a checkpoint.

The checkpoint saves time at start and holds nothing of its own: a file that is missing, damaged or of
another state is made again from the database.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.embed import Vectors

Ids = npt.NDArray[np.int64]


class VectorIndex:
    """Vectors by passage id; searched, never changed. ``updated`` gives a new one."""

    def __init__(self, index: Any, ids: Ids) -> None:
        self._index = index
        self.ids = ids

    @classmethod
    def empty(cls, dim: int) -> VectorIndex:
        import faiss

        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dim)), np.empty(0, dtype=np.int64))

    @classmethod
    def load(cls, path: Path, sha256: str, dim: int) -> VectorIndex:
        """The checkpoint, or an empty index where it cannot be trusted to be what was written."""
        import faiss

        if not sha256 or not path.is_file():
            return cls.empty(dim)
        try:
            data = path.read_bytes()
        except OSError:
            return cls.empty(dim)
        if hashlib.sha256(data).hexdigest() != sha256:
            return cls.empty(dim)
        index: Any = faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
        if index.d != dim:
            return cls.empty(dim)
        return cls(index, np.asarray(faiss.vector_to_array(index.id_map), dtype=np.int64))

    def save(self, path: Path) -> str:
        """Write the checkpoint so that a crash leaves the old or the new file; returns its SHA-256."""
        import faiss

        data = faiss.serialize_index(self._index).tobytes()
        beside = path.with_name(path.name + ".new")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        return hashlib.sha256(data).hexdigest()

    def updated(self, wanted: Ids, fetch: Callable[[Sequence[int]], Vectors]) -> VectorIndex:
        """The index over exactly the ids ``wanted``; ``fetch`` gives vectors (n, dim) of those missing."""
        import faiss

        missing = np.setdiff1d(wanted, self.ids)
        stale = np.setdiff1d(self.ids, wanted)
        if not missing.size and not stale.size:
            return self
        index: Any = faiss.clone_index(self._index)
        if stale.size:
            index.remove_ids(stale)
        if missing.size:
            index.add_with_ids(fetch([int(i) for i in missing]), missing)
        return VectorIndex(index, np.asarray(faiss.vector_to_array(index.id_map), dtype=np.int64))

    def search(self, vector: Vectors, k: int, within: Ids | None = None) -> list[tuple[int, float]]:
        """The ``k`` nearest passages to ``vector`` (dim,) as (id, cosine), best first."""
        import faiss

        if not self.ids.size or k < 1 or (within is not None and not within.size):
            return []
        parameters = None if within is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(within))  # type: ignore[call-arg]
        scores, ids = self._index.search(
            np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1), k, params=parameters
        )
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
