from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from rag.build import Report, Skipped
from rag.printed import answer_text, article_text, as_json_text, report_text
from rag.types import Answer, AnswerSentence, Article, Citation, Place, State, Timings, Withheld

CITED = Citation(1, "news/a.md", "Port opens", "The Daily", "2020-12-03", "Ilse Brandt", "It is open.", 4, 15)
NEAR = Citation(1, "news/b.md", "Rail closes", "", "", "", "It is shut.", 0, 11)


def answer(state: State, **fields: object) -> Answer:
    found = state == "answered"
    values: dict[str, object] = {
        "question": "Is it open?",
        "query": "Is it open?",
        "state": state,
        "answer": "It is open. [1]" if found else "",
        "sentences": (AnswerSentence("It is open.", "verbatim", (1,)),) if found else (),
        "withheld": (),
        "citations": (CITED,) if found else (),
        "nearest": (),
        "timings": Timings(0.1, 0.2, 0.3),
        "model": "words",
    }
    return Answer(**{**values, **fields})  # type: ignore[arg-type]


def test_an_answer_stands_above_its_sources() -> None:
    lines = answer_text(answer("answered")).splitlines()
    assert lines[0] == "It is open. [1]"
    assert "[1] Ilse Brandt, Port opens, The Daily, 2020-12-03" in lines
    assert "    “It is open.”" in lines
    assert "    news/a.md:4-15" in lines


def test_other_statements_are_not_numbered_like_sources() -> None:
    text = answer_text(answer("answered", nearest=(NEAR,)))
    assert "Also said on this:\n  - Rail closes" in text
    assert text.count("[1]") == 2


def test_not_found_says_so_and_where_to_look() -> None:
    text = answer_text(answer("not_found", nearest=(NEAR,), withheld=(Withheld("It is 5m.", "No number."),)))
    assert text.startswith("Not found in your articles.")
    assert "Nearest passages:\n  - Rail closes" in text
    assert "It is 5m. (No number.)" in text


def test_not_found_says_why() -> None:
    text = answer_text(answer("not_found", why_not="No passage found gives a time for this."))
    assert text.splitlines()[:2] == ["Not found in your articles.", "No passage found gives a time for this."]


def test_other_accounts_stand_below_the_sentence_they_are_against() -> None:
    shut = AnswerSentence("It is open.", "verbatim", (1,), against=(NEAR,))
    text = answer_text(answer("answered", sentences=(shut,)))
    assert "Other articles say otherwise than “It is open.”:\n  - Rail closes\n    “It is shut.”" in text


def test_copies_of_a_source_are_listed_with_it() -> None:
    copy = Place("news/c.md", "A port opens", "The Courier", "2020-12-04", "It is open.", 9, 20)
    text = answer_text(answer("answered", citations=(dataclasses.replace(CITED, also=(copy,)),)))
    assert "    also in A port opens, The Courier, 2020-12-04, news/c.md:9-20" in text.splitlines()


def test_what_comes_nearest_stands_with_what_was_withheld() -> None:
    held = Withheld("It is 5m.", "No number.", NEAR)
    text = answer_text(answer("not_found", withheld=(held,)))
    assert "  It is 5m. (No number.)\n  What the articles have that comes nearest:\n  - Rail closes" in text


def test_a_follow_up_shows_what_was_searched() -> None:
    assert answer_text(answer("answered", query="Is the port open?")).startswith(
        "Searched for: Is the port open?"
    )


def test_json_has_every_field() -> None:
    value = answer("answered")
    assert set(json.loads(as_json_text(value))) == set(Answer.__dataclass_fields__)


@pytest.mark.parametrize(("count", "more"), [(3, False), (25, True)])
def test_a_report_lists_the_first_files_skipped(count: int, more: bool) -> None:
    skipped = tuple(Skipped(f"{n}.txt", "empty") for n in range(count))
    text = report_text(Report(("a",), (), (), 0, skipped, 1, 2, 0), Path("index"))
    assert text.startswith("1 added, 0 changed, 0 removed, 0 unchanged")
    assert text.count("empty") == min(count, 20)
    assert (f"{count - 20} more" in text) is more


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Port opens\n\nIt is open.\n", "Port opens\nThe Daily\n\nIt is open."),
        ("It is open.\n", "Port opens\nThe Daily\n\nIt is open."),
        ("Port opens today\n\nIt is open.", "Port opens\nThe Daily\n\nPort opens today\n\nIt is open."),
        ("Port opens", "Port opens\nThe Daily"),
    ],
)
def test_an_article_has_its_headline_once(text: str, shown: str) -> None:
    assert article_text(Article("a", "/a", "Port opens", text, source="The Daily")) == shown
