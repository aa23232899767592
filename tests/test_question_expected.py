from __future__ import annotations

import pytest

from rag.analysis import terms
from rag.question.expected import Expected, expected, offers


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much was the agency paid?", "money"),
        ("What salary did the airline pay her?", "money"),
        ("How many leaflets were posted?", "count"),
        ("At what age did he die?", "count"),
        ("When did the ferry sink?", "time"),
        ("In which year was the tunnel opened?", "time"),
        ("On what date did the strike begin?", "time"),
        ("Who owns the harbour?", "name"),
        ("What is the surname of the captain?", "name"),
        ("What was his teacher called?", "name"),
        ("In which town was it built?", "name"),
        ("Why did the board resign?", "any"),
        ("What did the mayor say about fares?", "any"),
    ],
)
def test_a_question_tells_what_it_wants(question: str, kind: Expected) -> None:
    assert expected(question) == kind


def test_nothing_is_expected_in_a_language_that_is_not_read() -> None:
    assert expected("Wann begann der Streik?", "de") == "any"


@pytest.mark.parametrize(
    ("sentence", "kind", "fits"),
    [
        ("The agency was paid £40,000.", "money", True),
        ("The agency was paid 40 times.", "money", False),
        ("The agency was paid handsomely.", "money", False),
        ("About 300 leaflets were posted.", "count", True),
        ("Leaflets were posted in 1997.", "count", False),
        ("The strike began on 4 May.", "time", True),
        ("The strike began last week.", "time", True),
        ("The strike began without notice.", "time", False),
        ("It was painted by Clara Holm.", "name", True),
        ("It was painted by nobody known.", "name", False),
        ("Anything goes here.", "any", True),
    ],
)
def test_a_sentence_offers_it_or_not(sentence: str, kind: Expected, fits: bool) -> None:
    assert offers(sentence, kind, set()) is fits


def test_a_name_that_was_asked_with_is_no_answer() -> None:
    asked = set(terms("Who taught Viktor Makarov?", "en"))
    assert not offers("The teacher of Viktor Makarov was kind.", "name", asked)
    assert offers("The teacher of Viktor Makarov was Olga Petrova.", "name", asked)
