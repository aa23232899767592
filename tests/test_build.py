from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.build import Skipped, update
from rag.errors import BadInput
from rag.settings import Settings
from rag.statements import extract_all
from rag.store import Store
from rag.types import Article, Statement
from tests.conftest import WordEncoder

SETTINGS = Settings()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "index", {"encoder": "words"})


def test_articles_are_indexed_with_what_their_files_say(
    store: Store, encoder: WordEncoder, news: Path
) -> None:
    report = update(store, encoder, [news], SETTINGS)
    assert len(report.added) == report.articles == 3
    port = store.article(f"{news.as_posix()}/port.md")
    assert port is not None
    assert (port.title, port.source, port.published) == ("Port of Balmere opens", "The Daily", "2020-12-03")
    assert [p.article for p in store.passages_of(port.id)] == [port.id]


def test_the_same_again_encodes_nothing(store: Store, encoder: WordEncoder, news: Path) -> None:
    update(store, encoder, [news], SETTINGS)
    before = len(encoder.encoded)
    report = update(store, encoder, [], SETTINGS)
    assert len(encoder.encoded) == before
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 3)


def test_only_what_changed_is_done_again(store: Store, encoder: WordEncoder, news: Path) -> None:
    update(store, encoder, [news], SETTINGS)
    encoder.encoded.clear()
    (news / "frost.txt").write_text("Late frost harms vines\n\nWine growers lost half of their grapes.\n")
    (news / "rail.md").unlink()
    (news / "new.txt").write_text("A bridge\n\nThe bridge was built.\n")
    os.utime(news / "port.md")
    report = update(store, encoder, [news], SETTINGS)
    name = news.as_posix()
    assert report.added == (f"{name}/new.txt",)
    assert report.changed == (f"{name}/frost.txt",)
    assert report.removed == (f"{name}/rail.md",)
    assert report.unchanged == 1
    assert len(encoder.encoded) == 2
    assert store.search_text(["appl"], 5) == []
    assert len(store.search_text(["grape"], 5)) == 1


def test_rows_left_out_of_a_table_are_reported_each_time(
    store: Store, encoder: WordEncoder, news: Path
) -> None:
    (news / "wire.csv").write_text("id,text\n1,The bridge was built of iron.\n2,\n")
    name = f"{news.as_posix()}/wire.csv"
    report = update(store, encoder, [news], SETTINGS)
    assert name in report.added
    assert report.skipped == (Skipped(name, "2: empty"),)
    assert store.article(f"{name}#1") is not None
    assert update(store, encoder, [news], SETTINGS).skipped == (Skipped(name, "2: empty"),)


def test_what_is_no_article_is_reported_and_the_rest_indexed(
    store: Store, encoder: WordEncoder, news: Path
) -> None:
    (news / "empty.txt").write_text("")
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (news / "binary.txt").write_bytes(bytes(range(256)))
    (news / "twin.txt").write_bytes((news / "frost.txt").read_bytes())
    report = update(store, encoder, [news], SETTINGS)
    name = news.as_posix()
    assert report.articles == 3
    assert set(report.skipped) == {
        Skipped(f"{name}/empty.txt", "empty"),
        Skipped(f"{name}/photo.jpg", "format not read: .jpg"),
        Skipped(f"{name}/binary.txt", "binary, not text"),
        Skipped(f"{name}/twin.txt", f"same text as {name}/frost.txt"),
    }
    assert set(update(store, encoder, [news], SETTINGS).skipped) == set(report.skipped)


def test_a_copy_takes_the_place_of_its_original(store: Store, encoder: WordEncoder, news: Path) -> None:
    twin = news / "twin.txt"
    twin.write_bytes((news / "frost.txt").read_bytes())
    update(store, encoder, [news], SETTINGS)
    (news / "frost.txt").unlink()
    report = update(store, encoder, [news], SETTINGS)
    assert report.removed == (f"{news.as_posix()}/frost.txt",)
    assert report.added == (twin.as_posix(),)
    assert report.skipped == ()
    found = store.article(twin.as_posix())
    assert found is not None
    assert found.title == "Late frost harms orchards"


