"""What every benchmark writes: a table as JSON and as Markdown, with the machine it was measured on."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import click

from rag.models.threads import physical_cores

RESULTS = Path(__file__).with_name("results")
#: Packages whose version bears on speed.
PACKAGES = ("openvino", "torch", "sentence-transformers", "faiss-cpu", "llama-cpp-python", "spacy", "gradio")

out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=RESULTS,
    show_default=False,
    help="Where NAME.json and NAME.md are written (benchmarks/results).",
)
data_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The folder with the test sets, as for onrecord eval.",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Of several measurements: their median, the least and the greatest."""

    median: float
    low: float
    high: float
    count: int


Cell = str | int | float | Spread | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is the benchmark's, ``about`` what was measured on what; every row has the same columns."""

    name: str
    about: str
    rows: Sequence[Row]


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    return Spread(statistics.median(values), min(values), max(values), len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that ``share`` of all are not above."""
    ordered = sorted(values)
    return ordered[max(0, -(-round(share * 1000) * len(ordered) // 1000) - 1)]


def publish(table: Table, out: Path) -> None:
    """Print the table and write it to ``out``."""
    here = machine()
    text = as_markdown(table, here)
    out.mkdir(parents=True, exist_ok=True)
    rows = [
        {name: asdict(cell) if isinstance(cell, Spread) else cell for name, cell in row.items()}
        for row in table.rows
    ]
    data = {"name": table.name, "about": table.about, "machine": here, "rows": rows}
    (out / f"{table.name}.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    (out / f"{table.name}.md").write_text(text, encoding="utf-8")
    click.echo(text)


def as_markdown(table: Table, here: Mapping[str, str]) -> str:
    columns = list(table.rows[0]) if table.rows else []
    lines = [
        f"## {table.name}",
        "",
        table.about,
        "",
        "; ".join(f"{name} {value}" for name, value in here.items()) + ".",
        "",
        f"| {' | '.join(columns)} |",
        f"|{'---|' * len(columns)}",
        *(f"| {' | '.join(shown(row[column]) for column in columns)} |" for row in table.rows),
        "",
    ]
    return "\n".join(lines)


def shown(cell: Cell) -> str:
    """A cell for readers: a spread as "median (least to greatest)"."""
    match cell:
        case None:
            return "-"
        case Spread(count=1):
            return shown(cell.median)
        case Spread():
            return f"{shown(cell.median)} ({shown(cell.low)} to {shown(cell.high)})"
        case float():
            return f"{cell:.0f}" if abs(cell) >= 100 else f"{cell:.3g}"
        case _:
            return str(cell)


def machine() -> dict[str, str]:
    """The processor, its cores, memory, system, and the versions of what the work is done with."""
    return {
        "processor": _first(Path("/proc/cpuinfo"), "model name") or platform.processor() or "unknown",
        "cores": str(physical_cores()),
        "memory": _first(Path("/proc/meminfo"), "MemTotal") or "unknown",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def _first(path: Path, name: str) -> str:
    """The value of the first line ``name: value`` of one of Linux's own files; '' elsewhere."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def memory_mb(process: int, field: str = "VmRSS") -> float:
    """Megabytes (2**20 bytes) of memory a process has, from Linux; ``VmHWM`` is the most it ever had."""
    return int(_first(Path(f"/proc/{process}/status"), field).split()[0]) / 1024


def own_environment() -> dict[str, str]:
    """For a process that is measured: as this one's, this checkout's package first."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "HF_HUB_OFFLINE": "1"}
