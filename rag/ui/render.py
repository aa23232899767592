"""Turns and articles as HTML, by the templates beside this file.

The templates escape everything they are given; nothing here or there marks a text as safe. Text from
articles, questions and models therefore reaches the page as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering.layout import grouped, pieces
from rag.messages import message
from rag.models.listed import megabytes
from rag.settings import settings_path
from rag.store import Overview
from rag.types import Citation
from rag.ui.about import Fact
from rag.ui.history import Kept, Rating
from rag.ui.reader import Page
from rag.ui.shelf import Bar, Listing
from rag.ui.turn import Conversation, Retrieved, Turn

if TYPE_CHECKING:
    from jinja2 import Environment

    from rag.answer import Limits
    from rag.browse import FoundStatement
    from rag.fetch import Collected
    from rag.models.listed import Listed
    from rag.statements.speakers import Speaker
    from rag.ui.changing import Trial
    from rag.ui.getting import Stage
    from rag.ui.updating import Step

TEMPLATES = Path(__file__).parent / "templates"


def masthead(overview: Overview) -> str:
    return _render("masthead.html", overview=overview)


def welcome(overview: Overview, examples: Sequence[str]) -> str:
    """What stands in the place of a conversation before the first question."""
    return _render("welcome.html", overview=overview, examples=examples)


def thread(conversation: Conversation, ratings: Mapping[str, Rating] | None = None) -> str:
    """Every turn of a conversation, oldest first; ``ratings`` are the reader's, by turn."""
    return _render("thread.html", turns=conversation.turns, ratings=ratings or {})


def bar(conversation: Conversation, kept: Sequence[Kept]) -> str:
    """What can be done with the conversation as a whole, and the earlier ones."""
    return _render("bar.html", conversation=conversation, kept=kept)


def limits(chosen: Limits) -> str:
    """What the reader limited the search to, each part removable."""
    return _render("limits.html", limits=chosen)


def document(turns: Sequence[tuple[Turn, Sequence[tuple[str, Sequence[Citation]]]]]) -> str:
    """A whole HTML page of answers, for reading elsewhere; each turn with what goes beside its answer, by
    headings.
    """
    return _render("document.html", turns=turns)


def sources(turn: Turn | None) -> str:
    """The passages of a turn: cited ones by number, the others after them."""
    cited = turn.citations if turn is not None else ()
    return _render("sources.html", turn=turn, cited=cited, others=_uncited(turn) if turn else ())


def reader(page: Page, turn: Turn | None, wanted: Citation | None) -> str:
    """An article opened at ``wanted``, with the way to the turn's other citations."""
    numbers = [citation.n for citation in turn.citations] if turn is not None else []
    at = numbers.index(wanted.n) if wanted is not None and wanted.n in numbers else None
    return _render(
        "reader.html",
        page=page,
        turn=turn,
        wanted=wanted,
        place=None if at is None else at + 1,
        total=len(numbers),
        previous=numbers[at - 1] if at else None,
        following=numbers[at + 1] if at is not None and at + 1 < len(numbers) else None,
    )


def corpus(overview: Overview, bars: Sequence[Bar]) -> str:
    """What the index holds, with a histogram over time."""
    return _render("corpus.html", overview=overview, bars=bars)


def shelf(listing: Listing, words: str, removable: Set[str]) -> str:
    """One page of articles; those in ``removable`` (ids) can be removed here."""
    return _render("shelf.html", listing=listing, words=words, removable=removable)


def shelf_limits(source: str, when: str) -> str:
    """What the list of articles is limited to, each part removable."""
    return _render("shelf_limits.html", source=source, when=when)


def update(step: Step) -> str:
    """How an update of the index goes on, or what came of it."""
    return _render("update.html", step=step, kind=type(step).__name__)


def fetched(results: Sequence[Collected], *, going: bool) -> str:
    """What became of web addresses so far; ``going`` while there are more."""
    return _render("fetched.html", results=results, going=going)


def speakers(shown: Sequence[Speaker], total: int, chosen: str) -> str:
    """Who is heard; ``total`` counts those not shown too, ``chosen`` is the name of one or empty."""
    return _render("speakers.html", speakers=shown, total=total, chosen=chosen)


def statements(found: Sequence[FoundStatement], total: int, speaker: str, topic: str) -> str:
    """Statements in their order, each with its day and its article."""
    return _render("statements.html", found=found, total=total, speaker=speaker, topic=topic)


def facts(shown: Sequence[Fact]) -> str:
    """What the desk runs on."""
    return _render("facts.html", facts=shown, file=str(settings_path().resolve()))


def change_heading(may: bool) -> str:
    """What changing the settings does, or why it cannot be done here."""
    return _render("change.html", may=may)


def trial(told: Trial, done: str) -> str:
    """What a model wrote when it was tried; ``done`` says what that means."""
    return _render("trial.html", trial=told, done=done)


def models(shown: Sequence[Listed], going: Sequence[str], *, may: bool) -> str:
    """The catalogue; those in ``going`` (names) are being fetched, and ``may`` gives what can be done."""
    return _render("models.html", models=shown, going=going, may=may)


def getting(stage: Stage) -> str:
    """How the fetch of a model goes on, or what came of it."""
    return _render("getting.html", stage=stage, kind=type(stage).__name__)


def notice(message: str) -> str:
    """A sentence for the reader, in the place of what could not be shown."""
    return _render("notice.html", message=message)


def _uncited(turn: Turn) -> list[Retrieved]:
    return [
        passage
        for passage in turn.retrieved
        if not any(
            c.article == passage.article and c.start < passage.end and passage.start < c.end
            for c in turn.citations
        )
    ]


def _render(name: str, **values: Any) -> str:
    return _templates().get_template(name).render(values)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day
    environment.filters["moment"] = moment
    environment.filters["counted"] = counted
    environment.filters["megabytes"] = megabytes
    environment.filters["grouped"] = grouped
    environment.filters["pieces"] = pieces
    environment.globals["message"] = message
    return environment


def day(iso: str) -> str:
    """``2020-12-03`` as ``3 December 2020``; what is not such a date stays as it is."""
    try:
        date = dt.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{date.day} {date:%B %Y}"


def moment(iso: str) -> str:
    """A time with zone as date and minute of this machine's clock."""
    try:
        time = dt.datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    return f"{time.day} {time:%B %Y, %H:%M}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 article``, ``2,225 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
