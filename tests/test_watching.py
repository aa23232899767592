"""``onrecord index --watch`` as a process of its own, stopped by the signals that stop it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Watched:
    """The command at work on a folder: its reports as they come."""

    def __init__(self, folder: Path, *paths: str) -> None:
        settings = folder / "onrecord.toml"
        settings.write_text("[index]\nstatements = false\n")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rag.cli", "index", *paths, "--watch", "--json"],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "HF_HUB_OFFLINE": "1",
                "ONRECORD_CONFIG": str(settings),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Tests that a shell runs in the background have SIGINT ignored, and so would the command.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        # A watch that says nothing fails its test, and does not hold up the others.
        self.last_resort = threading.Timer(180, self.process.kill)
        self.last_resort.start()

    def end(self) -> None:
        self.last_resort.cancel()
        self.process.kill()
        self.process.communicate()

    def report(self) -> dict[str, Any]:
        """The next report; a watch that has ended gives its last words instead."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        said = self.process.stdout.readline()
        assert said, self.process.stderr.read()
        report: dict[str, Any] = json.loads(said)
        return report

    def stopped_by(self, number: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def wait_until_watching(self) -> None:
        assert self.process.stderr is not None
        while "Watching" not in (said := self.process.stderr.readline()):
            assert said, "the watch has ended"


@pytest.fixture
def watched(tmp_path: Path, news: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path, "news")
    yield watched
    watched.end()


def test_a_watched_folder_is_kept_up_to_date(watched: Watched, news: Path) -> None:
    assert len(watched.report()["added"]) == 3
    watched.wait_until_watching()
    (news / "bridge.txt").write_text("A bridge\n\nThe bridge was built of iron.")
    assert watched.report()["added"] == ["news/bridge.txt"]
    # Several changes at once are one update.
    (news / "bridge.txt").write_text("A bridge\n\nThe bridge was built of steel.")
    (news / "deep").mkdir()
    (news / "deep" / "mill.txt").write_text("The mill\n\nIt was sold.")
    report = watched.report()
    assert (report["added"], report["changed"]) == (["news/deep/mill.txt"], ["news/bridge.txt"])
    # A large removal has nobody to ask: it is refused, and watching goes on.
    for name in ("port.md", "rail.md", "frost.txt"):
        (news / name).unlink()
    assert watched.process.stderr is not None
    assert "3 of 5 indexed files are gone" in watched.process.stderr.readline()
    (news / "port.md").write_text("Port\n\nThe port is open.")
    (news / "rail.md").write_text("Rail\n\nThe line is shut.")
    report = watched.report()
    assert (len(report["changed"]), report["removed"], report["articles"]) == (2, ["news/frost.txt"], 4)
    assert watched.stopped_by(signal.SIGTERM) == (0, "Stopped watching.\n")


def test_ctrl_c_stops_it_and_a_file_that_an_editor_replaces_is_followed(tmp_path: Path, news: Path) -> None:
    watched = Watched(tmp_path, "news/port.md")
    try:
        assert watched.report()["added"] == ["news/port.md"]
        watched.wait_until_watching()
        for number in range(2):
            (news / "port.md.new").write_text(f"Port\n\nThe port has {number} piers.")
            (news / "port.md.new").replace(news / "port.md")
            assert watched.report()["changed"] == ["news/port.md"]
        assert watched.stopped_by(signal.SIGINT) == (0, "Stopped watching.\n")
    finally:
        watched.end()
