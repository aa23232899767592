from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.data import gold_questions
from rag.ui import export
from rag.ui.history import Feedback
from rag.ui.turn import Conversation, new_turn, stopped
from tests.test_ui_render import Page, turn

TALK = Conversation(
    "c", (turn("Port of *Balmere* opens"), turn("Tarn", "searching"), stopped(new_turn("Why?")))
)


def test_the_clipboard_gets_the_answer_with_its_sources() -> None:
    text = export.text(turn("Port"))
    assert text.startswith("Port\n\nPort [1]\n")
    assert "[1] Port, Port, Port, Port\n    “Port”" in text


def test_markdown_has_every_settled_turn_and_no_markup_from_elsewhere() -> None:
    written = export.markdown(TALK)
    assert "## Port of \\*Balmere\\* opens" in written
    assert "> Port of \\*Balmere\\* opens" in written
    assert "Tarn" not in written
    assert "Stopped before anything had been checked." in written


@given(st.text(min_size=1, max_size=40))
def test_words_are_on_one_line_and_escaped_in_markdown(words: str) -> None:
    plain = export._plain(words)
    assert len(plain.splitlines()) <= 1
    assert "<" not in plain.replace("\\<", "")
    assert "[" not in plain.replace("\\\\", "").replace("\\[", "")


def test_html_needs_nothing_else_and_links_numbers_to_quotations() -> None:
    words = '<script>alert(1)</script> "quoted"'
    page = Page(export.html(Conversation("c", (turn(words),))))
    assert "script" not in page.tags
    assert not any(key in ("src", "onload") for key, _ in page.attributes)
    assert ("href", "#t1-1") in page.attributes
    assert ("id", "t1-1") in page.attributes
    assert words in page.text


def test_what_goes_beside_an_answer_is_exported_too() -> None:
    shown = turn("Port")
    for written in (export.text(shown), export.markdown(TALK), export.html(Conversation("c", (shown,)))):
        assert "Your articles disagree" in written
        assert "Also said on this" in written
        assert "also in Port" in written
    missing = export.text(dataclasses.replace(turn("Port", "not_found"), sentences=(), citations=()))
    assert missing.startswith("Port\n\nNot found in your articles. Port\n\nWhat came nearest:\n")


def test_json_is_the_answer_itself() -> None:
    record = json.loads(export.as_json(TALK))
    answer = record["answers"][0]
    assert answer["citations"][0]["quote"] == "Port of *Balmere* opens"
    assert answer["sentences"][0]["citations"] == [1]
    assert [a["question"] for a in record["answers"]] == ["Port of *Balmere* opens", "Why?"]


def test_ratings_are_an_evaluation_set() -> None:
    given = Feedback("source_wrong", "another date", "2026-01-01T00:00:00+00:00", turn("Port"))
    (line,) = export.ratings([given]).splitlines()
    record = json.loads(line)
    assert (record["rating"], record["reason"]) == ("source_wrong", "another date")
    assert record["question"] == "Port"
    assert record["citations"][0]["quote"] == "Port"
    assert export.ratings([]) == ""


def test_rated_answers_are_read_as_questions_of_an_evaluation(tmp_path: Path) -> None:
    when = "2026-01-01T00:00:00+00:00"
    missing = turn("Tarn", "not_found")
    assert missing.answer is not None
    missing = dataclasses.replace(
        missing, answer=dataclasses.replace(missing.answer, state="not_found", sentences=(), citations=())
    )
    given = [Feedback("good", "", when, turn("Port")), Feedback("good", "", when, missing)]
    given.append(Feedback("answer_wrong", "It cost 50m.", when, turn("Rail")))
    (tmp_path / "gold-dev").mkdir()
    (tmp_path / "gold-dev" / "questions.jsonl").write_text(export.ratings(given), encoding="utf-8")
    port, tarn, rail = gold_questions(tmp_path)
    assert (port.question, port.type, port.answers) == ("Port", "fact", ("Port",))
    assert [(span.article, span.start, span.text) for span in port.evidence] == [("Port", 0, "Port")]
    assert (tarn.type, tarn.evidence) == ("unanswerable", ())
    assert (rail.note, rail.answers, rail.evidence) == ("It cost 50m.", (), ())
