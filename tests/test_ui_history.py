from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import IndexDamaged
from rag.ui.history import FILE, NAME_LENGTH, History
from rag.ui.turn import Conversation, new_conversation, new_turn
from rag.ui.visitor import Visitor, visitor
from tests.test_ui_render import turn


def conversation(*questions: str) -> Conversation:
    talk = new_conversation()
    for question in questions:
        talk = talk.with_turn(new_turn(question))
    return talk


def test_a_conversation_survives_a_restart_whole(tmp_path: Path) -> None:
    talk = Conversation("c1", (turn("Port & “Balmere”"), turn("Tarn", "not_found")))
    History(tmp_path).save("browser:a", talk)
    assert History(tmp_path).load("browser:a", "c1") == talk


def test_everybody_sees_their_own_only(tmp_path: Path) -> None:
    history = History(tmp_path)
    talk = conversation("Mine?")
    history.save("browser:a", talk)
    assert history.load("browser:b", talk.id) is None
    assert history.list("browser:b") == ()
    history.rename("browser:b", talk.id, "Taken")
    history.forget("browser:b", talk.id)
    history.save("browser:b", Conversation(talk.id, conversation("Theirs?").turns))
    assert history.load("browser:a", talk.id) == talk
    assert [kept.name for kept in history.list("browser:a")] == ["Mine?"]


def test_names(tmp_path: Path) -> None:
    history = History(tmp_path)
    talk = conversation("What  cost\nthe port? " + "x" * 200)
    history.save("u", talk)
    assert history.list("u")[0].name.startswith("What cost the port? x")
    assert len(history.list("u")[0].name) == NAME_LENGTH
    history.rename("u", talk.id, "  The   port ")
    history.rename("u", talk.id, "   ")
    history.save("u", talk.with_turn(new_turn("And then?")))
    assert history.list("u")[0].name == "The port"


def test_nothing_is_kept_of_a_conversation_without_turns_or_one_forgotten(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.save("u", new_conversation())
    talk = conversation("One?")
    history.save("u", talk)
    history.forget("u", talk.id)
    assert history.list("u") == ()


def test_what_was_forgotten_meanwhile_does_not_come_back(tmp_path: Path) -> None:
    history = History(tmp_path)
    talk = conversation("One?")
    history.save("u", talk)
    longer = talk.with_turn(new_turn("Two?"))
    history.renew("u", longer)
    assert history.load("u", talk.id) == longer
    history.renew("v", talk)
    history.forget("u", talk.id)
    history.renew("u", longer)
    assert history.load("u", talk.id) is None


def test_a_second_rating_replaces_the_first(tmp_path: Path) -> None:
    history = History(tmp_path)
    rated = turn("Port")
    history.rate("u", rated, "good", "", "2026-01-01T00:00:00+00:00")
    history.rate("u", rated, "source_wrong", " another date ", "2026-01-02T00:00:00+00:00")
    history.rate("v", rated, "answer_wrong", "", "2026-01-03T00:00:00+00:00")
    assert history.ratings("u") == {rated.id: "source_wrong"}
    assert [(f.rating, f.reason, f.turn) for f in history.feedback()] == [
        ("source_wrong", "another date", rated),
        ("answer_wrong", "", rated),
    ]


def test_the_secret_stays(tmp_path: Path) -> None:
    first = History(tmp_path).secret()
    assert History(tmp_path).secret() == first
    assert len(first) == 16


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 100)
    with pytest.raises(IndexDamaged, match=FILE):
        History(tmp_path)


def test_a_visitor_is_who_the_browser_says_or_new() -> None:
    known = visitor({"browser": "abc", "conversation": "c1"})
    assert known == Visitor("abc", "c1")
    assert known.owner(None) == "browser:abc"
    assert known.owner("ann") == "user:ann"
    for other in (None, "abc", {}, {"browser": ""}, {"browser": 3}):
        assert visitor(other).browser not in ("", "abc")


def test_the_latest_comes_first_however_quickly_one_follows_another(tmp_path: Path) -> None:
    history = History(tmp_path)
    asked = [f"Question {number}?" for number in range(10)]
    for question in asked:
        history.save("u", conversation(question))
    assert [kept.name for kept in history.list("u")] == asked[::-1]
