"""Damage to every file of an index, a full disk, denied writes, many at once, and older versions."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import pytest

from rag.build import update
from rag.check import check, notes
from rag.errors import BadInput, IndexMismatch, OnRecordError
from rag.indexing import only_writer
from rag.settings import Settings
from rag.store import Store
from rag.store.schema import ADDED, DATABASE, LATEST, LOCK, VECTORS
from tests.conftest import WordEncoder
from tests.durability import PRINT, article, built, contents, folder_of

ROOT = Path(__file__).resolve().parents[1]
FLIPS = 40

#: Indexes a folder in small batches and says after each that it is done; with a number, no file may grow
#: beyond so many bytes, which is what a quota does; with "stay", it waits when all is stored and the
#: checkpoint is not.
PROGRAM = """
import resource, signal, sys
from pathlib import Path
from rag import build
from rag.language import detect
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder

build.BATCH_FILES = 5
detect("The model of this is unpacked into a file.")
for limit in (int(word) for word in sys.argv[3:] if word.isdecimal()):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
store = Store.create(Path(sys.argv[2]), {"encoder": "words"})

def say(done, total):
    print(done, flush=True)
    if "stay" in sys.argv and done == total:
        signal.pause()

build.update(store, WordEncoder(), [sys.argv[1]], Settings(), progress=say)
print("all", flush=True)
"""


def start(news: Path, index: Path, *how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(news), str(index), *how],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Articles, and an index of them whose process was killed: its log is still there."""
    base = tmp_path_factory.mktemp("killed")
    news = folder_of(base / "news", 60)
    # The first part is in the database and the checkpoint, the second in the log alone.
    (base / "later").mkdir()
    for number in range(30, 60):
        (news / f"{number:03}.txt").rename(base / "later" / f"{number:03}.txt")
    index = built(base / "index", news)
    for file in (base / "later").iterdir():
        file.rename(news / file.name)
    process = start(news, index, "stay")
    assert process.stdout is not None
    while process.stdout.readline() != "30\n":
        assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    (index / LOCK).touch()
    assert (index / f"{DATABASE}-wal").stat().st_size > 0
    return news, index


def indexed_again(news: Path, index: Path) -> None:
    """An update of everything indexed before, and all articles are there."""
    store = Store.create(index, PRINT)
    update(store, WordEncoder(), [], Settings())
    all_there(store)
    store.close()


def all_there(store: Store) -> None:
    found = {text.text.strip() for text in store.articles(store.article_ids()).values()}
    assert found == {article(number) for number in range(60)}
    assert len(store.search_vectors(WordEncoder().encode(["article"])[0], 500)) == store.counts()[1]


def built_again(news: Path, index: Path) -> None:
    """A rebuild: a new index beside, put in the place of the damaged one."""
    beside = index.with_name(index.name + "-beside")
    built(beside, news)
    store = Store.open(beside)
    store.replace(index)
    store.close()
    shutil.rmtree(beside)
    store = Store.open(index)
    store.checkpoint()
    all_there(store)
    store.close()


