from __future__ import annotations

import dataclasses
import threading

from rag.types import (
    Answer,
    Answered,
    AnswerSentence,
    Article,
    Checked,
    Citation,
    Evidence,
    EvidenceSentence,
    Found,
    Hit,
    NotFound,
    Passage,
    Place,
    Query,
    Searching,
    Sentence,
    Timings,
    Withheld,
    Writing,
)
from rag.ui.line import Line
from rag.ui.turn import Conversation, after, failed, follow, new_conversation, new_turn, stopped

TEXT = "The port opened. It cost 40m euros. Gulls came."
ARTICLE = Article("port.md", "/n/port.md", "Port opens", TEXT, "The Daily", "2020-12-03")
FIRST = Sentence("port.md", 0, 16, TEXT[0:16])
SECOND = Sentence("port.md", 17, 35, TEXT[17:35])
THIRD = Sentence("port.md", 36, 47, TEXT[36:47])
READ = Passage("port.md", 0, 35, TEXT[0:35], (FIRST, SECOND), 0, 1)
LEFT = Passage("port.md", 36, 47, TEXT[36:47], (THIRD,), 1, 2)
QUERY = Query("How much?", "How much did the port cost?", rewritten=True)
EVIDENCE = Evidence(
    QUERY,
    (EvidenceSentence(1, SECOND, READ, "Port opens", "The Daily", "2020-12-03", 1.0),),
    (Hit(LEFT, 2.0), Hit(READ, 1.0)),
    3,
    7,
)
CITATION = Citation(1, "port.md", "Port opens", "The Daily", "2020-12-03", "", SECOND.text, 17, 35)
CHECKED = AnswerSentence("It cost 40m euros.", "verbatim", (1,))


def answer(state: str = "answered") -> Answer:
    yes = state == "answered"
    return Answer(
        question="How much?",
        query=QUERY.text,
        state="answered" if yes else "not_found",
        answer="It cost 40m euros. [1]" if yes else "",
        sentences=(CHECKED,) if yes else (),
        withheld=(),
        citations=(CITATION,) if yes else (),
        nearest=() if yes else (CITATION,),
        timings=Timings(0.1, 0.2, 0.3),
        model="m",
    )


def articles(ids: object) -> dict[str, Article]:
    return {ARTICLE.id: ARTICLE}


def test_everything_shown_is_found_by_its_place() -> None:
    copy = Place("wire.md", "Port opens", "The Courier", "2020-12-04", SECOND.text, 3, 21)
    other = Citation(0, "rail.md", "Rail", "", "", "", "It cost 50m euros.", 4, 22)
    nearest = Citation(1, "old.md", "Old", "", "", "", "It was closed.", 5, 19)
    held = Withheld(
        "It cost 60m euros.", "No.", Citation(0, "new.md", "New", "", "", "", "It is free.", 6, 17)
    )
    given = dataclasses.replace(
        answer(),
        sentences=(dataclasses.replace(CHECKED, against=(other,)),),
        citations=(dataclasses.replace(CITATION, also=(copy,)),),
        nearest=(nearest,),
        withheld=(held,),
    )
    *_, end = follow(new_turn("How much?"), (Searching(QUERY), Found(EVIDENCE), Answered(given)), articles)
    for article, quote, start in (
        ("port.md", SECOND.text, 17),
        ("wire.md", SECOND.text, 3),
        ("rail.md", other.quote, 4),
        ("old.md", nearest.quote, 5),
        ("new.md", "It is free.", 6),
        ("port.md", LEFT.text, 36),
    ):
        found = end.at(article, start, start + len(quote))
        assert found is not None
        assert found.quote == quote
    assert end.at("port.md", 0, 5) is None


def test_a_turn_follows_its_events() -> None:
    events = (
        Searching(QUERY),
        Found(EVIDENCE),
        Writing("It cost"),
        Writing(" 40m"),
        Checked(CHECKED, (CITATION,)),
        Answered(answer()),
    )
    searching, found, one, two, checked, end = follow(new_turn(" How much? "), events, articles)
    assert (searching.stage, searching.question, searching.query) == ("searching", "How much?", QUERY)
    assert (found.stage, found.reading, found.articles_searched, found.passages_searched) == (
        "reading", 1, 3, 7,
    )  # fmt: skip
    assert [p.text for p in found.retrieved] == [READ.text, LEFT.text]
    assert (one.draft, two.draft) == ("It cost", "It cost 40m")
    assert (checked.draft, checked.sentences, checked.citations) == ("", (CHECKED,), (CITATION,))
    assert (end.stage, end.settled, end.answer) == ("answered", True, answer())
    assert end.retrieved == found.retrieved


def test_a_passage_whose_article_is_gone_is_left_out() -> None:
    assert after(new_turn("How much?"), Found(EVIDENCE), lambda ids: {}).retrieved == ()


def test_not_found_stopped_and_failed_are_settled() -> None:
    turn = after(new_turn("How much?"), NotFound(answer("not_found")), articles)
    assert (turn.stage, turn.sentences) == ("not_found", ())
    begun = after(new_turn("How much?"), Writing("It co"), articles)
    assert not begun.settled
    assert (stopped(begun).stage, stopped(begun).draft) == ("stopped", "")
    assert (failed(begun, "why").failure, failed(begun, "why").settled) == ("why", True)


def test_a_conversation_replaces_a_turn_by_its_id() -> None:
    first, second = new_turn("One?"), new_turn("Two?")
    talk = new_conversation().with_turn(first).with_turn(second)
    searched = after(first, Searching(QUERY), articles)
    assert talk.with_turn(searched).turns == (searched, second)
    assert talk.with_turn(searched).searched == (QUERY.text,)
    assert talk.before(second.id).turns == (first,)
    assert talk.before("other").turns == talk.turns
    assert talk.turn("other") is None
    assert Conversation("x").searched == ()


def test_the_line_serves_in_order_of_arrival() -> None:
    line = Line()
    seen: list[tuple[str, int]] = []
    ready = threading.Event()

    def wait() -> None:
        with line.place("b") as place:
            for ahead in line.turns(place):
                seen.append(("b", ahead))
                ready.set()
            seen.append(("b", 0))

    with line.place("a") as first:
        assert list(line.turns(first)) == []
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert ready.wait(10)
        assert seen == [("b", 1)]
    waiting.join(10)
    assert seen == [("b", 1), ("b", 0)]


def test_stopping_reaches_the_visitor_who_waits_and_nobody_else() -> None:
    line = Line()
    stopped_early = threading.Event()

    def wait() -> None:
        with line.place("b") as place:
            for _ in line.turns(place):
                line.stop("b")
            if place.cancel.is_set():
                stopped_early.set()

    with line.place("a") as first:
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert stopped_early.wait(10)
        waiting.join(10)
        assert not first.cancel.is_set()
