"""The comparison of FAISS structures, on vectors that are drawn at random."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from benchmarks.structures import NEAREST, RECALL, Structure, row, structures
from rag.embed import Vectors, unit

COUNT = 300


def drawn(count: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).standard_normal((count, 384)).astype(np.float32))


# Product quantization takes a minute to train, however few vectors there are.
@pytest.mark.parametrize(
    "structure", [one for one in structures(COUNT) if "PQ" not in one.factory], ids=lambda one: one.factory
)
def test_every_structure_is_measured(structure: Structure) -> None:
    faiss.omp_set_num_threads(1)
    vectors, asked = drawn(COUNT, 1), drawn(5, 2)
    _, wanted = faiss.knn(asked, vectors, NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    measured = row(structure, vectors, asked, wanted, 1)
    assert RECALL <= float(str(measured["recall of ten"])) <= 1
    assert measured["bytes a vector"]
