"""Wrong passwords make whoever tries them wait, longer each time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

#: What is remembered at most; what was tried longest ago is forgotten first.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Patience:
    """``free`` wrong tries cost nothing; after each further one the wait doubles, from one second up to
    ``longest``.
    """

    free: int
    longest: float

    def wait(self, tries: int) -> float:
        over = tries - self.free
        return 0.0 if over < 0 else min(2.0 ** min(over, 30), self.longest)


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    last: float


class Throttle:
    """Counts wrong tries by a key, such as a name or an address. Safe to use from several threads."""

    def __init__(self, patience: Patience, clock: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def wait(self, key: str) -> float:
        """Seconds until the next try counts."""
        with self._lock:
            tries = self._tries.get(key)
        if tries is None:
            return 0.0
        return max(0.0, tries.last + self._patience.wait(tries.count) - self._clock())

    def wrong(self, key: str) -> None:
        """A try was wrong."""
        with self._lock:
            before = self._tries.pop(key, None)
            self._tries[key] = _Tries(before.count + 1 if before else 1, self._clock())
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)

    def right(self, key: str) -> None:
        """A try was right: earlier ones are forgotten."""
        with self._lock:
            self._tries.pop(key, None)
