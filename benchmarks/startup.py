"""How long the command takes to start: in a process of its own every time, files in the page cache.

    onrecord index FOLDER/bbc-news
    python -m benchmarks.startup [--index DIRECTORY] [--question TEXT] [--repeats N]

``imports of ask`` is what Python reports to have spent on importing in a run of ``onrecord ask``
(``-X importtime``, whose own cost is in it).
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.tables import Row, Table, out_option, own_environment, publish, spread

_IMPORT = re.compile(r"^import time:\s+(\d+) \|", re.MULTILINE)


@click.command()
@out_option
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("index"))
@click.option("--question", default="Who is the chancellor?", show_default=True)
@click.option("--repeats", type=click.IntRange(1), default=7, show_default=True)
def main(out: Path, index: Path, question: str, repeats: int) -> None:
    ask = ["ask", question, "--index", str(index.resolve())]
    run(ask)  # the files are in the page cache from here on
    took: dict[str, list[float]] = {"onrecord --help": [], "onrecord ask": [], "imports of ask": []}
    for _ in range(repeats):
        took["onrecord --help"].append(run(["--help"])[0])
        took["onrecord ask"].append(run(ask)[0])
        took["imports of ask"].append(imports(run(ask, "-X", "importtime")[1]))
    rows: list[Row] = [{"what": name, "seconds": spread(seconds)} for name, seconds in took.items()]
    publish(Table("startup", f"{repeats} repeats, each in a new process.", rows), out)


def run(arguments: Sequence[str], *options: str) -> tuple[float, str]:
    """Seconds that a command takes, and what it writes on stderr."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *options, "-m", "rag.cli", *arguments],
        env=own_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - began, done.stderr


def imports(told: str) -> float:
    """The seconds of all imports together, each without those it makes itself."""
    return sum(map(int, _IMPORT.findall(told))) / 1e6


if __name__ == "__main__":
    main()
