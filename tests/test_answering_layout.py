from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answering.layout import grouped, pieces, plain
from rag.types import AnswerSentence, Heading

KINDS = [
    None,
    Heading("item"),
    Heading("side", "NATO"),
    Heading("side", "Russia"),
    Heading("date", date="2008"),
]


def said(text: str, heading: Heading | None = None, *emphasis: tuple[int, int]) -> AnswerSentence:
    return AnswerSentence(text, "verbatim", (1,), heading=heading, emphasis=emphasis)


@given(st.lists(st.sampled_from(KINDS)))
def test_every_sentence_is_in_one_group_and_in_its_place(headings: list[Heading | None]) -> None:
    groups = grouped([said("Text.", heading) for heading in headings])
    assert [i for group in groups for i in group.sentences] == list(range(len(headings)))
    assert all(headings[i] == group.heading for group in groups for i in group.sentences)


def test_items_stand_alone_and_sides_together() -> None:
    item, side = Heading("item"), Heading("side", "NATO")
    assert [len(group.sentences) for group in grouped([said("A.", item), said("B.", item)])] == [1, 1]
    assert [len(group.sentences) for group in grouped([said("A.", side), said("B.", side)])] == [2]


def test_an_answer_without_headings_is_one_paragraph() -> None:
    assert plain([said("A."), said("B.")], "en") == "A. [1] B. [1]"


def test_each_heading_opens_a_line() -> None:
    told = [
        said("It costs 54 million."),
        said("It cost 40 million.", Heading("earlier", date="2024-05-02")),
    ]
    assert plain(told, "en").splitlines() == [
        "It costs 54 million. [1]",
        "- Earlier (2024-05-02): It cost 40 million. [1]",
    ]
    assert plain(told, "de").splitlines()[1].startswith("- Zuvor (2024-05-02):")
    assert plain([said("Yes.", Heading("side", "NATO"))], "en") == "- NATO: Yes. [1]"
    assert plain([said("Yes.", Heading("date", date="2008-08"))], "en") == "- 2008-08: Yes. [1]"


@given(st.text(max_size=40), st.data())
def test_pieces_are_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = list(pieces(said(text, None, (start, end))))
    assert "".join(words for words, _ in found) == text
    assert [words for words, key in found if key] == [text[start:end]]
