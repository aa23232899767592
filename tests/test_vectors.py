from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.embed import Vectors
from rag.store.vectors import VectorIndex

RNG = np.random.default_rng(7)
ROWS = RNG.standard_normal((50, 16)).astype(np.float32)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)


def fetch(ids: Sequence[int]) -> Vectors:
    return ROWS[list(ids)]


def index(*ids: int) -> VectorIndex:
    return VectorIndex.empty(16).updated(np.array(ids, dtype=np.int64), fetch)


def test_search_is_exact_and_best_first() -> None:
    found = index(*range(50)).search(ROWS[7], 5)
    cosines = ROWS @ ROWS[7]
    assert [i for i, _ in found] == list(np.argsort(-cosines)[:5])
    nearest, cosine = found[0]
    assert nearest == 7
    assert cosine == pytest.approx(1.0, abs=1e-5)


def test_search_within_chosen_passages_only() -> None:
    found = index(*range(50)).search(ROWS[7], 5, within=np.array([3, 9], dtype=np.int64))
    assert {i for i, _ in found} == {3, 9}
    assert index(1, 2).search(ROWS[1], 5, within=np.array([], dtype=np.int64)) == []


def test_fewer_passages_than_asked_for() -> None:
    assert len(index(1, 2).search(ROWS[1], 10)) == 2
    assert index().search(ROWS[1], 10) == []


def test_updated_fetches_only_what_is_missing_and_drops_what_is_gone() -> None:
    asked: list[int] = []

    def watched(ids: Sequence[int]) -> Vectors:
        asked.extend(ids)
        return fetch(ids)

    before = index(1, 2, 3)
    after = before.updated(np.array([2, 3, 4], dtype=np.int64), watched)
    assert asked == [4]
    assert sorted(after.ids) == [2, 3, 4]
    assert sorted(before.ids) == [1, 2, 3]
    assert after.search(ROWS[4], 1)[0][0] == 4


def test_a_checkpoint_comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    saved = index(*range(20))
    sha256 = saved.save(path)
    loaded = VectorIndex.load(path, sha256, 16)
    assert list(loaded.ids) == list(saved.ids)
    assert loaded.search(ROWS[3], 4) == saved.search(ROWS[3], 4)
    assert [p.name for p in tmp_path.iterdir()] == ["vectors.faiss"]


@pytest.mark.parametrize("damage", ["truncate", "flip", "delete", "other dim"])
def test_a_checkpoint_that_is_not_what_was_written_is_not_used(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vectors.faiss"
    sha256 = index(*range(20)).save(path)
    data = bytearray(path.read_bytes())
    dim = 16
    if damage == "truncate":
        path.write_bytes(data[:100])
    elif damage == "flip":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif damage == "delete":
        path.unlink()
    else:
        dim = 8
    loaded = VectorIndex.load(path, sha256, dim)
    assert loaded.ids.size == 0
