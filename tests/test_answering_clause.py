"""What is shown contains the answer, is copied from the sentence, and can stand on its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.clause import WHOLE, clause
from rag.answering.spans import words

LONG = (
    "The committee, which has met eleven times since it was set up in the spring of last year, "
    "agreed to pay the port of Balmere a grant of 14m euros, but its chair, Ines Duarte, "
    'said the money would come "in three parts, not one", and only after an audit of the books.'
)


def test_a_short_sentence_is_shown_whole() -> None:
    text = "Repairs will cost £2.4m, the council said, and take eight months."
    assert clause(text, 19, 24) == (0, len(text))


def test_of_a_long_sentence_the_clause_is_enough() -> None:
    at = LONG.index("14m euros")
    start, end = clause(LONG, at, at + len("14m euros"))
    assert LONG[start:end].endswith("agreed to pay the port of Balmere a grant of 14m euros")
    assert end < len(LONG)


def test_nothing_begins_in_the_middle_of_a_sentence() -> None:
    at = LONG.index("14m euros")
    start, _ = clause(LONG, at, at + len("14m euros"))
    assert LONG[start:].startswith("The committee")


def test_quotation_marks_are_never_left_open() -> None:
    at = LONG.index("three parts")
    start, end = clause(LONG, at, at + len("three parts"))
    assert LONG[start:end].count('"') == 2


@given(
    st.lists(
        st.sampled_from(["word", '"said', 'so"', "(one", "two)", "a,", "b;", "-", "£1,400"]), max_size=60
    ),
    st.data(),
)
def test_the_answer_is_inside_and_marks_are_closed(pieces: list[str], data: st.DataObject) -> None:
    text = " ".join(pieces)
    found = words(text)
    if not found:
        return
    first = data.draw(st.integers(0, len(found) - 1))
    last = data.draw(st.integers(first, len(found) - 1))
    start, end = clause(text, found[first][0], found[last][1])
    assert 0 <= start <= found[first][0]
    assert found[last][1] <= end <= len(text)
    if (start, end) != (0, len(text)):
        assert len(found) > WHOLE
        assert not text[start].islower()
        assert text[start:end].count('"') % 2 == 0
        assert text[start:end].count("(") == text[start:end].count(")")
