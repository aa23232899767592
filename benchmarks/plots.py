"""Pictures of the tables in benchmarks/results, for docs/performance.md.

    pip install -e ".[bench]"
    python -m benchmarks.plots [--results DIRECTORY] [--into DIRECTORY]

A bar ends at the median; a line shows from the least to the greatest value where there are several.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.tables import RESULTS, Spread, spread
from rag.errors import MissingExtra

INTO = Path(__file__).resolve().parents[1] / "docs"


@dataclass(frozen=True, slots=True)
class Plot:
    """One panel for each of ``columns``, a bar for each row of the table ``table`` by its ``label``."""

    table: str
    label: str
    columns: tuple[str, ...]


PLOTS = (
    Plot("index_speed", "what", ("passages a second",)),
    Plot("peers", "system", ("index s", "update s", "first word s", "whole answer s")),
)


@click.command()
@click.option("--results", type=click.Path(file_okay=False, path_type=Path), default=RESULTS)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=INTO)
def main(results: Path, into: Path) -> None:
    """Draw every table that is there."""
    for plot in PLOTS:
        source = results / f"{plot.table}.json"
        if source.is_file():
            rows = json.loads(source.read_text(encoding="utf-8"))["rows"]
            target = into / f"performance-{plot.table}.svg"
            draw(plot, rows, target)
            click.echo(f"{target}")


def draw(plot: Plot, rows: Sequence[dict[str, Any]], target: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra('matplotlib is not installed. Install it: pip install -e ".[bench]"') from error
    figure = Figure(figsize=(4 * len(plot.columns) + 2, 0.5 * len(rows) + 1.2), layout="constrained")
    panels = figure.subplots(1, len(plot.columns), squeeze=False)[0]
    for panel, column in zip(panels, plot.columns, strict=True):
        found = [(str(row[plot.label]), of(row[column])) for row in reversed(rows) if row[column] is not None]
        medians = [one.median for _, one in found]
        reach = [
            [one.median - one.low for _, one in found],
            [one.high - one.median for _, one in found],
        ]
        panel.barh([name for name, _ in found], medians, xerr=reach, color="#8a6f4e", ecolor="#333333")
        panel.set_xlabel(column)
        panel.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, metadata={"Date": None})


def of(cell: Any) -> Spread:
    return Spread(**cell) if isinstance(cell, dict) else spread([float(cell)])


if __name__ == "__main__":
    main()
