"""A small run of ``benchmarks.scale``: that it still measures what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.embed import encoder_for
from tests.shelf import shelf

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_a_small_run(tmp_path: Path) -> None:
    shelf(tmp_path / "index", encoder_for("")).close()
    questions = tmp_path / "questions.txt"
    questions.write_text("How long is the breakwater?\n" * 12)
    plot = tmp_path / "scale.svg"
    given = (str(tmp_path / "index"), str(questions), "--into", str(tmp_path / "scale"), "--plot", str(plot))
    command = [sys.executable, "-m", "benchmarks.scale", *given, "--passages", "60", "120"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    small, large = json.loads((tmp_path / "scale" / "scale.json").read_text())
    assert 60 <= small["passages"] < 120 <= large["passages"] < 180
    assert small["recall"] == large["recall"] == 1.0
    assert large["disk_mb"] >= small["disk_mb"]
    assert all(
        row[name] > 0 for row in (small, large) for name in ("found_p50_ms", "update_s", "resident_mb")
    )
    assert plot.read_text().startswith("<?xml")
