from __future__ import annotations

from pathlib import Path

from rag.build import fingerprint, update
from rag.settings import IndexSettings, Settings
from rag.store import Store
from rag.ui import render, shelf
from rag.ui.shelf import histogram, listing
from tests.conftest import WordEncoder
from tests.test_ui_render import OVERVIEW, Page

SETTINGS = Settings(index=IndexSettings(statements=False))


def opened(directory: Path, folder: Path) -> Store:
    store = Store.create(directory, fingerprint(SETTINGS))
    update(store, WordEncoder(), [str(folder)], SETTINGS)
    return store


def test_without_words_the_newest_come_first(tmp_path: Path, news: Path) -> None:
    store = opened(tmp_path / "index", news)
    found = listing(store)
    assert [a.title for a in found.articles] == [
        "Port of Balmere opens",
        "Rail line to Tarn closes",
        "Late frost harms orchards",
    ]
    assert (found.total, found.page, found.pages) == (3, 1, 1)
    store.close()


def test_words_and_outlets_narrow_it(tmp_path: Path, news: Path) -> None:
    store = opened(tmp_path / "index", news)
    assert [a.title for a in listing(store, "tunnel").articles] == ["Rail line to Tarn closes"]
    assert listing(store, "tunnel", "The Daily").articles == ()
    assert [a.title for a in listing(store, source="The Daily").articles] == ["Port of Balmere opens"]
    assert listing(store, "zebra").total == 0
    assert [a.title for a in listing(store, when="2019").articles] == ["Rail line to Tarn closes"]
    assert listing(store, source="The Daily", when="2019-05").articles == ()
    store.close()


def test_pages(tmp_path: Path, news: Path) -> None:
    for n in range(shelf.PAGE):
        (news / f"more{n}.txt").write_text(f"Headline {n}\n\nOwn text number {n}.\n", encoding="utf-8")
    store = opened(tmp_path / "index", news)
    first, second = listing(store), listing(store, page=2)
    assert (first.total, first.pages) == (shelf.PAGE + 3, 2)
    assert len(first.articles) == shelf.PAGE
    assert {a.id for a in first.articles} & {a.id for a in second.articles} == set()
    assert listing(store, page=99) == second
    assert listing(store, page=-1) == first
    assert "Page 2 of 2" in render.shelf(second, "", set())
    store.close()


def test_the_histogram_counts_years_over_a_long_time_and_months_over_a_short_one(
    tmp_path: Path, news: Path
) -> None:
    store = opened(tmp_path / "index", news)
    assert [(bar.when, bar.articles) for bar in histogram(store)][:2] == [("2019-05", 1), ("2019-06", 0)]
    assert len(histogram(store)) == 20
    old = "---\npublished: 2008-01-02\ntitle: Old\n---\nOld text.\n"
    (news / "old.md").write_text(old, encoding="utf-8")
    update(store, WordEncoder(), [], SETTINGS)
    bars = histogram(store)
    assert [bar.when for bar in bars] == [str(year) for year in range(2008, 2021)]
    assert sum(bar.articles for bar in bars) == 3
    assert max(bar.share for bar in bars) == 1.0
    store.close()


def test_an_index_without_dates_has_no_histogram(tmp_path: Path) -> None:
    store = Store.create(tmp_path, fingerprint(SETTINGS))
    assert histogram(store) == ()
    assert listing(store).pages == 1
    assert "Your articles" in Page(render.corpus(OVERVIEW, ())).text
    store.close()
