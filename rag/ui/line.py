"""Who waits for the model, in order of arrival: it writes one answer at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Place:
    """A place in the line. ``cancel`` is set when the visitor no longer wants the answer, ``left`` when it is
    not to be shown either.
    """

    def __init__(self, session: str) -> None:
        self.session = session
        self.cancel = threading.Event()
        self.left = False


class Line:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._moved = threading.Condition()

    @contextmanager
    def place(self, session: str) -> Iterator[Place]:
        """Stand in line, and leave it at the end, whatever happened."""
        place = Place(session)
        with self._moved:
            self._places.append(place)
        try:
            yield place
        finally:
            with self._moved:
                self._places.remove(place)
                self._moved.notify_all()

    def turns(self, place: Place) -> Iterator[int]:
        """How many come before, at once and whenever that changes, until it is this one's turn or it was
        told to stop. Nothing is yielded when it is its turn already.
        """
        told = -1
        while not place.cancel.is_set():
            with self._moved:
                ahead = self._places.index(place)
                if ahead == told and ahead:
                    self._moved.wait()
                    continue
            if not ahead:
                return
            told = ahead
            yield ahead

    def has(self, session: str) -> bool:
        """Whether a visitor's question is waiting or being answered."""
        with self._moved:
            return any(place.session == session for place in self._places)

    def stop(self, session: str, *, leave: bool = False) -> None:
        """Tell every question of a visitor, waiting or running, to end; with ``leave``, showing nothing."""
        with self._moved:
            for place in self._places:
                if place.session == session:
                    place.left = place.left or leave
                    place.cancel.set()
            self._moved.notify_all()
