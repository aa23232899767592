"""Which answers fit, and which sentences hold them."""

from __future__ import annotations

import pytest

from rag.generate.fitting import UNFITTING, Fitting, fitting_answers, holding, promising, wanted_by
from rag.generate.spans import Track, words
from rag.generate.wholes import WholeAnswer
from rag.types import Query

TEXTS = (
    "Lucy, the dog of Edda Vik, was sick in March.",
    "The bill came to £250, and Edda Vik's insurer paid it.",
    "Two vets came.",
)


def fits(question: str, sentence: int, words: str) -> bool:
    start = TEXTS[sentence].index(words)
    whole = WholeAnswer(sentence, start, start + len(words), 0.5)
    (one,) = fitting_answers([whole], TEXTS, wanted_by(Query(question, question)))
    assert one.text == words
    return one.fits


@pytest.mark.parametrize(
    ("question", "sentence", "words", "wanted"),
    [
        ("How much was the bill?", 1, "£250", True),
        ("How much was the bill?", 0, "Lucy", False),
        ("How many vets came?", 2, "Two", True),
        ("Who owns Lucy?", 0, "Edda Vik", True),
        ("Who owns Lucy?", 0, "Lucy", False),
        ("Who owns Lucy?", 2, "vets", False),
        ("When was Lucy sick?", 0, "March", True),
        ("What came?", 1, "The bill", True),
    ],
)
def test_an_answer_is_of_the_kind_asked_for_and_new(
    question: str, sentence: int, words: str, wanted: bool
) -> None:
    assert fits(question, sentence, words) is wanted


def test_every_sentence_with_the_words_holds_the_answer() -> None:
    held = holding([Fitting("Edda Vik", 0.5, True), Fitting("two", 0.2, False)], TEXTS)
    assert held.tolist() == pytest.approx([0.5, 0.0, 0.2 * UNFITTING])


def test_a_word_within_another_is_not_that_word() -> None:
    assert holding([Fitting("sure", 1.0, True)], TEXTS).tolist() == [0, 0, 0]


def starts(question: str, text: str) -> list[str]:
    """The words at which a promising answer begins."""
    tracks = [Track(0, start, (), ()) for start, _ in words(text)]
    found = promising(tracks, text, wanted_by(Query(question, question)))
    return [text[track.start :].split()[0] for track in found]


def test_an_answer_is_looked_for_where_one_of_its_kind_can_begin() -> None:
    assert starts("How much was the bill?", TEXTS[1]) == ["bill", "came", "to", "£250,"]
    assert starts("When was Lucy sick?", "The two vets saw the dog in March.") == [
        "the",
        "dog",
        "in",
        "March.",
    ]
    assert starts("When was Lucy sick?", TEXTS[2]) == []


def test_where_no_kind_is_asked_for_any_word_may_begin_an_answer() -> None:
    assert starts("What came?", TEXTS[2]) == ["Two", "vets", "came."]
