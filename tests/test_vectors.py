from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.embed import Vectors
from rag.store.structure import RECALL, Ids
from rag.store.vectors import VectorIndex

RNG = np.random.default_rng(7)
ROWS = RNG.standard_normal((50, 16)).astype(np.float32)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)


def fetch(wanted: Sequence[int]) -> Vectors:
    return ROWS[list(wanted)]


def ids(*held: int) -> Ids:
    return np.array(held, dtype=np.int64)


NONE = ids()


def index(*held: int) -> VectorIndex:
    return VectorIndex.empty(16).changed(ids(*held), NONE, fetch)


def settled(*held: int) -> VectorIndex:
    return index(*held).settled(fetch)


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


@pytest.mark.parametrize("made", [index, settled])
def test_a_change_fetches_only_what_is_new_and_drops_what_is_gone(made: Callable[..., VectorIndex]) -> None:
    asked: list[int] = []

    def watched(wanted: Sequence[int]) -> Vectors:
        asked.extend(wanted)
        return fetch(wanted)

    before = made(1, 2, 3)
    after = before.changed(ids(4), ids(1), watched)
    assert asked == [4]
    assert sorted(after.ids) == [2, 3, 4]
    assert sorted(before.ids) == [1, 2, 3]
    assert after.search(ROWS[4], 1)[0][0] == 4


def test_a_checkpoint_comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    saved = settled(*range(20))
    sha256 = saved.save(path)
    loaded = VectorIndex.load(path, sha256, 16)
    assert list(loaded.ids) == list(saved.ids)
    assert loaded.search(ROWS[3], 4) == saved.search(ROWS[3], 4)
    assert [p.name for p in tmp_path.iterdir()] == ["vectors.faiss"]


@pytest.mark.parametrize("damage", ["truncate", "flip", "delete", "other dim"])
def test_a_checkpoint_that_is_not_what_was_written_is_not_used(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vectors.faiss"
    sha256 = settled(*range(20)).save(path)
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


# The structure of a large index, at a size that a test can reach


def test_a_search_leaves_the_number_of_threads_as_it_was() -> None:
    import faiss

    before = faiss.omp_get_max_threads()
    made = VectorIndex.empty(4).changed(np.arange(1, 4), NONE, lambda ids: np.eye(4, dtype=np.float32)[ids])
    assert len(made.search(np.ones(4, dtype=np.float32), 3)) == 3
    assert faiss.omp_get_max_threads() == before


MANY = 6000


def many() -> Vectors:
    """Vectors in loose groups, as those of articles are."""
    rng = np.random.default_rng(3)
    centres = rng.standard_normal((60, 32))
    rows = centres[rng.integers(60, size=MANY)] + 0.7 * rng.standard_normal((MANY, 32))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> tuple[VectorIndex, Vectors]:
    monkeypatch.setattr("rag.store.vectors.EXACT_UP_TO", 1000)
    rows = many()
    made = VectorIndex.empty(32).changed(np.arange(MANY), NONE, lambda wanted: rows[list(wanted)])
    assert made.is_exact
    return made.settled(lambda wanted: rows[list(wanted)]), rows


def found_of_ten(index: VectorIndex, rows: Vectors, held: Ids) -> float:
    """The mean share of the ten nearest that is among the hundred looked at, for questions between groups."""
    rng = np.random.default_rng(4)
    shares = []
    for _ in range(100):
        one, other = rows[rng.choice(held, size=2)]
        question = (one + other) / np.linalg.norm(one + other)
        nearest = held[np.argsort(-(rows[held] @ question))[:10]]
        shares.append(len(set(nearest) & {i for i, _ in index.search(question, 100)}) / 10)
    return float(np.mean(shares))


def test_a_large_index_looks_into_few_cells_and_finds_nearly_all(large: tuple[VectorIndex, Vectors]) -> None:
    made, rows = large
    assert not made.is_exact
    assert found_of_ten(made, rows, np.arange(MANY)) >= RECALL - 0.01
    assert made.cells_looked_into < made.cells


def test_a_large_index_takes_in_changes(large: tuple[VectorIndex, Vectors], tmp_path: Path) -> None:
    made, rows = large
    sha256 = made.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss", sha256, 32)
    extra = np.concatenate([rows, many()[::-1][:800]])
    few = loaded.changed(np.arange(MANY, MANY + 10), np.arange(5), lambda wanted: extra[list(wanted)])
    assert few.settled(lambda wanted: extra[list(wanted)]) is few
    more = few.changed(np.arange(MANY + 10, MANY + 800), NONE, lambda wanted: extra[list(wanted)])
    taken_in = more.settled(lambda wanted: extra[list(wanted)])
    assert taken_in is not more
    for one in (more, taken_in):
        assert one.ids.tolist() == list(range(5, MANY + 800))
        assert 3 not in {i for i, _ in one.search(extra[3], 100)}
        assert MANY + 799 in {i for i, _ in one.search(extra[MANY + 799], 100)}
        assert found_of_ten(one, extra, np.arange(5, MANY + 800)) >= RECALL - 0.02


def test_a_large_index_searches_within_few(large: tuple[VectorIndex, Vectors]) -> None:
    made, rows = large
    chosen = ids(5, 77, 4000, 5999)
    changed = made.changed(NONE, ids(77), lambda wanted: rows[list(wanted)])
    assert {i for i, _ in changed.search(rows[3], 100, within=chosen)} == {5, 4000, 5999}
    assert changed.search(rows[77], 5, within=ids(77)) == []


def test_an_index_that_shrinks_is_exact_again(large: tuple[VectorIndex, Vectors]) -> None:
    made, rows = large
    small = made.changed(NONE, np.arange(500, MANY), lambda wanted: rows[list(wanted)])
    again = small.settled(lambda wanted: rows[list(wanted)])
    assert again.is_exact
    nearest, cosine = again.search(rows[9], 1)[0]
    assert nearest == 9
    assert cosine == pytest.approx(1.0, abs=1e-5)
