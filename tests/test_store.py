from __future__ import annotations

import dataclasses
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged, IndexMismatch, IndexMissing
from rag.segment import passages
from rag.store import FileRecord, Filter, IndexedArticle, Store
from rag.store.schema import DATABASE, VECTORS
from rag.types import Article, Passage, Sentence, Statement
from tests.conftest import WordEncoder

PRINT = {"encoder": "words", "passage_tokens": 20}
TEXT = "The port opened on Monday. It cost 40m euros, the mayor said. Nobody came to the feast."


def record(name: str, status: str = "read", reason: str = "") -> FileRecord:
    shared = f"text-{reason.removeprefix('news/')}" if status == "copy" else ""
    return FileRecord(f"/news/{name}", f"news/{name}", f"sha-{name}", status, reason, shared)


def indexed(name: str, text: str = TEXT, **fields: str) -> IndexedArticle:
    article = Article(
        f"news/{name}", f"/news/{name}", fields.pop("title", "Port"), text, sha256=f"text-{name}"
    )
    article = dataclasses.replace(article, **fields)
    found = passages(article, 12)
    start = text.find("It cost")
    said = Statement(
        article.id,
        "reported",
        "Ilse Brandt",
        "the mayor",
        "said",
        start,
        start + 18,
        text[start : start + 18],
    )
    return IndexedArticle(
        article,
        found,
        WordEncoder().encode([p.text for p in found]),
        tuple((["port"], p.text.lower().replace(".", "").split(), ["brandt"]) for p in found),
        (said,) if start >= 0 else (),
    )


def filled(directory: Path) -> Store:
    store = Store.create(directory, PRINT)
    store.apply(
        [
            (record("a"), [indexed("a", source="The Daily", published="2020-12-03")]),
            (
                record("b"),
                [
                    indexed(
                        "b",
                        "A frost came in May. Apples froze.",
                        source="The Courier",
                        published="2019-05-01",
                    )
                ],
            ),
            (record("c"), [indexed("c", "No date is known. The fog was thick.")]),
        ],
        when="2026-01-01T00:00:00+00:00",
    )
    return store


def test_what_was_put_in_comes_back_equal(tmp_path: Path) -> None:
    store = filled(tmp_path)
    wanted = indexed("a", source="The Daily", published="2020-12-03")
    assert store.article("news/a") == wanted.article
    back = store.passages_of("news/a")
    assert [dataclasses.replace(p, id=0) for p in back] == list(wanted.passages)
    np.testing.assert_allclose(store.passage_vectors([p.id for p in back]), wanted.vectors, atol=1e-3)
    assert store.statements(["Ilse Brandt"]) == wanted.statements
    assert store.statements() == store.statements_in(["news/a"]) == wanted.statements
    assert store.speakers() == (("Ilse Brandt", "", 1),)


def test_spans_equal_the_text_they_point_at(tmp_path: Path) -> None:
    store = filled(tmp_path)
    for article_id in store.article_ids():
        article = store.article(article_id)
        assert article is not None
        for passage in store.passages_of(article_id):
            spans: tuple[Passage | Sentence, ...] = (passage, *passage.sentences)
            for span in spans:
                assert article.text[span.start : span.end] == span.text


def test_text_search_ranks_by_the_words(tmp_path: Path) -> None:
    store = filled(tmp_path)
    found = store.search_text(["apples", "froze"], 5)
    best = store.passages([found[0][0]])[found[0][0]]
    assert best.article == "news/b"
    assert found == sorted(found, key=lambda hit: -hit[1])
    assert store.search_text([], 5) == []
    assert store.search_text(["nowhere"], 5) == []
    assert store.search_text(['a"b', "*", "NEAR("], 5) == []


def test_vector_search_finds_the_passage_itself(tmp_path: Path) -> None:
    store = filled(tmp_path)
    for passage in store.passages_of("news/a"):
        vector = WordEncoder().encode([passage.text])[0]
        assert store.search_vectors(vector, 1)[0][0] == passage.id


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), {"news/a", "news/b", "news/c"}),
        (Filter(since="2020"), {"news/a"}),
        (Filter(until="2019-12-31"), {"news/b"}),
        (Filter(since="2019-05-01", until="2020-12-03"), {"news/a", "news/b"}),
        (Filter(sources=("The Daily", "Nobody")), {"news/a"}),
        (Filter(since="2021"), set()),
        (Filter(since="2021", undated=True), {"news/c"}),
        (Filter(until="2019-12-31", undated=True), {"news/b", "news/c"}),
    ],
)
def test_filters_hold_for_both_searches(tmp_path: Path, where: Filter, expected: set[str]) -> None:
    store = filled(tmp_path)
    by_text = store.search_text(["the", "a", "no"], 50, where)
    by_vector = store.search_vectors(WordEncoder().encode(["the"])[0], 50, where)
    for hits in (by_text, by_vector):
        assert {p.article for p in store.passages(i for i, _ in hits).values()} == expected


