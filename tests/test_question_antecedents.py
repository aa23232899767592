from __future__ import annotations

import pytest

from rag.question.antecedents import antecedents, proper_names, resolved
from rag.question.spelling import known_names

NAMES = known_names(("Sergei Lavrov", "Jens Stoltenberg", "Vodafone", "European Commission"))


def test_people_bodies_topic_and_place() -> None:
    lavrov = antecedents(["What did Lavrov say about Georgia?"], NAMES)
    assert (lavrov.people, lavrov.topic, lavrov.place) == (("Lavrov",), "Georgia", "Georgia")
    union = antecedents(["What did the union say about the strike?"], NAMES)
    assert (union.bodies, union.topic, union.place) == (("the union",), "the strike", "")


def test_people_come_from_earlier_questions_but_things_do_not() -> None:
    found = antecedents(["What did Lavrov say about Georgia?", "Where is Vodafone based?"], NAMES)
    assert found.people == ("Lavrov",)
    assert found.things == ("Vodafone",)
    assert found.topic == ""


@pytest.mark.parametrize(
    ("question", "whole", "unexplained"),
    [
        ("What did he say about Ukraine?", "What did Lavrov say about Ukraine?", False),
        ("His view?", "Lavrov's view?", False),
        ("Who met her there?", "Who met Lavrov in Georgia?", False),
        ("What does Stoltenberg think of that?", "What does Stoltenberg think of Georgia?", False),
        ("Did Stoltenberg say when he leaves?", "Did Stoltenberg say when he leaves?", False),
        ("Is it true that nobody came?", "Is it true that nobody came?", False),
        ("Are there any other talks?", "Are there any other talks?", False),
        ("When did that happen?", "When did that happen?", True),
        ("He said that the talks failed, didn't he?", "Lavrov said that the talks failed, didn't he?", False),
    ],
)
def test_pronouns(question: str, whole: str, unexplained: bool) -> None:
    referents = antecedents(["What did Lavrov say about Georgia?"], NAMES)
    assert resolved(question, referents, NAMES) == (whole, unexplained)


def test_the_answer_to_who_is_not_known() -> None:
    referents = antecedents(["Who won the election?"], NAMES)
    assert resolved("What did he promise?", referents, NAMES) == ("What did he promise?", True)


def test_proper_names_leave_out_the_question_word() -> None:
    assert proper_names("What did the European Commission tell Vodafone?") == (
        "the European Commission",
        "Vodafone",
    )
