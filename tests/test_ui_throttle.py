from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.ui.throttle import Patience, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_waits_grow_and_a_right_try_ends_them() -> None:
    clock = Clock()
    throttle = Throttle(Patience(free=3, longest=60), clock)
    waits = []
    for _ in range(12):
        throttle.wrong("ann")
        waits.append(throttle.wait("ann"))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    clock.now = 59
    assert throttle.wait("ann") == 1
    clock.now = 60
    assert throttle.wait("ann") == 0
    throttle.right("ann")
    throttle.wrong("ann")
    assert throttle.wait("ann") == 0


def test_one_does_not_wait_for_another() -> None:
    throttle = Throttle(Patience(free=1, longest=60), Clock())
    throttle.wrong("ann")
    assert throttle.wait("ann") == 1
    assert throttle.wait("bo") == 0


@given(tries=st.integers(0, 10_000), free=st.integers(0, 20))
def test_a_wait_never_passes_the_longest_nor_shrinks(tries: int, free: int) -> None:
    patience = Patience(free=free, longest=600)
    assert 0 <= patience.wait(tries) <= patience.wait(tries + 1) <= 600
