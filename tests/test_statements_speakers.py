"""Speakers of a corpus: who is one, who stays two, and whom a reader's words mean."""

from __future__ import annotations

import pytest

from rag.statements import Speaker, match_speaker, same_speaker, speakers_of
from rag.statements.roll import roll

HEARD = [
    ("Marta Kowalska", "Harbour minister", 40),
    ("Marta Kowalska", "minister", 5),
    ("Kowalska", "", 3),
    ("Peter Vance", "councillor", 8),
    ("Clara Vance", "teacher", 6),
    ("Vance", "", 2),
    ("Sir Ken Holt", "chairman of the port", 4),
    ("Kenneth Holt", "", 2),
    ("Nino Beridze", "Georgian Foreign Minister", 7),
    ("Luc Morel", "French president", 3),
    ("Ivo Dahl", "shadow harbour minister", 3),
    ("Coastal Safety Board", "", 9),
    ("the Coastal Safety Board", "", 1),
    ("Tom Zalkaliani", "", 1),
]
SPEAKERS = speakers_of(HEARD)


def named(found: tuple[Speaker, ...]) -> list[str]:
    return [s.name for s in found]


def test_the_most_heard_come_first_with_all_their_statements() -> None:
    assert SPEAKERS[0].name == "Marta Kowalska"
    assert SPEAKERS[0].statements == 48
    assert SPEAKERS[0].names == ("Marta Kowalska", "Kowalska")
    assert SPEAKERS[0].roles == ("Harbour minister", "minister")


def test_namesakes_stay_two_and_a_bare_surname_joins_neither() -> None:
    assert sorted(s.names for s in SPEAKERS if "Vance" in s.name) == [
        ("Clara Vance",),
        ("Peter Vance",),
        ("Vance",),
    ]


def test_a_title_and_a_short_given_name_do_not_make_another_person() -> None:
    assert match_speaker("Holt", SPEAKERS)[0].names == ("Sir Ken Holt", "Kenneth Holt")


def test_an_article_before_a_name_does_not_make_another_organisation() -> None:
    (board,) = match_speaker("coastal safety board", SPEAKERS)
    assert board.statements == 10


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("kowalska", ["Marta Kowalska"]),
        ("Ms Kowalska", ["Marta Kowalska"]),
        ("Mr Vance", ["Peter Vance", "Vance"]),
        ("clara vance", ["Clara Vance"]),
        ("vance", ["Peter Vance", "Clara Vance", "Vance"]),
        ("the harbour minister", ["Marta Kowalska"]),
        ("shadow harbour minister", ["Ivo Dahl"]),
        ("Georgia's foreign minister", ["Nino Beridze"]),
        ("the president of France", ["Luc Morel"]),
        ("Safety Board", ["Coastal Safety Board"]),
        ("kowalskaa", ["Marta Kowalska"]),
        ("zalkalani", ["Tom Zalkaliani"]),
        ("Ana Kowalska", []),
        ("somebody else", []),
        ("", []),
    ],
)
def test_match(wanted: str, expected: list[str]) -> None:
    assert named(match_speaker(wanted, SPEAKERS)) == expected
    assert named(roll(tuple(HEARD)).match(wanted)) == expected


def test_the_roll_gives_the_most_heard() -> None:
    assert roll(tuple(HEARD)).most_heard(3) == SPEAKERS[:3]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Marta Kowalska", "Kowalska", True),
        ("Marta Kowalska", "Ms Kowalska", True),
        ("Sir Ken Holt", "Kenneth Holt", True),
        ("Peter Vance", "Clara Vance", False),
        ("Marta Kowalska", "Marta Vance", False),
        ("the Coastal Safety Board", "Coastal Safety Board", True),
        ("Usdaw", "Usdaw trade union", True),
        ("Home Office", "Foreign Office", False),
        ("", "Kowalska", False),
    ],
)
def test_same_speaker(one: str, other: str, same: bool) -> None:
    assert same_speaker(one, other) is same
    assert same_speaker(other, one) is same


def test_an_office_of_a_place_is_nobodys_where_two_have_it_without_one() -> None:
    known = speakers_of(
        [
            ("Ana Lomidze", "Foreign Minister", 4),
            ("Igor Petrov", "Foreign Minister", 6),
            ("Jo Hale", "Mayor", 2),
        ]
    )
    assert match_speaker("the Foreign Minister of Georgia", known) == ()
    assert [s.name for s in match_speaker("the mayor of Orle", known)] == ["Jo Hale"]
    assert {s.name for s in match_speaker("the foreign minister", known)} == {"Ana Lomidze", "Igor Petrov"}


def test_one_person_under_several_scripts_and_spellings_is_one() -> None:
    heard = (
        ("Sergei Lavrov", "Foreign Minister", 5),
        ("Сергей Лавров", "", 3),
        ("Lawrow", "Außenminister", 1),
        ("Володимир Зеленський", "", 2),
        ("Volodymyr Zelenskyy", "President", 4),
        ("Zelensky", "", 1),
        ("Ilse Brandt", "Mayor", 2),
    )
    assert [(s.name, s.statements) for s in speakers_of(heard)] == [
        ("Sergei Lavrov", 9),
        ("Volodymyr Zelenskyy", 7),
        ("Ilse Brandt", 2),
    ]
    for wanted in ("lavrov", "Лавров", "Sergej Lawrow", "Mr Lavrov"):
        assert [s.name for s in roll(heard).match(wanted)] == ["Sergei Lavrov"]
        assert [s.name for s in match_speaker(wanted, speakers_of(heard))] == ["Sergei Lavrov"]
    assert [s.name for s in roll(heard).match("Selenskyj")] == ["Volodymyr Zelenskyy"]
