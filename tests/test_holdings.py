from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.build import update
from rag.errors import BadInput
from rag.export import records, save, written
from rag.holdings import Outlet, holdings, holdings_text
from rag.parquet import save_parquet
from rag.settings import Settings
from rag.statements import extract_all
from rag.store import Store
from tests.conftest import WordEncoder


@pytest.fixture
def store(tmp_path: Path, news: Path) -> Store:
    (news / "twin.txt").write_bytes((news / "frost.txt").read_bytes())
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    store = Store.create(tmp_path / "index", {})
    update(store, WordEncoder(), [news], Settings(), find_statements=extract_all)
    return store


def test_places_and_outlets_are_counted_and_dated(store: Store, news: Path) -> None:
    found = holdings(store)
    (place,) = found.places
    assert (place.given, place.there, place.articles, place.copies, place.skipped) == (
        news.as_posix(), True, 3, 1, 1,
    )  # fmt: skip
    assert (place.earliest, place.latest) == ("2019-05-14", "2020-12-03")
    assert set(found.outlets) == {
        Outlet("The Daily", 1, 1, "2020-12-03", "2020-12-03"),
        Outlet("The Courier", 1, 1, "2019-05-14", "2019-05-14"),
        Outlet("", 1, 0, "", ""),
    }
    assert (found.articles, found.statements, found.nearly_twice) == (3, 2, 0)
    shown = holdings_text(found)
    assert f"{news.as_posix()}: 3 articles, 1 copies, 1 skipped, 2019-05-14 to 2020-12-03" in shown
    assert "The Daily: 1 articles, 1 statements, 2020-12-03" in shown


def test_a_place_that_is_not_there_now_is_said(store: Store, news: Path) -> None:
    news.rename(news.with_name("moved"))
    assert "(not there now): 3 articles" in holdings_text(holdings(store))


@pytest.mark.parametrize(("kind", "count"), [("articles", 3), ("passages", 3), ("statements", 2)])
@pytest.mark.parametrize("whole", [True, False])
def test_everything_is_exported(store: Store, kind: str, count: int, whole: bool) -> None:
    lines = list(written(records(store, kind), kind, whole=whole))  # type: ignore[arg-type]
    found = json.loads("\n".join(lines))[kind] if whole else [json.loads(line) for line in lines]
    assert len(found) == count
    texts = {article: store.articles([article])[article].text for article in store.article_ids()}
    for record in found:
        if kind == "articles":
            assert record["text"] == texts[record["id"]]
        else:
            assert record["text"] == texts[record["article"]][record["start"] : record["end"]]
            assert record["source"] in ("The Daily", "The Courier", "")


@pytest.mark.parametrize("kind", ["articles", "passages", "statements"])
def test_parquet_has_the_same_records(store: Store, tmp_path: Path, kind: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the optional package pyarrow is not installed")
    path = tmp_path / "all.parquet"
    save_parquet(records(store, kind), kind, path)  # type: ignore[arg-type]
    assert parquet.read_table(path).to_pylist() == list(records(store, kind))  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="--output"):
        save_parquet(records(store, kind), kind, tmp_path / "none" / "a.parquet")  # type: ignore[arg-type]


def test_an_export_of_nothing_is_still_json(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "index", {})
    assert json.loads("".join(written(records(store, "articles"), "articles", whole=True))) == {
        "articles": []
    }
    assert list(written(records(store, "articles"), "articles", whole=False)) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    save(["one", "two"], path)
    assert path.read_text() == "one\ntwo\n"
    with pytest.raises(BadInput, match="--output"):
        save(["one"], tmp_path / "none" / "a.jsonl")

    def breaks() -> Iterator[str]:
        yield "three"
        raise OSError(28, "No space left on device")

    with pytest.raises(BadInput, match="No space left"):
        save(breaks(), path)
    assert path.read_text() == "one\ntwo\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]
