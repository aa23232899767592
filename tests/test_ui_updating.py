from __future__ import annotations

from functools import cached_property
from pathlib import Path

from rag.build import Report
from rag.indexing import only_writer
from rag.newsroom import Newsroom, open_newsroom
from rag.settings import IndexSettings, Settings
from rag.ui import render
from rag.ui.updating import Broken, Going, Refused, updating
from tests.conftest import WordEncoder

SETTINGS = Settings(index=IndexSettings(statements=False))


class WordNewsroom(Newsroom):
    """A newsroom whose encoder knows words only."""

    @cached_property
    def encoder(self) -> WordEncoder:
        return WordEncoder()


def newsroom(directory: Path) -> Newsroom:
    return WordNewsroom(open_newsroom(directory, SETTINGS, create=True).store, SETTINGS)


def test_an_update_tells_how_far_it_is_and_ends_in_a_report(tmp_path: Path, news: Path) -> None:
    (news / "empty.md").write_text("", encoding="utf-8")
    steps = list(updating(newsroom(tmp_path / "index"), [str(news)]))
    assert steps[0] == Going()
    assert any(isinstance(step, Going) and step.done for step in steps)
    report = steps[-1]
    assert isinstance(report, Report)
    assert (len(report.added), len(report.skipped)) == (3, 1)
    shown = render.update(report)
    assert "3 added" in shown
    assert "empty.md" in shown
    assert "1 of 4 files" in render.update(Going(1, 4))


def test_articles_that_are_gone_need_the_readers_word(tmp_path: Path, news: Path) -> None:
    room = newsroom(tmp_path / "index")
    list(updating(room, [str(news)]))
    for file in news.iterdir():
        file.unlink()
    refused = list(updating(room))[-1]
    assert refused == Refused(3, 3)
    assert room.overview().articles == 3
    assert "nothing was changed" in render.update(refused)
    report = list(updating(room, remove_many=True))[-1]
    assert isinstance(report, Report)
    assert len(report.removed) == 3
    assert room.overview().articles == 0


def test_what_cannot_be_done_is_said(tmp_path: Path, news: Path) -> None:
    room = newsroom(tmp_path / "index")
    with only_writer(room.store.directory):
        busy = list(updating(room, [str(news)]))[-1]
    assert isinstance(busy, Broken)
    assert "writing to" in render.update(busy)
    missing = list(updating(room, [str(news / "none.md")]))[-1]
    assert isinstance(missing, Broken)
    assert "none.md" in missing.message
