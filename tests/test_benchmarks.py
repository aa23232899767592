"""Every benchmark runs through on next to nothing and writes its table; the figures say nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click import Command
from click.testing import CliRunner

from benchmarks import first_token, index_speed, load, memory, peers, plots, startup
from benchmarks.peer.course import Source
from benchmarks.peer.markers import cited, declines
from benchmarks.tables import Spread, percentile, shown, spread
from rag.indexing import index_paths

PORT = """Port of Balmere opens

The port of Balmere opened on Thursday. "We waited ten years for this," said Mayor Ilse Brandt.
The port of Balmere cost 40m euros.
"""
RAIL = """Rail line to Tarn closes

The rail line to Tarn will close in June. Engineer Paul Okafor said that the tunnel was no longer safe.
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles and two questions, laid out as the test sets are."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "bbc-news" / "towns").mkdir(parents=True)
    (folder / "bbc-news" / "towns" / "001.txt").write_text(PORT, encoding="utf-8")
    (folder / "bbc-news" / "towns" / "002.txt").write_text(RAIL, encoding="utf-8")
    (folder / "gold-dev").mkdir()
    evidence = "The port of Balmere cost 40m euros."
    start = PORT.index(evidence)
    span = {"doc": "towns/001.txt", "start": start, "end": start + len(evidence), "text": evidence}
    rows = [
        {"id": "1", "type": "fact", "question": "How much did the port of Balmere cost?"}
        | {"answers": ["40m euros"], "evidence": [span], "note": ""},
        {"id": "2", "type": "unanswerable", "question": "Who designed the stadium of Orrin?"}
        | {"answers": [], "evidence": [], "note": ""},
    ]
    text = "\n".join(map(json.dumps, rows))
    (folder / "gold-dev" / "questions.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def index(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("benchmarked") / "index"
    index_paths(place, [str(data / "bbc-news")])
    return place


Run = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def rows(main: Command, *arguments: object) -> list[dict[str, Any]]:
        given = [*map(str, arguments), "--out", str(tmp_path)]
        result = CliRunner().invoke(main, given, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        (written,) = tmp_path.glob("*.json")
        assert written.with_suffix(".md").read_text(encoding="utf-8") in result.output
        table = json.loads(written.read_text(encoding="utf-8"))
        assert table["machine"]["cores"]
        found: list[dict[str, Any]] = table["rows"]
        return found

    return rows


@pytest.mark.slow
def test_index_speed(run: Run, data: Path) -> None:
    rows = run(index_speed.main, "--data", data, "--articles", 2, "--repeats", 1)
    assert [row["what"] for row in rows][2:] == ["onrecord index, statements off", "onrecord index"]
    assert max(row["share of the limit"]["median"] for row in rows[:2]) == 1


@pytest.mark.slow
def test_first_token(run: Run, data: Path, index: Path) -> None:
    first, whole = run(first_token.main, "--data", data, "--index", index, "--repeats", 1)
    assert 0 < first["seconds"]["median"] <= whole["seconds"]["median"]


@pytest.mark.slow
def test_startup(run: Run, index: Path) -> None:
    helped, asked, imported = run(startup.main, "--index", index, "--repeats", 1)
    assert helped["seconds"]["median"] < asked["seconds"]["median"]
    assert imported["seconds"]["median"] > 0


@pytest.mark.slow
def test_memory(run: Run, data: Path, index: Path) -> None:
    *_, most = run(memory.main, "--data", data, "--index", index, "--questions", 2)
    assert most["resident MB"] > 50


@pytest.mark.slow
def test_load(run: Run, data: Path, index: Path) -> None:
    (row,) = run(load.main, "--data", data, "--index", index, "--users", 2, "--seconds", 1)
    assert row["answers"] >= 2
    assert (row["errors"], row["mixed up"]) == (0, 0)


@pytest.mark.slow
def test_peers_with_ourselves_alone(run: Run, data: Path) -> None:
    (row,) = run(peers.main, "--data", data, "--system", "onrecord", "--questions", 2)
    # What it declines says something of the reader, which is the quickest here, and not of the benchmark.
    assert (row["cited precision"], row["cited recall"], row["right"]) == (1, 1, 1)
    assert row["quotations not in the source"].startswith("0 of")


def test_plots_of_what_was_measured(tmp_path: Path) -> None:
    rows = [{"what": "alone", "passages a second": {"median": 2.0, "low": 1.0, "high": 3.0, "count": 3}}]
    (tmp_path / "index_speed.json").write_text(json.dumps({"rows": rows}), encoding="utf-8")
    given = ["--results", str(tmp_path), "--into", str(tmp_path)]
    result = CliRunner().invoke(plots.main, given, catch_exceptions=False)
    assert result.output.strip() == str(tmp_path / "performance-index_speed.svg")
    assert "<svg" in (tmp_path / "performance-index_speed.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "named", "declined"),
    [
        ("It cost 40m euros [1].", [0], False),
        ("Both say so [Source 2], [1, 2] and [7].", [0, 1], False),
        ("None of the sources are helpful.", [], True),
        (" \n", [], True),
    ],
)
def test_what_a_peer_s_answer_names(text: str, named: list[int], declined: bool) -> None:
    sources = [Source("a", "one"), Source("b", "two")]
    assert cited(text, sources) == [sources[i] for i in named]
    assert declines(text) is declined


def test_how_figures_are_shown() -> None:
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0, 3)
    assert shown(spread([0.5, 0.25])) == "0.375 (0.25 to 0.5)"
    assert shown(None) == "-"
    assert percentile(list(range(1, 101)), 0.95) == 95