FILES = [DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", VECTORS, LATEST, LOCK]


def test_every_file_of_an_index_is_damaged_below(killed: tuple[Path, Path]) -> None:
    assert sorted(path.name for path in killed[1].iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_named_or_changes_nothing(
    killed: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    news, whole = killed
    with closing(Store.open(shutil.copytree(whole, tmp_path / "whole"))) as store:
        wanted = contents(store.directory)
    chance = random.Random(name)
    size = (whole / name).stat().st_size
    outcomes = set()
    for number in range(FLIPS if size else 1):
        index = shutil.copytree(whole, tmp_path / f"{number}")
        data = bytearray((index / name).read_bytes()) or bytearray(1)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (index / name).write_bytes(data)
        try:
            repairs = [finding.repair for finding in check(index).findings]
        except OnRecordError as error:
            repairs = [error.message]
        outcomes.add(bool(repairs))
        if not repairs:
            assert contents(index) == wanted
            with closing(Store.open(index)) as store:
                all_there(store)
        elif number % 8 == 0:
            (built_again if "--rebuild" in repairs[0] or "Delete" in repairs[0] else indexed_again)(
                news, index
            )
            assert check(index).whole
        shutil.rmtree(index)
    assert outcomes == {
        DATABASE: {True, False},
        f"{DATABASE}-wal": {True},
    }.get(name, {False}), "what is derived can be lost; the database is never silently wrong"


@pytest.mark.parametrize("name", [f"{DATABASE}-wal", f"{DATABASE}-shm", VECTORS, LATEST, LOCK])
def test_any_other_file_may_be_deleted(killed: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    news, whole = killed
    index = shutil.copytree(whole, tmp_path / "index")
    (index / name).unlink()
    health = check(index)
    assert health.whole is (name != f"{DATABASE}-wal")
    if not health.whole:
        assert "changes are missing" in health.findings[0].damage
        assert health.findings[0].repair == f"onrecord index --index {index}"
    indexed_again(news, index)
    assert check(index).whole


def test_a_damaged_checkpoint_is_said(killed: tuple[Path, Path], tmp_path: Path) -> None:
    index = shutil.copytree(killed[1], tmp_path / "index")
    assert notes(index) == ()
    (index / VECTORS).write_bytes((index / VECTORS).read_bytes()[:-1])
    (note,) = notes(index)
    assert "makes them again" in note
    assert check(index).whole


Disk = Generator[tuple[str, ...], None, None]


def full_by_limit(directory: Path) -> Disk:
    """No room by a limit, and later without it: what the program is started with."""
    yield ("200000",)
    yield ()


def full_for_real(directory: Path) -> Disk:
    """A disk of 400 kB, and later of a hundred MB."""
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(directory)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield ()
        subprocess.run(["mount", "-o", "remount,size=100m", str(directory)], check=True)
        yield ()
    finally:
        subprocess.run(["umount", "-l", str(directory)], check=True)


@pytest.mark.parametrize("filling", [full_by_limit, full_for_real])
def test_a_full_disk_loses_nothing_that_was_done(tmp_path: Path, filling: Callable[[Path], Disk]) -> None:
    news, index = folder_of(tmp_path / "news", 200), tmp_path / "disk"
    with closing(filling(index)) as disk:
        fill(news, index, disk)


def fill(news: Path, index: Path, disk: Disk) -> None:
    process = start(news, index, *next(disk))
    said, errors = process.communicate()
    assert process.returncode != 0
    assert "sqlite3.OperationalError: " in errors, "which the command line says in a sentence"
    done = [int(line) for line in said.split()]
    assert done, "some of it fitted"
    # A reader goes on from the last good state, while the disk is still full.
    with closing(Store.open(index)) as reader:
        assert reader.counts()[0] >= done[-1]
        assert reader.search_text(["articl"], 5)
    assert check(index).whole
    process = start(news, index, *next(disk))
    said, errors = process.communicate()
    assert said.endswith("all\n"), errors
    with closing(Store.open(index)) as store:
        assert store.counts()[0] == 200
    assert check(index).whole


def without_override(command: list[str]) -> list[str]:
    """The command, with permissions that hold for root as well."""
    if os.geteuid() != 0:
        return command
    denied = "-dac_override,-dac_read_search"
    deny = ["setpriv", f"--bounding-set={denied}", f"--inh-caps={denied}"]
    if shutil.which("setpriv") is None or subprocess.run([*deny, "true"], check=False).returncode:
        pytest.skip("root cannot be denied anything here: there is no setpriv that may do it")
    return [*deny, *command]


def test_denied_writes_are_a_sentence_and_readers_go_on(tmp_path: Path) -> None:
    news = folder_of(tmp_path / "news", 5)
    index = built(tmp_path / "index", news)
    run = [sys.executable, "-m", "rag.cli"]
    settings = tmp_path / "onrecord.toml"
    settings.write_text("[index]\nstatements = false\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    with closing(Store.open(index)) as reader:
        for path in (*index.iterdir(), index):
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            refused = subprocess.run(
                without_override([*run, "index", str(news), "--index", str(index)]),
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            listed = subprocess.run(
                without_override([*run, "check", "--index", str(index), "--json"]),
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert reader.search_text(["articl"], 5)
        finally:
            for path in (index, *index.iterdir()):
                path.chmod(0o755)
    assert refused.returncode == 2
    assert "cannot be written: Permission denied" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (listed.returncode, listed.stderr) == (0, "")
    assert check(index).whole


def test_two_writers_and_ten_readers_at_once(tmp_path: Path) -> None:
    """Every reader finds a whole state at every moment; writers take turns; nothing is lost."""
    news, index = folder_of(tmp_path / "news", 20), tmp_path / "index"
    built(index, news)
    ended, troubles = threading.Event(), []
    looked = [0] * 10

    def read(number: int) -> None:
        encoder = WordEncoder()
        try:
            with closing(Store.open(index)) as store:
                while not ended.is_set():
                    with store.snapshot():
                        vector = encoder.encode(["Article number"])[0]
                        for found in (store.search_text(["articl"], 50), store.search_vectors(vector, 50)):
                            passages = store.passages([i for i, _ in found])
                            assert len(passages) == len(found) >= 20
                            articles = store.articles([p.article for p in passages.values()])
                            for one in passages.values():
                                assert articles[one.article].text[one.start : one.end] == one.text
                    assert store.counts()[0] >= 20
                    looked[number] += 1
        except Exception as error:
            troubles.append(error)

    def write(name: str) -> None:
        own = tmp_path / name
        own.mkdir()
        try:
            done = 0
            while done < 6:
                for number in range(3):
                    (own / f"{number}.txt").write_text(
                        f"Title {name}\n\nArticle {name} {number} of {done} is here."
                    )
                try:
                    with only_writer(index), closing(Store.create(index, PRINT)) as store:
                        update(store, WordEncoder(), [own], Settings())
                except BadInput:
                    continue
                done += 1
        except Exception as error:
            troubles.append(error)

    readers = [threading.Thread(target=read, args=[number]) for number in range(10)]
    writers = [threading.Thread(target=write, args=[name]) for name in ("one", "two")]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    ended.set()
    for thread in readers:
        thread.join()
    assert troubles == []
    assert all(looked)
    assert check(index).whole
    with closing(Store.open(index)) as store:
        assert store.counts()[0] == 26


def made_older(index: Path) -> None:
    """What version 3 wrote: without what version 4 added."""
    with closing(sqlite3.connect(index / DATABASE)) as db, db:
        for statement in ADDED.split(";\n"):
            if statement.strip().startswith("CREATE TABLE"):
                db.execute(f"DROP TABLE {statement.split()[2]}")
        db.execute("DELETE FROM meta WHERE key = 'seal'")
        db.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")


def test_an_older_index_is_read_as_it_is_and_brought_up_by_the_next_update(tmp_path: Path) -> None:
    news = folder_of(tmp_path / "news", 60)
    index = built(tmp_path / "index", news)
    now = contents(index)
    made_older(index)
    with closing(Store.open(index, PRINT)) as store:
        all_there(store)
        assert (store.near(store.article_ids()[0]), store.removed()) == ((), ())
    assert check(index).whole
    assert any("no checksums" in note for note in notes(index))
    encoder = WordEncoder()
    with closing(Store.create(index, PRINT)) as store:
        assert update(store, encoder, [], Settings()).unchanged == 60
    assert encoder.encoded == []
    assert (check(index).whole, notes(index)) == (True, ())
    assert contents(index) == now


def test_an_index_too_old_or_too_new_is_refused_with_the_command(tmp_path: Path) -> None:
    index = built(tmp_path / "index", folder_of(tmp_path / "news", 3))
    for version in ("2", "99"):
        with closing(sqlite3.connect(index / DATABASE)) as db, db:
            db.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (version,))
        for opened in (Store.open, Store.create):
            with pytest.raises(IndexMismatch, match=f"onrecord index --rebuild --index {index}"):
                opened(index, PRINT)


def test_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    news = folder_of(tmp_path / "news", 20)
    index = built(tmp_path / "index", news)
    before = {path.name: path.read_bytes() for path in index.iterdir()}
    encoder = WordEncoder()
    for paths in ([news], []):
        with closing(Store.create(index, PRINT)) as store:
            update(store, encoder, paths, Settings())
    assert encoder.encoded == []
    assert {path.name: path.read_bytes() for path in index.iterdir()} == before