def test_frequency_counts_passages(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert store.frequency("apples") == 1
    assert store.frequency("port") == store.overview().passages
    assert store.frequency("nowhere") == 0


def test_a_file_put_in_again_replaces_what_it_had(tmp_path: Path) -> None:
    store = filled(tmp_path)
    before = {p.id for p in store.passages_of("news/a")}
    store.apply([(record("a"), [indexed("a", "Now it rains. The mayor left.")])])
    after = {p.id for p in store.passages_of("news/a")}
    assert before.isdisjoint(after)
    assert store.passages(before) == {}
    assert store.search_text(["feast"], 5) == []
    assert {i for i, _ in store.search_vectors(WordEncoder().encode(["the"])[0], 50)}.isdisjoint(before)


def test_removal_leaves_nothing_behind(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.apply([], [record("a").path, record("b").path, record("c").path])
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db:
        for table in ("files", "articles", "passages", "statements", "passage_terms"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    assert store.search_vectors(WordEncoder().encode(["port"])[0], 5) == []


def test_a_failed_change_changes_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path)
    before = store.overview()
    clash = indexed("b")
    with pytest.raises(sqlite3.IntegrityError):
        store.apply([(record("d"), [indexed("d")]), (record("e"), [clash])], [record("a").path])
    assert store.overview() == before
    assert "/news/d" not in store.files()


def test_a_copy_is_read_as_its_original(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.apply([(record("twin", "copy", "news/a"), [])])
    assert store.article("news/twin") == store.article("news/a")
    assert store.copies("news/a") == ("news/twin",)
    assert store.orphan_copies() == ()
    store.apply([], [record("a").path])
    assert [r.id for r in store.orphan_copies()] == ["news/twin"]


def test_overview_counts_what_is_there(tmp_path: Path) -> None:
    overview = filled(tmp_path).overview()
    assert (overview.articles, overview.statements) == (3, 1)
    assert (overview.earliest, overview.latest) == ("2019-05-01", "2020-12-03")
    assert dict(overview.sources) == {"The Daily": 1, "The Courier": 1, "": 1}
    assert overview.updated == "2026-01-01T00:00:00+00:00"


@pytest.mark.parametrize("damage", ["delete", "truncate", "flip", "none"])
def test_the_checkpoint_may_be_lost_at_any_moment(tmp_path: Path, damage: str) -> None:
    store = filled(tmp_path)
    store.checkpoint()
    vector = WordEncoder().encode(["apples froze"])[0]
    expected = store.search_vectors(vector, 5)
    path = tmp_path / VECTORS
    data = bytearray(path.read_bytes())
    if damage == "delete":
        path.unlink()
    elif damage == "truncate":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        data[-3] ^= 255
        path.write_bytes(data)
    again = Store.open(tmp_path, PRINT).search_vectors(vector, 5)
    assert [i for i, _ in again] == [i for i, _ in expected]


def test_a_stale_checkpoint_is_brought_up_to_the_database(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.checkpoint()
    store.apply([(record("d"), [indexed("d", "Snow fell on the pass. Goats slept.")])], [record("b").path])
    opened = Store.open(tmp_path, PRINT)
    found = opened.search_vectors(WordEncoder().encode(["Snow fell on the pass."])[0], 50)
    articles = {p.article for p in opened.passages(i for i, _ in found).values()}
    assert articles == {"news/a", "news/c", "news/d"}
    assert len(found) == opened.overview().passages


def test_another_reader_sees_a_change_at_once(tmp_path: Path) -> None:
    writer, reader = filled(tmp_path), Store.open(tmp_path, PRINT)
    vector = WordEncoder().encode(["Snow fell on the pass."])[0]
    before = {i for i, _ in reader.search_vectors(vector, 50)}
    writer.apply([(record("d"), [indexed("d", "Snow fell on the pass. Goats slept.")])])
    assert {i for i, _ in reader.search_vectors(vector, 50)} > before


def test_within_a_snapshot_a_change_by_another_is_not_seen(tmp_path: Path) -> None:
    writer, reader = filled(tmp_path), Store.open(tmp_path)
    with reader.snapshot():
        before = reader.counts(), reader.frequency("port"), reader.search_text(["port"], 10)
        writer.apply([(record("late"), [indexed("late")])])
        assert (reader.counts(), reader.frequency("port"), reader.search_text(["port"], 10)) == before
        where = Filter(since="2020-12-03")
        assert reader.search_text(["port"], 10, where) == reader.search_text(["port"], 10, where)
    assert reader.counts()[0] == before[0][0] + 1
    assert reader.frequency("port") > before[1]
    assert len(reader.search_text(["port"], 10)) > len(before[2])


def test_replace_puts_a_new_index_in_place_under_open_readers(tmp_path: Path) -> None:
    reader = filled(tmp_path / "old")
    reader.search_vectors(WordEncoder().encode(["port"])[0], 5)
    built = Store.create(tmp_path / "new", PRINT)
    built.apply([(record("z"), [indexed("z", "Snow fell on the pass. Goats slept.")])])
    built.replace(tmp_path / "old")
    assert reader.article_ids() == ("news/z",)
    found = reader.search_vectors(WordEncoder().encode(["Snow fell on the pass."])[0], 5)
    assert {p.article for p in reader.passages(i for i, _ in found).values()} == {"news/z"}
    assert found[0][1] > 0.5


def test_threads_share_a_store(tmp_path: Path) -> None:
    store = filled(tmp_path)
    answers: list[int] = []

    def look() -> None:
        answers.append(len(store.search_text(["port"], 50)))

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert len(answers) == 8


def test_errors_name_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="onrecord index PATH --index"):
        Store.open(tmp_path / "none", PRINT)
    filled(tmp_path / "a").close()
    with pytest.raises(IndexMismatch, match=r"encoder 'words' instead of 'other'.*--rebuild"):
        Store.open(tmp_path / "a", {**PRINT, "encoder": "other"})
    with closing(sqlite3.connect(tmp_path / "a" / DATABASE)) as db, db:
        db.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch, match="version 999"):
        Store.open(tmp_path / "a", PRINT)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / DATABASE).write_bytes(b"not a database" * 100)
    with pytest.raises(IndexDamaged, match="onrecord index PATH"):
        Store.open(tmp_path / "b", PRINT)
