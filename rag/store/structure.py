"""Which FAISS structure vectors are searched in, by how many there are.

Up to ``EXACT_UP_TO`` every vector is compared. Beyond, they are parted among cells around centroids (an
inverted file) and kept as one byte a dimension; a search looks into the nearest cells only. How many that
takes is measured on the vectors themselves, for at least ``RECALL`` of what comparing all would find.

Why not a graph (HNSW): FAISS cannot take a vector out of one, and its links are memory on top of the vectors.

What this does not know: how far questions lie from passages. It measures with vectors that lie between two
passages, which are harder than real questions in our measurements.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.embed import Vectors

Ids = npt.NDArray[np.int64]
Fetch = Callable[[Sequence[int]], Vectors]

#: Comparing this many takes about 5 ms.
EXACT_UP_TO = 50_000
#: Of the nearest ten, the share that must be among the hundred nearest as the structure sees them. Callers
#: put those in order by their exact vectors.
RECALL = 0.998
MEASURED_WITH = 200
#: How close to the fewest cells that are enough: the time of a search grows with them.
PRECISELY = 0.1
NEAREST, LOOKED_AT = 10, 100
#: Vectors a centroid is made from; FAISS warns below 39.
PER_CENTROID = 40
ROUNDS = 10
#: Vectors in memory at once while a structure is made.
BATCH = 50_000


def exact(dim: int) -> Any:
    """Every vector as it is, by id."""
    import faiss

    return faiss.IndexIDMap2(faiss.IndexFlatIP(dim))


def cells(ids: Ids, fetch: Fetch) -> Any:
    """An inverted file over the vectors of ``ids`` (n,), set to look into enough cells."""
    import faiss

    rng = np.random.default_rng(0)
    number = round(4 * math.sqrt(len(ids)))
    sample = fetch(_some(ids, number * PER_CENTROID, rng))
    index: Any = faiss.index_factory(sample.shape[1], f"IVF{number},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = ROUNDS
    index.train(sample)
    questions = _between(sample, rng)
    wanted = faiss.ResultHeap(len(questions), NEAREST, keep_max=True)
    for chunk in _chunks(ids):
        vectors = fetch(chunk.tolist())
        index.add_with_ids(vectors, chunk)
        wanted.add_result(*_nearest(questions, vectors, chunk))
    wanted.finalize()
    index.nprobe = _enough_cells(index, questions, wanted.I)
    return index


def _enough_cells(index: Any, questions: Vectors, wanted: Ids) -> int:
    """The fewest cells in which enough of what is ``wanted`` (n, NEAREST) is found, to ``PRECISELY``."""

    def enough(cells: int) -> bool:
        index.nprobe = cells
        _, found = index.search(questions, LOOKED_AT)
        hits = [len(np.intersect1d(*pair)) for pair in zip(found, wanted, strict=True)]
        return sum(hits) >= RECALL * wanted.size

    few, many = 0, 1
    while many < index.nlist and not enough(many):
        few, many = many, min(2 * many, index.nlist)
    while many - few > PRECISELY * many:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many


def _between(sample: Vectors, rng: np.random.Generator) -> Vectors:
    """Vectors between two of the sample each (MEASURED_WITH, dim)."""
    one, other = (sample[rng.integers(len(sample), size=MEASURED_WITH)] for _ in range(2))
    between = one + other
    between /= np.maximum(np.linalg.norm(between, axis=1, keepdims=True), 1e-9)
    return between


def _nearest(questions: Vectors, vectors: Vectors, ids: Ids) -> tuple[Vectors, Ids]:
    import faiss

    scores, at = faiss.knn(questions, vectors, NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    return scores, ids[at]


def _some(ids: Ids, most: int, rng: np.random.Generator) -> list[int]:
    chosen = ids if len(ids) <= most else rng.choice(ids, size=most, replace=False)
    return [int(i) for i in chosen]


def _chunks(ids: Ids) -> Iterator[Ids]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]
