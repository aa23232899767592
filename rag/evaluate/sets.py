"""Which of a task's test sets are in the data folder: those are measured, the others are named on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from rag.errors import BadInput
from rag.evaluate.data import ARTICLES, GOLD_DEV, QUESTIONS, QUOTES


@dataclass(frozen=True, slots=True)
class Sets:
    """Folders to measure: ``gold`` are gold-dev and others in its format, ``others`` the public sets."""

    gold: tuple[str, ...]
    others: tuple[str, ...]


def sets_in(
    data: Path, others: Sequence[str] = (), *, gold_files: Sequence[str] = (), articles: bool = True
) -> Sets:
    """The sets of a task that are in ``data``; stderr is told of each that is left out, and why.

    ``others`` are the task's public sets; ``gold_files`` is what it reads of a gold set, nothing where it
    measures none, and ``articles`` tells whether it asks the articles too. Raises BadInput where none is
    there.
    """
    gold = gold_names(data) if gold_files else ()
    why = {name: _absent(data, name) or _unusable(data, name, gold_files, articles) for name in gold}
    why |= {name: _absent(data, name) for name in others}
    if all(why.values()):
        reasons = "; ".join(f"{name} {reason}" for name, reason in why.items())
        raise BadInput(
            f"There is nothing to measure: {reasons}. Point --data at the folder with the test sets."
        )
    for name, reason in why.items():
        if reason:
            click.echo(f"{name} {reason}: left out.", err=True)
    return Sets(tuple(n for n in gold if not why[n]), tuple(n for n in others if not why[n]))


def gold_names(data: Path) -> tuple[str, ...]:
    """gold-dev, there or not, and the other folders named gold-... that have questions or quotations."""
    found = {
        path.name
        for path in data.glob("gold-*")
        if any((path / file).is_file() for file in (QUESTIONS, QUOTES))
    }
    return (GOLD_DEV, *sorted(found - {GOLD_DEV}))


def _absent(data: Path, name: str) -> str:
    return "" if (data / name).is_dir() else f"is not in {data}"


def _unusable(data: Path, name: str, files: Sequence[str], articles: bool) -> str:
    """What a gold set that is there lacks; empty where that is nothing."""
    if lacking := [file for file in files if not (data / name / file).is_file()]:
        return f"has no {' and no '.join(lacking)}"
    return f"needs {ARTICLES}, which {absent}" if articles and (absent := _absent(data, ARTICLES)) else ""
