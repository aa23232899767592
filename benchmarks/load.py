"""The served desk under load: several users at once, each asking again as soon as there is an answer.

    onrecord index FOLDER/bbc-news
    python -m benchmarks.load --data FOLDER [--index DIRECTORY] [--seconds N] [--users N]...

Every question is first asked alone; under load the same words must come back, or an answer has gone to the
wrong user. Beside the users one more searches all the time, which must not have to wait for their answers.
``most to least`` is how many answers the user with the most got beside the one with the least: in a fair line
they differ by one.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import httpx

from benchmarks.serving import Desk, served
from benchmarks.tables import Row, Table, data_option, memory_mb, out_option, percentile, publish
from rag.evaluate.data import gold_questions


@dataclass(frozen=True, slots=True)
class Got:
    """Of one user: seconds of each answer, answers other than expected, and errors."""

    seconds: tuple[float, ...]
    mixed: int
    errors: int


@click.command()
@data_option
@out_option
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("index"))
@click.option("--seconds", type=click.FloatRange(1), default=30, show_default=True, help="For each number.")
@click.option("--users", multiple=True, type=click.IntRange(1), default=(1, 4, 16), show_default=True)
@click.option("--questions", type=click.IntRange(1), default=32, show_default=True, help="Different ones.")
def main(data: Path, out: Path, index: Path, seconds: float, users: Sequence[int], questions: int) -> None:
    asked = [question.question for question in gold_questions(data)][::5][:questions]
    with served(index) as desk:
        alone = {question: desk.ask(question) for question in asked}
        rows = [row(desk, alone, count, seconds) for count in users]
    about = f"{len(asked)} different questions, {seconds:g} s for each number of users."
    publish(Table("load", about, rows), out)


def row(desk: Desk, alone: Mapping[str, str], users: int, seconds: float) -> Row:
    before = memory_mb(desk.process)
    until = time.monotonic() + seconds
    stopped = threading.Event()
    with ThreadPoolExecutor(users + 1) as people:
        searching = people.submit(keep, lambda: desk.search(next(iter(alone))), stopped)
        asking = [people.submit(use, desk, alone, number, until) for number in range(users)]
        got = [one.result() for one in asking]
        stopped.set()
        searches = searching.result()
    every = [second for one in got for second in one.seconds]
    counts = [len(one.seconds) for one in got]
    return {
        "users": users,
        "answers": len(every),
        "errors": sum(one.errors for one in got) + sum(one is None for one in searches),
        "mixed up": sum(one.mixed for one in got),
        "median s": statistics.median(every),
        "95 % within s": percentile(every, 0.95),
        "most to least": f"{max(counts)} to {min(counts)}",
        "search median s": statistics.median(one for one in searches if one is not None),
        "resident MB before": before,
        "after": memory_mb(desk.process),
    }


def use(desk: Desk, alone: Mapping[str, str], number: int, until: float) -> Got:
    """One user's questions, from another one on than everybody else's; at least one is asked."""
    questions = list(alone)
    seconds: list[float] = []
    mixed = errors = 0
    at = number
    while not seconds or time.monotonic() < until:
        question = questions[at % len(questions)]
        began = time.perf_counter()
        try:
            mixed += desk.ask(question) != alone[question]
        except httpx.HTTPError:
            errors += 1
        seconds.append(time.perf_counter() - began)
        at += 1
    return Got(tuple(seconds), mixed, errors)


def keep(search: Callable[[], float], stopped: threading.Event) -> list[float | None]:
    """Seconds of one search after another, at least one; None for each that failed."""
    took: list[float | None] = []
    while not took or not stopped.is_set():
        try:
            took.append(search())
        except httpx.HTTPError:
            took.append(None)
    return took


if __name__ == "__main__":
    main()
