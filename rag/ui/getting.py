"""Fetching models while people go on asking: one thread for each model, followed by whoever looks.

A fetch belongs to the desk, not to the visitor who began it: it goes on when the page is closed, and every
visitor who may change settings can stop it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from rag.errors import OnRecordError
from rag.models import Model
from rag.models.fetching import Step, fetch

log = logging.getLogger(__name__)

#: Seconds between two looks at how far a fetch is.
_LOOK = 0.3


@dataclass(frozen=True, slots=True)
class Going:
    """How far the fetch of the model of that title is."""

    title: str
    step: Step


@dataclass(frozen=True, slots=True)
class Had:
    """The model is there."""

    title: str


@dataclass(frozen=True, slots=True)
class Ended:
    """It is not: the fetch was stopped, or the message says why it cannot be had."""

    message: str


Stage = Going | Had | Ended


class _Fetch:
    """One fetch, running from the start; ``stage`` is where it is."""

    def __init__(self, model: Model) -> None:
        self.stop = threading.Event()
        self.ended = threading.Event()
        self.stage: Stage = Going(model.title, Step("fetching", 0, model.size or 0))
        threading.Thread(target=self._run, args=[model], daemon=True).start()

    def _run(self, model: Model) -> None:
        def tell(step: Step, /) -> None:
            self.stage = Going(model.title, step)

        try:
            fetch(model, tell, self.stop)
            self.stage = Had(model.title)
        except OnRecordError as error:
            self.stage = Ended(error.message)
        except Exception as error:
            log.exception("%s could not be fetched", model.name)
            self.stage = Ended(f"This should not have happened: {type(error).__name__}: {error}")
        finally:
            self.ended.set()


class Fetches:
    """The fetches of a desk, by the model's name. Safe to use from several threads."""

    def __init__(self) -> None:
        self._fetches: dict[str, _Fetch] = {}
        self._lock = threading.Lock()

    def going(self) -> tuple[str, ...]:
        """The names of models that are being fetched."""
        with self._lock:
            return tuple(name for name, one in self._fetches.items() if not one.ended.is_set())

    def getting(self, model: Model) -> Iterator[Stage]:
        """Fetch a model, or follow the fetch that is going on; the last stage is Had or Ended."""
        with self._lock:
            one = self._fetches.get(model.name)
            if one is None or one.ended.is_set():
                one = self._fetches[model.name] = _Fetch(model)
        told: Stage | None = None
        while not one.ended.is_set():
            stage = one.stage
            if stage != told and isinstance(stage, Going):
                yield stage
            told = stage
            one.ended.wait(_LOOK)
        yield one.stage

    def stop(self, name: str) -> None:
        """Stop the fetch of a model, if there is one; who follows it is told when it has ended."""
        with self._lock:
            one = self._fetches.get(name)
        if one is not None:
            one.stop.set()
