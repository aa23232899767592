"""Measurements of each part on public and hand-made test sets, rerun with ``onrecord eval``.

One module a task, each with ``rows(data) -> list[Row]``; ``data.py`` reads the sets, ``report.py`` prints.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from rag.errors import BadInput

TASKS = ("questions", "followups", "retrieval", "abstention", "statements", "verify", "answers")


def run(task: str, data: Path, *, as_json: bool = False) -> str:
    """Measure one part on the test sets under ``data`` and report, as a table or as JSON.

    Raises BadInput for a task or folder that does not exist.
    """
    from rag.evaluate import report

    if task not in TASKS:
        raise BadInput(f"There is no measurement '{task}'. Choose one of: {', '.join(TASKS)}.")
    if not data.is_dir():
        raise BadInput(f"There is no folder {data}. Point --data at the folder with the test sets.")
    rows = importlib.import_module(f"rag.evaluate.{task}").rows(data)
    return report.as_json(task, rows) if as_json else report.table(rows)
