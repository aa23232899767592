"""Finding passages, wherever they are searched: the same tests for each place and structure."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from rag.embed import Vectors
from rag.store import FileRecord, Filter, IndexedArticle, Store
from rag.store.schema import DATABASE, VECTORS, WORDS
from rag.types import Article, Passage
from tests.conftest import WordEncoder, milvus_in

PRINT = {"encoder": "words"}
ARTICLES = 240
WORDS_OF = (
    "port rail frost mayor bridge tunnel school strike vote harvest fire flood museum ferry court tax".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """An index directory and where it is searched."""

    directory: Path
    milvus: str = ""

    def open(self) -> Store:
        return Store.create(self.directory, PRINT, self.milvus)


def article(number: int, body: str = "") -> tuple[FileRecord, list[IndexedArticle]]:
    """An article of one passage: eight common words and one of its own, of some paper and some day."""
    chance = random.Random(number)
    text = body or f"{' '.join(chance.choices(WORDS_OF, k=8))} own{number}"
    name = f"{number:04}"
    paper, date = ("Daily", "Courier", "")[number % 3], f"2020-{number % 12 + 1:02}-03" if number % 5 else ""
    found = Article(name, f"/news/{name}", f"Title {number}", text, paper, date, sha256=name + text)
    passage = Passage(name, 0, len(text), text, (), 0)
    indexed = IndexedArticle(found, (passage,), WordEncoder().encode([text]), ((["titl"], text.split(), []),))
    return FileRecord(f"/news/{name}", name, name + text, "read"), [indexed]


@pytest.fixture(scope="module", params=["exact", "large", "milvus"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """``large`` has the structures of a large index, which begin at a size that a test can reach."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "large":
            patch.setattr("rag.store.vectors.EXACT_UP_TO", 100)
            patch.setattr("rag.store.local.WORDS_FROM", 100)
        yield str(request.param)


def filled(place: Place) -> Store:
    opened = place.open()
    opened.apply([article(number) for number in range(ARTICLES)])
    opened.checkpoint()
    return opened


