from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.build import update
from rag.near import NEARLY, _sketch, keys, likeness, shingles
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder

WORDS = [f"word{n}" for n in range(4000)]


def text(chance: random.Random, length: int = 300) -> list[str]:
    return chance.choices(WORDS, k=length)


@given(st.text(max_size=300))
def test_a_text_is_wholly_like_itself_and_has_its_own_keys(words: str) -> None:
    assert keys(words) == keys(words)
    assert likeness(shingles(words), shingles(words)) == (1.0 if shingles(words) else 0.0)


@pytest.mark.parametrize(("changed", "near"), [(3, True), (10, True), (20, True), (300, False)])
def test_candidates_are_found_by_their_keys(changed: int, near: bool) -> None:
    chance = random.Random(changed)
    for _ in range(20):
        one = text(chance)
        other = list(one)
        for at in chance.sample(range(len(one)), changed):
            other[at] = chance.choice(WORDS)
        alike = likeness(shingles(" ".join(one)), shingles(" ".join(other)))
        assert (alike >= NEARLY) is near
        assert bool(set(keys(" ".join(one))) & set(keys(" ".join(other)))) is near


def test_keys_mean_the_same_in_every_version() -> None:
    """They are stored: another library or setting would make keys that no stored one meets."""
    assert keys("The port of Balmere opened on Thursday.")[:2] == (159318296683224920, 6853647139438747479)


@given(words=st.lists(st.text("abcé", min_size=1, max_size=4), min_size=1, max_size=40))
def test_sketches_are_those_of_datasketch(words: list[str]) -> None:
    from datasketch import MinHash

    theirs = MinHash(128, seed=1, scheme="affine32")
    theirs.update_batch([run.encode() for run in shingles(" ".join(words))])
    assert _sketch(shingles(" ".join(words))).tolist() == theirs.hashvalues.tolist()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    chance = random.Random(1)
    folder = tmp_path / "news"
    folder.mkdir()
    wire = " ".join(text(chance))
    for name, content in {
        "daily.txt": f"Storm shuts port\n\n{wire}",
        "courier.txt": f"Port shut by storm\n\n{wire} It was said late.",
        "other.txt": f"Frost\n\n{' '.join(text(chance))}",
    }.items():
        (folder / name).write_text(content)
    store = Store.create(tmp_path / "index", {})
    update(store, WordEncoder(), [folder], Settings())
    return store


def test_articles_that_are_nearly_the_same_are_linked(store: Store) -> None:
    daily, courier, other = (
        next(i for i in store.article_ids() if name in i) for name in ("daily", "courier", "other")
    )
    (near,) = store.near(daily)
    assert (near.article, near.title) == (courier, "Port shut by storm")
    assert near.likeness > 0.9
    assert [n.article for n in store.near(courier)] == [daily]
    assert store.near(other) == ()
    assert store.nearly_twice() == 2


def test_links_go_with_their_article(store: Store, tmp_path: Path) -> None:
    (tmp_path / "news" / "courier.txt").unlink()
    update(store, WordEncoder(), [], Settings())
    assert store.nearly_twice() == 0
    assert store.near(next(i for i in store.article_ids() if "daily" in i)) == ()
