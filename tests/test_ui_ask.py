"""How a question goes through the desk: always to a settled turn, whatever happens on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rag.errors import ModelRefused
from rag.types import Event, Query, Searching, Writing
from rag.ui.ask import ask
from rag.ui.desk import LONGEST_QUESTION, Desk
from rag.ui.history import History
from rag.ui.line import Line
from rag.ui.turn import Turn, new_conversation, new_turn


class Told:
    """A newsroom that writes the words of the question, over and over, until it is told to stop.

    A question with "refuse" or "break" in it fails in that way after the first word.
    """

    store = SimpleNamespace(articles=lambda ids: {}, counts=lambda: (2225, 5000))

    def ask(self, question: str, *, cancel: threading.Event, **_: Any) -> Iterator[Event]:
        yield Searching(Query(question, question))
        words = question.split()
        while not cancel.is_set():
            for word in words:
                yield Writing(word + " ")
            if "refuse" in words:
                raise ModelRefused("The weights are not there. Get them.")
            if "break" in words:
                raise ZeroDivisionError("by zero")


def desk(tmp_path: Path) -> Desk:
    models = SimpleNamespace(load=lambda: None, newsroom=Told())
    return Desk(Line(), models, History(tmp_path))  # type: ignore[arg-type]


def went(room: Desk, question: str, session: str = "a") -> list[Turn]:
    turns = []
    for turn in ask(room, session, new_turn(question), new_conversation()):
        turns.append(turn)
        if turn.draft:
            room.line.stop(session)
    return turns


def test_stop_ends_a_question_that_would_never_end(tmp_path: Path) -> None:
    turns = went(desk(tmp_path), "How long?")
    assert turns[0].stage == "waiting"
    assert turns[-1].stage == "stopped"
    assert [turn for turn in turns if turn.settled] == [turns[-1]]


def test_what_the_user_can_mend_is_said_as_it_is(tmp_path: Path) -> None:
    last = went(desk(tmp_path), "please refuse")[-1]
    assert (last.stage, last.failure) == ("failed", "The weights are not there. Get them.")


def test_what_should_not_happen_is_said_too_and_the_line_goes_on(tmp_path: Path) -> None:
    room = desk(tmp_path)
    last = went(room, "please break")[-1]
    assert last.stage == "failed"
    assert "ZeroDivisionError" in last.failure
    assert went(room, "How long?")[-1].stage == "stopped"


def test_a_question_that_is_too_long_is_not_asked(tmp_path: Path) -> None:
    turns = went(desk(tmp_path), "long " * LONGEST_QUESTION)
    assert [turn.stage for turn in turns] == ["waiting", "failed"]


def test_an_answer_that_was_left_shows_nothing_more(tmp_path: Path) -> None:
    room = desk(tmp_path)
    going = ask(room, "a", new_turn("How long?"), new_conversation())
    while not next(going).draft:
        pass
    room.line.stop("a", leave=True)
    assert list(going) == []
    assert not room.line.has("a")


def test_leaving_before_the_answer_frees_the_line(tmp_path: Path) -> None:
    room = desk(tmp_path)
    going = ask(room, "a", new_turn("How long?"), new_conversation())
    while not next(going).draft:
        pass
    going.close()
    assert went(room, "How long?", "b")[-1].stage == "stopped"
