"""A kill -9 at any instant loses nothing that was reported as done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.build import update
from rag.check import check
from rag.settings import Settings
from rag.store import Store
from rag.store.schema import DATABASE
from tests.conftest import WordEncoder

ROOT = Path(__file__).resolve().parents[1]
MOMENTS = 12

#: Indexes a folder and prints how many files are done, each line only after its transaction.
PROGRAM = """
import sys
from pathlib import Path
from rag import build
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder

build.BATCH_FILES = 3
store = Store.create(Path(sys.argv[2]), {"encoder": "words"})
print("open", flush=True)
say = lambda done, total: print(done, flush=True)
build.update(store, WordEncoder(), [sys.argv[1]], Settings(), progress=say)
"""


def test_killed_at_random_moments(tmp_path: Path) -> None:
    news, index = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    chance = random.Random(5)
    for number in range(240):
        (news / f"{number:03}.txt").write_text(
            f"Title {number}\n\nArticle number {number} is here. It is short."
        )
    done = 0
    for moment in range(MOMENTS):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(news), str(index)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.12))
        os.kill(process.pid, signal.SIGKILL)
        reported = [int(line) for line in process.stdout.read().split()]
        process.stderr.close()
        process.stdout.close()
        process.wait()
        store = Store.open(index, {"encoder": "words"})
        assert store.overview().articles >= done + (reported[-1] if reported else 0), f"moment {moment}"
        done = store.overview().articles
        store.close()
        assert check(index).whole
    store = Store.open(index, {"encoder": "words"})
    report = update(store, WordEncoder(), [news], Settings())
    assert report.articles == 240
    assert len(report.added) == 240 - done
    assert len(store.search_vectors(WordEncoder().encode(["article"])[0], 500)) == report.passages
    store.close()


def test_killed_before_the_tables_are_there(tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()
    store = Store.create(tmp_path, {"encoder": "words"})
    assert store.overview().articles == 0


@pytest.mark.slow
def test_the_command_itself_killed_at_work() -> None:
    """The benchmark that kills a real ``onrecord index`` fifty times, here once."""
    done = subprocess.run(
        [sys.executable, "benchmarks/crash.py", "--moments", "1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "index whole and nothing lost" in done.stdout