@pytest.fixture(scope="module")
def store(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For tests that only read."""
    folder = tmp_path_factory.mktemp("read")
    opened = filled(Place(folder / "index", milvus_in(folder) if kind == "milvus" else ""))
    yield opened
    opened.close()


@pytest.fixture
def place(kind: str, tmp_path: Path) -> Place:
    """For tests that change an index."""
    return Place(tmp_path / "index", milvus_in(tmp_path) if kind == "milvus" else "")


def headed(name: str, body: str, title: list[str]) -> IndexedArticle:
    """An article of one passage with these words in its headline."""
    passage = Passage(name, 0, len(body), body, (), 0)
    return IndexedArticle(
        Article(name, f"/{name}", " ".join(title), body, sha256=name),
        (passage,),
        WordEncoder().encode([body]),
        ((title, body.split(), []),),
    )


def names(store: Store, found: Sequence[tuple[int, float]]) -> list[str]:
    passages = store.passages(i for i, _ in found)
    return [passages[i].article for i, _ in found]


def vector_of(text: str) -> Vectors:
    rows = WordEncoder().encode([text])
    return rows[0]  # type: ignore[no-any-return]


def test_the_nearest_vectors_are_found_best_first(store: Store) -> None:
    texts = [article(number)[1][0].article.text for number in range(ARTICLES)]
    rows = WordEncoder().encode(texts)
    for asked in ("port mayor strike", "museum fire", "own17 court"):
        vector = vector_of(asked)
        found = store.search_vectors(vector, 10)
        wanted = np.sort(rows @ vector)[::-1][:10]
        assert [score for _, score in found] == pytest.approx(wanted.tolist(), abs=2e-3)


def test_the_rarest_word_decides(store: Store) -> None:
    found = store.search_text(["own17", "port"], 5)
    assert names(store, found)[0] == "0017"
    assert found == sorted(found, key=lambda hit: (-hit[1], hit[0]))
    assert found[0][1] > found[1][1] > 0
    assert store.search_text(["nowhere"], 5) == store.search_text([], 5) == []


def test_words_rank_as_the_full_text_index_ranks_them(store: Store, tmp_path: Path) -> None:
    plain = Store.create(tmp_path / "plain", PRINT)
    plain.apply([article(number) for number in range(ARTICLES)])
    for asked in (["ferri", "own3", "flood"], ["mayor", "own100"], ["school", "vote", "own9", "own10"]):
        here, there = (dict(one.search_text(asked, 20)) for one in (store, plain))
        shared = here.keys() & there.keys()
        assert len(shared) >= 14
        assert max(here, key=here.__getitem__) == max(there, key=there.__getitem__)
    plain.close()


def test_words_of_a_headline_may_count_more(place: Place) -> None:
    store = place.open()
    bodies = [
        (FileRecord(f"/b{n}", f"b{n}", "", "read"), [headed(f"b{n}", f"fog {n}", ["storm"])])
        for n in range(3)
    ]
    heads = [
        (FileRecord("/h", "h", "", "read"), [headed("h", "storm and much else besides the sea", ["fog"])])
    ]
    store.apply([*bodies, *heads, *(article(number) for number in range(ARTICLES))])
    store.checkpoint()
    assert names(store, store.search_text(["fog"], 5, title=9.0))[0] == "h"
    assert names(store, store.search_text(["fog"], 5))[0] != "h"
    store.close()


def test_frequency_counts_passages(store: Store) -> None:
    texts = [article(number)[1][0].article.text.split() for number in range(ARTICLES)]
    for word in ("port", "own17"):
        assert store.frequency(word) == sum(word in text for text in texts)
    assert store.frequency("nowhere") == 0


@pytest.mark.parametrize(
    "where",
    [
        Filter(sources=("Daily",)),
        Filter(since="2020-11"),
        Filter(until="2020-02-03", sources=("Daily", "Courier")),
        Filter(since="2020-12-04", undated=True),
        Filter(since="2021"),
        Filter(sources=('No "such" paper',)),
    ],
)
def test_filters_hold_before_anything_is_ranked(store: Store, where: Filter) -> None:
    wanted = set()
    for number in range(ARTICLES):
        one = article(number)[1][0].article
        dated = where.since <= one.published <= (where.until or "9999") if one.published else where.undated
        if (dated or not (where.since or where.until)) and (not where.sources or one.source in where.sources):
            wanted.add(one.id)
    everywhere = store.search_vectors(vector_of("port"), 500, where)
    assert set(names(store, everywhere)) == wanted
    by_words = store.search_text(["titl"], 500, where)
    assert set(names(store, by_words)) == wanted


def test_changes_are_found_at_once_and_after_they_are_settled(place: Place) -> None:
    store = filled(place)
    gone = names(store, store.search_vectors(vector_of("own17"), 1))
    store.apply([article(17, "glacier retreats again"), article(500)], ["/news/0018"])
    for opened in (store, place.open() if not place.milvus else store):
        for _ in range(2):
            assert names(opened, opened.search_text(["glacier"], 5)) == ["0017"]
            assert names(opened, opened.search_text(["own500"], 5)) == ["0500"]
            assert opened.search_text(["own17"], 5) == opened.search_text(["own18"], 5) == []
            assert (
                names(opened, opened.search_vectors(vector_of("glacier retreats again"), 1))
                == gone
                == ["0017"]
            )
            found = opened.search_vectors(vector_of("port"), 1000)
            assert len(found) == len(set(names(opened, found))) == ARTICLES
            assert opened.frequency("glacier") == 1
            opened.checkpoint()


def test_what_is_searched_may_be_lost(place: Place) -> None:
    """Anything beside the database can be deleted: the next start finds the same, the next update mends."""
    store = filled(place)
    before = store.search_text(["own17", "port"], 10), store.search_vectors(vector_of("own17"), 10)
    store.close()
    for path in (*place.directory.parent.rglob("*"),):
        if path.is_file() and not path.name.startswith(DATABASE):
            path.unlink()
    again = place.open()
    again.checkpoint()
    found = again.search_text(["own17", "port"], 10), again.search_vectors(vector_of("own17"), 10)
    again.close()
    assert [i for i, _ in found[0]][:1] == [i for i, _ in before[0]][:1]
    assert [i for i, _ in found[1]][:1] == [i for i, _ in before[1]][:1]


def test_a_new_index_in_the_place_of_another_brings_its_own(place: Place, tmp_path: Path) -> None:
    filled(place).close()
    built = Place(tmp_path / "beside", place.milvus).open()
    built.apply([article(number) for number in range(1000, 1000 + ARTICLES)])
    built.checkpoint()
    built.replace(place.directory)
    built.close()
    opened = place.open()
    assert names(opened, opened.search_text(["own1017"], 5)) == ["1017"]
    assert opened.search_text(["own17"], 5) == []
    assert all(name >= "1000" for name in names(opened, opened.search_vectors(vector_of("port"), 500)))
    opened.close()


@pytest.mark.parametrize("damage", ["flip", "truncate", "delete"])
@pytest.mark.parametrize("which", [VECTORS, WORDS])
def test_damage_to_large_structures_costs_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str, damage: str
) -> None:
    made_large(tmp_path, monkeypatch)
    for number in range(20):
        # The files of words have other names each time they are made.
        files = [tmp_path / which] if which == VECTORS else sorted((tmp_path / which).glob("[!.]*"))
        if number >= len(files):
            break
        harm(files[number], damage)
        opened = Store.open(tmp_path, PRINT)
        for _ in range(2):
            assert names(opened, opened.search_text(["own17"], 5)) == ["0017"], files[number]
            assert names(opened, opened.search_vectors(vector_of("own17"), 1)) == ["0017"], files[number]
            opened.checkpoint()
        opened.close()
    assert number > 0


def made_large(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index in the structures of large ones."""
    monkeypatch.setattr("rag.store.vectors.EXACT_UP_TO", 100)
    monkeypatch.setattr("rag.store.local.WORDS_FROM", 100)
    store = Place(directory).open()
    store.apply([article(number) for number in range(ARTICLES)])
    store.checkpoint()
    store.close()


def harm(path: Path, damage: str) -> None:
    data = bytearray(path.read_bytes())
    if damage == "delete":
        path.unlink()
    elif damage == "truncate":
        path.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 255
        path.write_bytes(data)


def test_large_structures_are_used_where_they_are_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests above would pass with none of them; this one would not."""
    made_large(tmp_path, monkeypatch)
    import faiss

    assert isinstance(faiss.read_index(str(tmp_path / VECTORS)), faiss.IndexIVFScalarQuantizer)
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db, db:
        db.execute("DELETE FROM passage_terms")
    opened = Store.open(tmp_path, PRINT)
    assert names(opened, opened.search_text(["own17"], 5)) == ["0017"]
    opened.close()


def test_an_update_of_nothing_writes_nothing(place: Place) -> None:
    store = filled(place)
    before = written(place.directory)
    store.checkpoint()
    assert before == written(place.directory)
    assert before
    store.close()


def written(directory: Path) -> dict[Path, int]:
    """When each file was last written; those of SQLite's log are its own affair."""
    return {p: p.stat().st_mtime_ns for p in directory.rglob("*") if p.is_file() and "-" not in p.name}
