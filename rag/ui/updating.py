"""Bringing the index up to date while people go on asking: how far it is, and what it did in the end."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.build import Report
from rag.errors import OnRecordError
from rag.indexing import only_writer
from rag.newsroom import Newsroom

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Going:
    """Files read so far, of those to read; 0 of 0 while it is being found out which."""

    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed: so many of the indexed files are gone that the reader has to say so."""

    gone: int
    held: int


@dataclass(frozen=True, slots=True)
class Broken:
    """It ended early; what was done until then is kept."""

    message: str


Step = Going | Report | Refused | Broken


def updating(newsroom: Newsroom, paths: Sequence[str] = (), *, remove_many: bool = False) -> Iterator[Step]:
    """Update the index; the last step is a Report, Refused or Broken."""
    steps: queue.SimpleQueue[Step] = queue.SimpleQueue()
    threading.Thread(target=_run, args=[newsroom, paths, remove_many, steps], daemon=True).start()
    step: Step = Going()
    yield step
    while isinstance(step, Going):
        step = steps.get()
        yield step


def _run(newsroom: Newsroom, paths: Sequence[str], remove_many: bool, steps: queue.SimpleQueue[Step]) -> None:
    refused: list[Refused] = []

    def may_remove(gone: int, held: int) -> bool:
        if not remove_many:
            refused.append(Refused(gone, held))
        return remove_many

    try:
        with only_writer(newsroom.store.directory):
            report = newsroom.update(
                paths, lambda done, total: steps.put(Going(done, total)), may_remove=may_remove
            )
        steps.put(report)
    except OnRecordError as error:
        steps.put(refused[0] if refused else Broken(error.message))
    except Exception as error:
        log.exception("the index could not be updated")
        steps.put(Broken(f"This should not have happened: {type(error).__name__}: {error}"))
