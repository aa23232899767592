"""One at a time, in order of arrival, and leaving the queue when cancelled."""

from __future__ import annotations

import threading

import pytest

from rag.models.turns import Cancelled, Turns


def test_first_come_first_served_and_never_two_inside() -> None:
    turns = Turns()
    order: list[int] = []
    inside: list[int] = []
    crowd: list[int] = []

    def visit(n: int, arrived: threading.Event) -> None:
        arrived.set()
        with turns.turn(threading.Event()):
            inside.append(n)
            crowd.append(len(inside))
            order.append(n)
            inside.remove(n)

    with turns.turn(threading.Event()):
        threads = []
        for n in range(8):
            arrived = threading.Event()
            threads.append(threading.Thread(target=visit, args=(n, arrived)))
            threads[-1].start()
            arrived.wait()
            while turns.waiting < n + 1:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert crowd == [1] * 8


def test_cancelling_while_waiting_leaves_the_queue() -> None:
    turns = Turns()
    cancel = threading.Event()
    outcome: list[str] = []

    def visit() -> None:
        try:
            with turns.turn(cancel):
                outcome.append("entered")
        except Cancelled:
            outcome.append("cancelled")

    with turns.turn(threading.Event()):
        thread = threading.Thread(target=visit)
        thread.start()
        cancel.set()
        thread.join()
    with turns.turn(threading.Event()):
        outcome.append("next")
    assert outcome == ["cancelled", "next"]


def test_cancelled_before_entering_a_free_turn() -> None:
    cancel = threading.Event()
    cancel.set()
    turns = Turns()
    with pytest.raises(Cancelled), turns.turn(cancel):
        pytest.fail("entered")
    assert turns.waiting == 0


def test_an_error_inside_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn(threading.Event()):
        _ = 1 / 0
    with turns.turn(threading.Event()):
        assert turns.waiting == 0
