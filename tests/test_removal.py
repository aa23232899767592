from __future__ import annotations

from pathlib import Path

import pytest

from rag.build import REMOVED, Report, Skipped, update
from rag.check import check
from rag.errors import BadInput
from rag.removal import remove
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder


@pytest.fixture
def folder(news: Path) -> Path:
    """The three articles, a copy of one, a table of two, and a folder within."""
    (news / "twin.txt").write_bytes((news / "frost.txt").read_bytes())
    (news / "wire.csv").write_text("id,text\n1,The bridge was built of iron.\n2,The fog was thick.\n")
    (news / "old").mkdir()
    (news / "old" / "mill.txt").write_text("The mill\n\nIt was sold.")
    return news


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Store:
    store = Store.create(tmp_path / "index", {})
    again(store, folder)
    return store


def again(store: Store, *paths: Path) -> Report:
    return update(store, WordEncoder(), list(paths), Settings())


def test_an_article_goes_and_stays_out(store: Store, folder: Path, tmp_path: Path) -> None:
    name = f"{folder.as_posix()}/port.md"
    done = remove(store, [name])
    assert (done.removed, done.articles) == ((name,), 5)
    assert store.article(name) is None
    assert store.search_text(["balmer"], 5) == []
    report = again(store)
    assert report.articles == 5
    assert Skipped(name, REMOVED) in report.skipped
    (folder / "port.md").write_text("Changed\n\nThe port was changed.")
    assert again(store, folder).articles == 5
    assert (folder / "port.md").is_file()
    assert check(tmp_path / "index").whole


def test_named_itself_it_comes_back(store: Store, folder: Path) -> None:
    remove(store, [str(folder / "port.md")])
    report = again(store, folder / "port.md")
    assert report.added == (f"{folder.as_posix()}/port.md",)
    assert again(store, folder).articles == 6


def test_a_copy_goes_with_its_original(store: Store, folder: Path) -> None:
    done = remove(store, [f"{folder.as_posix()}/frost.txt"])
    assert done.copies == (f"{folder.as_posix()}/twin.txt",)
    assert again(store).articles == 5


def test_a_row_of_a_table(store: Store, folder: Path, tmp_path: Path) -> None:
    name = f"{folder.as_posix()}/wire.csv"
    assert remove(store, [f"{name}#1"]).removed == (f"{name}#1",)
    assert again(store).articles == 5
    (folder / "wire.csv").write_text(
        "id,text\n1,The bridge was built.\n2,The fog was thin.\n3,The sun shone.\n"
    )
    again(store)
    assert {i for i in store.article_ids() if "wire" in i} == {f"{name}#2", f"{name}#3"}
    assert check(tmp_path / "index").whole
    again(store, folder / "wire.csv")
    assert f"{name}#1" in store.article_ids()


def test_a_folder_goes_with_what_comes_into_it(store: Store, folder: Path) -> None:
    done = remove(store, [str(folder / "old")])
    assert done.removed == (f"{folder.as_posix()}/old/mill.txt",)
    (folder / "old" / "new.txt").write_text("New\n\nIt is new.")
    assert again(store).articles == 5
    assert again(store, folder / "old").articles == 7


def test_a_place_is_looked_at_no_more(store: Store, folder: Path) -> None:
    done = remove(store, [str(folder)], may_remove=lambda gone, held: True)
    assert done.places == (folder.as_posix(),)
    assert (done.articles, store.roots()) == (0, {})
    with pytest.raises(BadInput, match="Nothing has been indexed"):
        again(store)
    assert again(store, folder).articles == 6


def test_much_at_once_is_asked_about_and_an_unknown_name_changes_nothing(store: Store, folder: Path) -> None:
    asked: list[tuple[int, int]] = []

    def refuse(gone: int, held: int) -> bool:
        asked.append((gone, held))
        return False

    with pytest.raises(BadInput, match=r"6 of 6 articles; nothing was removed.* --yes"):
        remove(store, [str(folder)], refuse)
    assert asked == [(6, 6)]
    with pytest.raises(BadInput, match="nothing called 'news/none'"):
        remove(store, [str(folder / "port.md"), "news/none"])
    assert store.counts()[0] == 6
