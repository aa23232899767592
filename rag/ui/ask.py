"""Asking at the desk: a question waits for its turn, is answered, and ends in a settled turn, always."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from rag.errors import OnRecordError
from rag.ui.desk import LONGEST_QUESTION, Desk
from rag.ui.suggest import follow_ups
from rag.ui.turn import Conversation, Turn, failed, follow, stopped

if TYPE_CHECKING:
    from rag.answer import Limits

#: Seconds between two views of a text that is being written.
FRAME_S = 0.12

log = logging.getLogger(__name__)


def ask(
    desk: Desk,
    session: str,
    asked: Turn,
    before: Conversation,
    limits: Limits | None = None,
) -> Generator[Turn, None, None]:
    """The turn as it goes on, the last one settled, unless the visitor has left it. ``before`` is what a
    follow-up may refer to.
    """
    turn = asked
    yield turn
    if len(asked.question) > LONGEST_QUESTION:
        yield failed(turn, f"The question is longer than {LONGEST_QUESTION} characters. Ask a shorter one.")
        return
    try:
        with desk.line.place(session) as place:
            for ahead in desk.line.turns(place):
                yield dataclasses.replace(turn, ahead=ahead)
            if not place.cancel.is_set():
                desk.models.load()
                articles, _ = desk.newsroom.store.counts()
                turn = dataclasses.replace(asked, articles_searched=articles)
                events = desk.newsroom.ask(
                    turn.question, history=before.searched, limits=limits, cancel=place.cancel
                )
                for step in _frames(follow(turn, events, desk.newsroom.store.articles)):
                    if place.left:
                        return
                    turn = dataclasses.replace(step, follow_ups=follow_ups(step, desk.newsroom.store))
                    yield turn
            if place.cancel.is_set() and not place.left:
                yield stopped(turn)
    except OnRecordError as error:
        yield failed(turn, error.message)
    except Exception as error:
        log.exception("a question could not be answered")
        yield failed(turn, f"This should not have happened: {type(error).__name__}: {error}")


def _frames(turns: Iterator[Turn]) -> Iterator[Turn]:
    """All turns but those that only add a few words to a draft shown a moment ago."""
    shown = 0.0
    for turn in turns:
        now = time.monotonic()
        if turn.draft and now - shown < FRAME_S:
            continue
        shown = now
        yield turn