def test_copies_are_told_across_batches(
    store: Store, encoder: WordEncoder, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.build.BATCH_FILES", 1)
    for name in ("a.txt", "b.txt", "c.txt"):
        (news / name).write_bytes((news / "frost.txt").read_bytes())
    report = update(store, encoder, [news], Settings())
    assert (report.articles, len(report.skipped)) == (3, 3)
    (news / "a.txt").write_text("Early thaw\n\nThe snow melted in a day.\n", encoding="utf-8")
    (news / "d.txt").write_bytes((news / "c.txt").read_bytes())
    report = update(store, encoder, [news], Settings())
    assert (report.articles, len(report.skipped)) == (4, 3)
    assert store.orphan_copies() == ()


def test_a_changed_original_frees_its_copy(store: Store, encoder: WordEncoder, news: Path) -> None:
    twin = news / "twin.txt"
    twin.write_bytes((news / "frost.txt").read_bytes())
    update(store, encoder, [news], SETTINGS)
    (news / "frost.txt").write_text("Other\n\nSomething else is here.\n")
    report = update(store, encoder, [news], SETTINGS)
    assert report.articles == 4
    assert store.article(twin.as_posix()) is not None


def test_indexing_one_folder_leaves_another_alone(
    store: Store, encoder: WordEncoder, news: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("A bridge\n\nThe bridge was built.\n")
    update(store, encoder, [news], SETTINGS)
    report = update(store, encoder, [other], SETTINGS)
    assert report.removed == ()
    assert report.articles == 4
    assert update(store, encoder, [], SETTINGS).unchanged == 4


def test_an_id_stays_as_first_given(
    store: Store, encoder: WordEncoder, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    update(store, encoder, ["news"], SETTINGS)
    monkeypatch.chdir(news)
    report = update(store, encoder, [], SETTINGS)
    assert (report.unchanged, report.removed) == (3, ())
    assert set(store.article_ids()) == {"news/frost.txt", "news/port.md", "news/rail.md"}


def test_two_files_given_by_one_relative_path_keep_two_ids(
    store: Store, encoder: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, text in (("one", "A bridge\n\nIt was built."), ("two", "A tunnel\n\nIt was dug.")):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.txt").write_text(text)
        monkeypatch.chdir(tmp_path / place)
        update(store, encoder, ["a.txt"], SETTINGS)
    assert set(store.article_ids()) == {"a.txt", f"{(tmp_path / 'two').as_posix()}/a.txt"}


def test_new_files_of_one_name_in_two_folders_given_alike_keep_two_ids(
    store: Store, encoder: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("one", "two"):
        (tmp_path / place / "news").mkdir(parents=True)
        (tmp_path / place / "news" / f"{place}.txt").write_text(f"Title {place}\n\nThis is {place}.")
        monkeypatch.chdir(tmp_path / place)
        update(store, encoder, ["news"], SETTINGS)
    (tmp_path / "one" / "news" / "b.txt").write_text("A bridge\n\nIt was built.")
    (tmp_path / "two" / "news" / "b.txt").write_text("A tunnel\n\nIt was dug.")
    report = update(store, encoder, [], SETTINGS)
    assert len(report.added) == 2
    assert {"news/b.txt", f"{(tmp_path / 'two' / 'news').as_posix()}/b.txt"} <= set(store.article_ids())
    assert update(store, encoder, [], SETTINGS).unchanged == 4


def test_a_missing_path_changes_nothing(
    store: Store, encoder: WordEncoder, news: Path, tmp_path: Path
) -> None:
    update(store, encoder, [news], SETTINGS)
    (news / "port.md").unlink()
    with pytest.raises(BadInput, match="gone"):
        update(store, encoder, [news, tmp_path / "gone"], SETTINGS)
    assert store.overview().articles == 3


def test_nothing_named_and_nothing_known_says_what_to_do(store: Store, encoder: WordEncoder) -> None:
    with pytest.raises(BadInput, match="onrecord index PATH"):
        update(store, encoder, [], SETTINGS)


def test_an_interrupted_run_goes_on_where_it_was(store: Store, news: Path, tmp_path: Path) -> None:
    for number in range(150):
        (news / f"{number:03}.txt").write_text(f"Title {number}\n\nArticle number {number} is here.")

    class Interrupted(WordEncoder):
        def encode(self, texts: Sequence[str], *, query: bool = False):  # type: ignore[no-untyped-def]
            if any("number 140" in text for text in texts):
                raise KeyboardInterrupt
            return super().encode(texts)

    with pytest.raises(KeyboardInterrupt):
        update(store, Interrupted(), [news], SETTINGS)
    done = store.overview().articles
    assert done > 0
    encoder = WordEncoder()
    report = update(store, encoder, [news], SETTINGS)
    assert report.articles == 153
    assert len(report.added) == 153 - done
    assert len(encoder.encoded) == 153 - done


def test_progress_reaches_its_total(store: Store, encoder: WordEncoder, news: Path) -> None:
    seen: list[tuple[int, int]] = []
    update(store, encoder, [news], SETTINGS, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_statements_make_their_speaker_searchable(store: Store, encoder: WordEncoder, news: Path) -> None:
    asked: list[str] = []

    def find(articles: Sequence[Article]) -> Sequence[Sequence[Statement]]:
        asked.extend(a.id for a in articles)
        return extract_all(articles)

    report = update(store, encoder, [news], SETTINGS, find_statements=find)
    assert len(asked) == 3
    assert report.statements >= 2
    speakers = {speaker for speaker, _, _ in store.speakers()}
    assert "Ilse Brandt" in speakers
    assert any(speaker.endswith("Paul Okafor") for speaker in speakers)
    found = {p.article for p in store.passages(i for i, _ in store.search_text(["brandt"], 5)).values()}
    assert found == {f"{news.as_posix()}/port.md"}


def test_a_large_removal_is_asked_about_first(store: Store, encoder: WordEncoder, news: Path) -> None:
    update(store, encoder, [news], SETTINGS)
    (news / "port.md").unlink()
    asked: list[tuple[int, int]] = []

    def refuse(gone: int, held: int) -> bool:
        asked.append((gone, held))
        return False

    with pytest.raises(BadInput, match="1 of 3 indexed files are gone"):
        update(store, encoder, [news], SETTINGS, may_remove=refuse)
    assert asked == [(1, 3)]
    assert store.overview().articles == 3
    report = update(store, encoder, [news], SETTINGS, may_remove=lambda gone, held: gone < held)
    assert len(report.removed) == 1


def test_a_small_removal_is_not_asked_about(store: Store, encoder: WordEncoder, news: Path) -> None:
    for number in range(5):
        (news / f"{number}.txt").write_text(f"Title {number}\n\nArticle number {number} is here.")
    update(store, encoder, [news], SETTINGS)
    (news / "port.md").unlink()

    def never(gone: int, held: int) -> bool:
        raise AssertionError

    assert len(update(store, encoder, [news], SETTINGS, may_remove=never).removed) == 1


def test_columns_named_otherwise_have_their_table_read_again(
    store: Store, encoder: WordEncoder, news: Path
) -> None:
    (news / "wire.csv").write_text("nr,body,kop\n1,The bridge was built of iron.,A bridge\n")
    update(store, encoder, [news], SETTINGS)
    name = f"{news.as_posix()}/wire.csv"
    (news / "wire.columns.toml").write_text('title = "kop"\npart = "nr"\n')
    report = update(store, encoder, [news], SETTINGS)
    assert (report.changed, report.skipped) == ((name,), ())
    article = store.article(f"{name}#1")
    assert article is not None
    assert article.title == "A bridge"
    assert update(store, encoder, [news], SETTINGS).unchanged == 4
    (news / "wire.columns.toml").unlink()
    assert update(store, encoder, [news], SETTINGS).changed == (name,)


def test_what_cannot_be_read_now_has_failed_and_stays_in_the_index(
    store: Store, encoder: WordEncoder, news: Path
) -> None:
    update(store, encoder, [news], SETTINGS)
    port = (news / "port.md").rename(news.parent / "port.md")
    (news / "port.md").symlink_to(news.parent / "elsewhere.md")
    (news / "new.txt").symlink_to(news.parent / "elsewhere.txt")
    report = update(store, encoder, [news], SETTINGS)
    name = news.as_posix()
    reason = "unreadable: No such file or directory"
    assert report.failed == (Skipped(f"{name}/new.txt", reason), Skipped(f"{name}/port.md", reason))
    assert (report.removed, report.skipped, report.articles) == ((), (), 3)
    port.rename(news.parent / "elsewhere.md")
    report = update(store, encoder, [news], SETTINGS)
    assert (report.unchanged, [one.id for one in report.failed]) == (3, [f"{name}/new.txt"])


def test_an_index_in_a_folder_that_is_indexed_is_no_article(encoder: WordEncoder, news: Path) -> None:
    store = Store.create(news / "index", {"encoder": "words"})
    assert (update(store, encoder, [news], SETTINGS).skipped, store.overview().articles) == ((), 3)
    assert update(store, encoder, [], SETTINGS).unchanged == 3


@pytest.mark.parametrize("content", ["", "\0\0\0\0\1\2"])
def test_a_file_that_gives_nothing_any_more_keeps_what_the_index_had(
    store: Store, encoder: WordEncoder, news: Path, content: str
) -> None:
    update(store, encoder, [news], SETTINGS)
    for file in news.iterdir():
        file.write_text(content)
    report = update(store, encoder, [news], SETTINGS)
    assert (report.articles, report.changed, report.removed) == (3, (), ())
    assert len(report.failed) == 3
    assert all("onrecord remove" in failed.reason for failed in report.failed)
    (news / "frost.txt").write_text("Frost again\n\nThe orchards froze a second time.\n")
    assert update(store, encoder, [], SETTINGS).changed == (f"{news.as_posix()}/frost.txt",)


def test_a_pipe_is_not_waited_for(store: Store, encoder: WordEncoder, news: Path) -> None:
    os.mkfifo(news / "pipe.txt")
    report = update(store, encoder, [news], SETTINGS)
    assert len(report.added) == 3
    assert [failed.reason for failed in report.failed] == [
        "unreadable: a pipe, a socket or a device, not a file"
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_text_is_reported(store: Store, encoder: WordEncoder, news: Path) -> None:
    Path(os.fsdecode(os.fsencode(news) + b"/b\xff.txt")).write_text("A bridge\n\nIt was built.\n")
    report = update(store, encoder, [news], SETTINGS)
    assert len(report.added) == 3
    assert ["UTF-8" in failed.reason for failed in report.failed] == [True]
    with pytest.raises(BadInput, match="UTF-8"):
        update(store, encoder, [os.fsdecode(b"b\xff")], SETTINGS)


def test_a_place_that_has_gone_is_named_with_the_way_out(
    store: Store, encoder: WordEncoder, news: Path
) -> None:
    update(store, encoder, [news], SETTINGS)
    news.rename(news.with_name("elsewhere"))
    with pytest.raises(BadInput, match=f"onrecord remove {news.as_posix()}"):
        update(store, encoder, [], SETTINGS)
    assert store.counts()[0] == 3


def test_renamed_files_are_not_taken_for_gone(store: Store, encoder: WordEncoder, news: Path) -> None:
    update(store, encoder, [news], SETTINGS)
    for file in list(news.iterdir()):
        file.rename(file.with_stem(f"{file.stem}-2"))
    report = update(store, encoder, [news], SETTINGS, may_remove=lambda gone, held: False)
    assert (len(report.added), len(report.removed), report.articles) == (3, 3, 3)
