"""A browser, an index of articles of our own, and the desk served on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rag.build import fingerprint, update
from rag.store import Store
from tests.browser.echo import SETTINGS
from tests.conftest import NO_BROWSER, WordEncoder

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
ROOT = Path(__file__).resolve().parents[2]
#: Milliseconds after which something that should happen counts as not happening.
PATIENCE = 60_000
# Playwright's own five seconds are too few on a busy machine.
expect.set_options(timeout=PATIENCE)

ARTICLES = {
    "port.md": (
        "---\ntitle: Port of Balmere opens\nsource: The Daily\npublished: 2020-12-03\n---\n"
        "The port of Balmere opened on Thursday after ten years of work.\n\n"
        "“We waited ten years for the port of Balmere,” said Mayor Ilse Brandt.\n\n"
        + "Gulls were seen over the old town.\n\n" * 40
        + "The port of Balmere cost 40m euros. Its cranes came from Tarn by rail.\n"
    ),
    "rail.md": (
        "---\ntitle: Rail line to Tarn closes\nsource: The Courier\npublished: 2019-05-14\n---\n"
        "The rail line to Tarn will close in June.\n\n"
        "Engineer Paul Okafor said that the tunnel was no longer safe.\n"
    ),
    "hostile.md": (
        "---\ntitle: <img src=x onerror=alert(1)> Zebra headline\nsource: <b>Bold</b>\n"
        "published: 2021-01-01\n---\n"
        "The zebra crossing <script>document.title='pwned'</script> was painted green.\n\n"
        "<style>body{display:none}</style> The zebra crossing has [a link](javascript:alert(1)) and "
        '<img src="http://example.org/x.png" onerror="document.title=1"> in it.\n'
    ),
}


@dataclass(frozen=True)
class Desk:
    """A served desk and a way to visit it. ``requests`` are the addresses that pages asked for."""

    url: str
    visit: Callable[..., Page]
    requests: list[str]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("ONRECORD_BROWSER_NEEDED"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _visits_end(browser: Browser) -> Iterator[None]:
    """A test's visitors leave with it; dozens of open pages would slow down every test after it."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of ARTICLES whose vectors come from words alone."""
    folder = tmp_path_factory.mktemp("news")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    directory = tmp_path_factory.mktemp("index")
    store = Store.create(directory, fingerprint(SETTINGS))
    update(store, WordEncoder(), [str(folder)], SETTINGS)
    store.close()
    return directory


@contextmanager
def served(browser: Browser, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """The desk that a module of the tests serves, in a process of its own, until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", *command, str(port)], cwd=ROOT, env={**os.environ, **(environment or {})}
    )
    url = f"http://127.0.0.1:{port}/"
    requests: list[str] = []
    with ExitStack() as closing:
        closing.callback(server.wait)
        closing.callback(server.terminate)
        _until_open(server, port)

        def visit(**options: object) -> Page:
            """A new visitor's page, with everything the visitor sees loaded."""
            context = browser.new_context(**{"viewport": {"width": 1360, "height": 860}, **options})  # type: ignore[arg-type]
            closing.callback(context.close)
            visitor = context.new_page()
            visitor.set_default_timeout(PATIENCE)
            visitor.on("request", lambda request: requests.append(request.url))
            visitor.goto(url)
            expect(visitor.locator(".welcome, .turn").first).to_be_visible(timeout=PATIENCE)
            return visitor

        yield Desk(url, visit, requests)


def _until_open(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server ended before it was open")


@pytest.fixture(scope="session")
def desk(index: Path, browser: Browser) -> Iterator[Desk]:
    """A desk that answers at once."""
    with served(browser, "tests.browser.echo", str(index), "0") as desk:
        yield desk


@pytest.fixture(scope="session")
def slow_desk(index: Path, browser: Browser) -> Iterator[Desk]:
    """A desk that takes a while over every word."""
    with served(browser, "tests.browser.echo", str(index), "0.4") as desk:
        yield desk


@pytest.fixture(scope="session")
def real_desk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo corpus as ``onrecord serve`` opens it, with the reader that the tests' settings name."""
    index = indexed("seeds", tmp_path_factory.mktemp("seeds-index"))
    with served(browser, "rag.cli", "serve", "--index", str(index), "--port") as desk:
        yield desk


FERRY = (
    "The ferry Halcyon ran aground off Cape Orrin on Tuesday night with 212 passengers on board.\n\n"
    "The coastguard took them to Balmere in four boats before midnight, and nobody was hurt.\n\n"
    "The owner, Norrland Lines, said that a new radar had been ordered for every ship of the line.\n"
)
#: File -> outlet and text: one report in two papers, and a third that counts otherwise.
PAPERS = {
    "a.md": ("The Daily", FERRY),
    "b.md": (
        "The Courier",
        "Everybody is safe after the ferry Halcyon ran aground off Cape Orrin with 180 passengers on board."
        "\n\nHotels at the harbour opened their kitchens, and schools stayed closed on Wednesday.\n",
    ),
    "c.md": ("The Herald", f"{FERRY}\nMore soon.\n"),
}


@pytest.fixture(scope="session")
def kept_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings file of the desk of the ferry, with a remark of its owner's."""
    file = tmp_path_factory.mktemp("settings") / "onrecord.toml"
    file.write_text("# ours\n[answer]\nstrictness = 0.4 # as agreed\n", encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def ferry_desk(
    browser: Browser, kept_settings: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Three papers on one event, with the models that come with On Record; its settings may be changed."""
    folder = tmp_path_factory.mktemp("papers")
    for name, (outlet, text) in PAPERS.items():
        front = f"title: Ferry aground, {outlet}\nsource: {outlet}\npublished: 2020-12-03\n"
        (folder / name).write_text(f"---\n{front}---\n{text}", encoding="utf-8")
    index = indexed(str(folder), tmp_path_factory.mktemp("papers-index"))
    command = ("rag.cli", "serve", "--index", str(index), "--port")
    environment = {"ONRECORD_CONFIG": str(kept_settings), "HF_HUB_OFFLINE": "1"}
    with served(browser, *command, environment=environment) as desk:
        yield desk


def indexed(articles: str, directory: Path) -> Path:
    """``directory`` with an index of ``articles`` as ``onrecord index`` makes it."""
    command = [sys.executable, "-m", "rag.cli", "index", articles, "--index", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True)
    return directory


def put(page: Page, question: str) -> None:
    """Type a question and press Enter, once."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def settled(page: Page, turns: int = 1) -> None:
    """Wait until as many questions have their answer and another can be asked."""
    expect(page.locator(".turn[aria-busy=false]")).to_have_count(turns, timeout=PATIENCE)
    expect(page.locator("#ask")).to_be_visible()
