"""What a measurement reports: one row a figure, printed as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

#: Resamples behind an interval; more moves its ends by less than .002.
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. ``low`` and ``high`` bound a 95 % interval; ``baselines`` were computed in the same run on
    the same cases, ``published`` are other people's figures on the same data.
    """

    dataset: str
    metric: str
    cases: int
    ours: float
    low: float
    high: float
    baselines: dict[str, float] = field(default_factory=dict)
    published: dict[str, float] = field(default_factory=dict)


def mean_row(
    dataset: str,
    metric: str,
    values: Sequence[float],
    baselines: dict[str, float] | None = None,
    published: dict[str, float] | None = None,
) -> Row:
    """The mean of one value a case with its bootstrap interval, as a row."""
    low, high = interval(values)
    return Row(dataset, metric, len(values), mean(values), low, high, baselines or {}, published or {})


def mean(values: Sequence[float]) -> float:
    """The mean, nan of no values: a set may have no case of a kind."""
    return float(np.mean(values)) if len(values) else float("nan")


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The percentile bootstrap's 95 % interval of a mean (Efron 1979), cases resampled with replacement.

    The same values always give the same interval. (nan, nan) for no values.
    """
    if not len(values):
        return float("nan"), float("nan")
    sample = np.asarray(values, dtype=float)
    picks = np.random.default_rng(seed).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    low, high = np.quantile(sample[picks].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def table(rows: Sequence[Row]) -> str:
    """Rows as a Markdown table that also reads well in a terminal."""
    header = ["dataset", "metric", "cases", "ours", "95 %", "baselines", "published"]
    cells = [header, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(header))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def as_json(task: str, rows: Sequence[Row]) -> str:
    """``{"task": ..., "rows": [...]}`` with the fields of Row; a figure that does not exist is null."""
    return json.dumps(_without_nan({"task": task, "rows": [asdict(row) for row in rows]}), indent=2)


def _cells(row: Row) -> list[str]:
    return [
        row.dataset,
        row.metric,
        str(row.cases),
        _figure(row.ours),
        f"{_figure(row.low)}-{_figure(row.high)}",
        _named(row.baselines),
        _named(row.published),
    ]


def _named(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {_figure(value)}" for name, value in figures.items()) or "-"


def _figure(value: float) -> str:
    """Three decimals; shares of one without the zero in front, as tables of such figures print them."""
    text = f"{value:.3f}"
    return text[1:] if text.startswith("0.") else text


def _without_nan(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
