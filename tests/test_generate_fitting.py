"""Which answers fit, and which sentences hold them."""

from __future__ import annotations

import pytest

from rag.generate.fitting import UNFITTING, Fitting, fitting_answers, holding
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
    (one,) = fitting_answers([whole], TEXTS, Query(question, question))
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
