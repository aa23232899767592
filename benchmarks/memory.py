"""What memory the served desk holds: once it is open, and after questions.

    onrecord index FOLDER/bbc-news
    python -m benchmarks.memory --data FOLDER [--index DIRECTORY] [--questions N]

Resident memory as Linux counts it, in megabytes (2**20 bytes). Files that are mapped, such as the answering
model's, count as far as they are in memory.
"""

from __future__ import annotations

from pathlib import Path

import click

from benchmarks.serving import served
from benchmarks.tables import Row, Table, data_option, memory_mb, out_option, publish
from rag.evaluate.data import gold_questions


@click.command()
@data_option
@out_option
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("index"))
@click.option("--questions", type=click.IntRange(1), default=100, show_default=True)
def main(data: Path, out: Path, index: Path, questions: int) -> None:
    asked = [question.question for question in gold_questions(data)]
    rows: list[Row] = []
    with served(index) as desk:
        rows.append({"when": "open, models loaded", "resident MB": memory_mb(desk.process)})
        for at in range(questions):
            desk.ask(asked[at % len(asked)])
            if at + 1 in (questions // 2, questions):
                when = f"after {at + 1} questions"
                rows.append({"when": when, "resident MB": memory_mb(desk.process)})
        rows.append({"when": "the most at any moment", "resident MB": memory_mb(desk.process, "VmHWM")})
    publish(Table("memory", "One process, questions one after the other.", rows), out)


if __name__ == "__main__":
    main()
