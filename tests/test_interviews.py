from __future__ import annotations

import pytest

from rag.interviews import question_before


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("Q: Who pays for it?", "Who pays for it?"),
        ("**Who pays for it?**", "Who pays for it?"),
        ("QUESTION (Radio Danube): Who pays for it?", "Who pays for it?"),
        ("— Who pays for it?", "Who pays for it?"),
        ("The city pays for it.", ""),
    ],
)
def test_the_paragraph_before_tells_what_is_answered(asked: str, question: str) -> None:
    text = f"Mayor Ines Duarte speaks.\n\n{asked}\n\nA: The city does. It has the money."
    assert question_before(text, text.index("It has")) == question


def test_a_question_answers_none_and_a_beginning_has_none_before() -> None:
    text = "Who pays?\n\nAnd who builds it?\n\nThe city."
    assert question_before(text, text.index("And who")) == ""
    assert question_before(text, 0) == ""
