"""Kill -9 at random moments: a real ``onrecord index``, with the real encoder, on a folder that keeps
changing.

    python -m benchmarks.crash                      50 moments
    python -m benchmarks.crash --moments 3          a quick look

Before each run some articles are added, changed and removed; every fifth run is a rebuild. The process is
killed at a random moment of its work: after a random number of transactions and a random part of a second.
After each kill: ``onrecord check`` finds the index whole, every article that was reported as done is there
as its file has it, and a reader that was opened before the first kill still answers. In the end one run
that is left alone does the rest, and only the rest.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from rag.check import check
from rag.store import Store

ROOT = Path(__file__).resolve().parents[1]

#: ``onrecord index`` with its progress on stdout: the ids of the files that are stored, a batch on each line.
PROGRAM = """
import sys
from pathlib import Path
from rag import build
from rag.indexing import index_paths
from rag.store import Store

build.BATCH_FILES = int(sys.argv[1])
apply = Store.apply

def told(store, put, remove=(), when=""):
    apply(store, put, remove, when)
    # What a rebuild has stored beside the index is not done before it stands in its place.
    said = "done" if store.directory == Path("index") else "beside"
    print(said, *(record.id for record, _ in put), flush=True)

Store.apply = told
print("begun", flush=True)
index_paths(Path("index"), ["news"], rebuild="rebuild" in sys.argv, may_remove=lambda gone, held: True)
print("all", flush=True)
"""

#: Files in one transaction, and the time that takes or more.
BATCH, BATCH_SECONDS = 4, 0.4

WORDS = (
    "harbour minister storm bridge council orchard railway election treaty museum teacher river budget frost "
    "hospital engine market border forest senate island mayor tunnel harvest strike court festival glacier"
).split()


@dataclass(frozen=True, slots=True)
class Moment:
    """When a process is killed: after so many transactions and then so many seconds."""

    batches: int
    seconds: float


@dataclass
class Newsroom:
    """The folder as it is, and what the index has been seen to hold of it: id -> text."""

    folder: Path
    chance: random.Random
    files: dict[str, str] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def write(self, name: str) -> None:
        self.made += 1
        sentences = (
            f"The {self.chance.choice(WORDS)} of {self.chance.choice(WORDS)} {n} was seen at the "
            f"{self.chance.choice(WORDS)}."
            for n in range(self.chance.randrange(4, 30))
        )
        text = f"Article {self.made}\n\n{' '.join(sentences)}"
        (self.folder / "news" / name).write_text(text)
        self.files[f"news/{name}"] = text

    def change(self) -> None:
        """Some articles are new, some others than before, some gone."""
        for _ in range(12):
            self.write(f"{self.made:05}.txt")
        for name in self.chance.sample(sorted(self.files), 3):
            self.write(Path(name).name)
        for name in self.chance.sample(sorted(self.files), 2):
            (self.folder / name).unlink()
            del self.files[name]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        return run(Path(place), options.moments, random.Random(options.seed))


def run(folder: Path, moments: int, chance: random.Random) -> int:
    newsroom = Newsroom(folder, chance)
    (folder / "news").mkdir()
    newsroom.change()
    start = time.monotonic()
    _, ended = indexed(newsroom, rebuild=False, after=None)
    assert ended
    look(newsroom, "the first run")
    reader = Store.open(folder / "index")
    cut = 0
    for moment in range(moments):
        newsroom.change()
        rebuild = moment % 5 == 4
        moment_of_death = Moment(
            batches=chance.randrange(len(newsroom.files) // BATCH if rebuild else 6),
            seconds=chance.uniform(0, BATCH_SECONDS),
        )
        reported, ended = indexed(newsroom, rebuild=rebuild, after=moment_of_death)
        cut += not ended
        for name in reported:
            if name in newsroom.files:
                newsroom.done[name] = newsroom.files[name]
        look(newsroom, f"moment {moment}")
        assert reader.search_text(["articl"], 5), "the reader answers"
        assert reader.counts()[0] == count(folder)
    before = count(folder)
    _, ended = indexed(newsroom, rebuild=False, after=None)
    assert ended
    newsroom.done = dict(newsroom.files)
    look(newsroom, "the last run")
    assert count(folder) == len(newsroom.files)
    print(
        f"{moments} runs, {cut} of them killed at work and {moments - cut} already over; index whole and "
        f"nothing lost after each. The last run made {before} articles {count(folder)}; "
        f"{time.monotonic() - start:.0f} s in all."
    )
    return 0


def indexed(newsroom: Newsroom, *, rebuild: bool, after: Moment | None) -> tuple[list[str], bool]:
    """Index, and kill the process ``after`` so much of its work. What it reported as done, and whether
    all was.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(BATCH), *(["rebuild"] if rebuild else [])],
        cwd=newsroom.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while process.stdout.readline() != "begun\n":
        assert process.poll() is None, "the process ended by itself"
    first = [] if after is None else list(itertools.islice(process.stdout, after.batches))
    if after is not None:
        time.sleep(after.seconds)
        process.send_signal(signal.SIGKILL)
    lines = [line.split() for line in (*first, *process.stdout)]
    process.stdout.close()
    process.wait()
    return [name for line in lines if line[0] == "done" for name in line[1:]], ["all"] in lines


def look(newsroom: Newsroom, when: str) -> None:
    """The index is whole, and has every article that was done as it was done, unless its file has changed
    since.
    """
    health = check(newsroom.folder / "index")
    assert health.whole, (when, health.findings)
    store = Store.open(newsroom.folder / "index")
    held = {article: found.text for article, found in store.articles(store.article_ids()).items()}
    store.close()
    for name, text in newsroom.done.items():
        if newsroom.files.get(name) == text:
            assert held.get(name) == text, f"{when}: {name} was done and is lost"
    newsroom.done = held


def count(folder: Path) -> int:
    store = Store.open(folder / "index")
    found = store.counts()[0]
    store.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
