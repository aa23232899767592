"""One at a time, first come, first served: a language model must never be entered from two threads."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds between two looks at the cancel event while waiting.
PATIENCE = 0.05


class Cancelled(Exception):
    """Raised between two steps when the cancel event is set."""


class Turns:
    """A lock that is fair, unlike threading.Lock, and whose waiting can be cancelled."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queue: deque[object] = deque()

    @property
    def waiting(self) -> int:
        """How many wait behind the one whose turn it is."""
        with self._changed:
            return max(0, len(self._queue) - 1)

    @contextmanager
    def turn(self, cancel: threading.Event) -> Iterator[None]:
        """Wait until everyone who came before is done. Raises Cancelled when ``cancel`` is set first."""
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
        try:
            self._wait(ticket, cancel)
            yield
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def _wait(self, ticket: object, cancel: threading.Event) -> None:
        with self._changed:
            while not self._changed.wait_for(lambda: self._queue[0] is ticket, PATIENCE):
                if cancel.is_set():
                    raise Cancelled
        if cancel.is_set():
            raise Cancelled
