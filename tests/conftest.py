"""What several test modules need: an encoder whose vectors depend on the words, and articles of our own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from rag.embed import Vectors

# The reader that settings name for what tests run as a command: the quickest. Tests of what the default makes
# of articles name it themselves, by ``Settings()``.
os.environ.setdefault("ONRECORD_CONFIG", str(Path(__file__).with_name("onrecord.toml")))

# The machine may be busy: what a test takes says nothing about the code.
settings.register_profile("onrecord", deadline=None)
settings.load_profile("onrecord")


#: Why tests of the page are skipped.
NO_BROWSER = "no chromium here; on Debian: apt-get install chromium"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Say at the end, where it is seen, that the page was not tested."""
    yield
    skipped = [one for one in terminalreporter.stats.get("skipped", ()) if NO_BROWSER in str(one.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"NOT TESTED: the page in a browser, {len(skipped)} tests. Install one and run this again; "
            "on Debian: apt-get install chromium",
            bold=True,
        )


class WordEncoder:
    """Every word has a fixed random direction; a text is the sum of its words. No model, no training."""

    name = "words"

    def __init__(self, dim: int = 64) -> None:
        self.dim = dim
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        self.encoded.extend(texts)
        rows = np.array([self._sum(text) for text in texts], dtype=np.float32).reshape(len(texts), self.dim)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)  # type: ignore[no-any-return]

    def _sum(self, text: str) -> Vectors:
        total = np.zeros(self.dim, dtype=np.float32)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.strip(".,?!").encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        return total


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of three articles, two sources, three dates."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "port.md").write_text(
        "---\ntitle: Port of Balmere opens\nsource: The Daily\npublished: 2020-12-03\n---\n"
        "The port of Balmere opened on Thursday.\n\n"
        '"We waited ten years for this," said Mayor Ilse Brandt. The port cost 40m euros.\n',
        encoding="utf-8",
    )
    (folder / "rail.md").write_text(
        "---\ntitle: Rail line to Tarn closes\nsource: The Courier\npublished: 2019-05-14\n---\n"
        "The rail line to Tarn will close in June.\n\n"
        "Engineer Paul Okafor said that the tunnel was no longer safe.\n",
        encoding="utf-8",
    )
    (folder / "frost.txt").write_text(
        "Late frost harms orchards\n\nApple growers lost half of their blossom in April.\n", encoding="utf-8"
    )
    return folder


def milvus_in(directory: Path) -> str:
    """Where milvus-lite keeps a collection of a test's own; skips the test where it is not installed."""
    pytest.importorskip("milvus_lite", reason="the milvus extra is not installed")
    return str(directory / "milvus.db")
