from __future__ import annotations

import pytest

from rag.statements.speakers import Speaker, match_speaker, speakers_of

ROWS = [
    ("Sergei Lavrov", "Russian Foreign Minister", 4),
    ("Tony Blair", "prime minister", 9),
    ("Mr Blair", "", 2),
    ("Cherie Blair", "", 1),
    ("George W. Bush", "president", 3),
    ("George Bush", "", 2),
    ("Maeve Sherlock", "chief executive of the Refugee Council", 2),
    ("Refugee Council", "", 1),
    ("Lord Okoro", "", 1),
    ("Adaeze Okoro", "judge", 5),
    ("The Daily", "", 1),
    ("José Núñez", "spokesman for the port", 1),
]


@pytest.fixture
def speakers() -> tuple[Speaker, ...]:
    return speakers_of(ROWS)


def by_name(speakers: tuple[Speaker, ...], name: str) -> Speaker:
    (found,) = (who for who in speakers if who.name == name)
    return found


def test_one_person_under_several_names(speakers: tuple[Speaker, ...]) -> None:
    bush = by_name(speakers, "George W. Bush")
    assert set(bush.names) == {"George W. Bush", "George Bush"}
    assert bush.statements == 5
    okoro = by_name(speakers, "Adaeze Okoro")
    assert set(okoro.names) == {"Adaeze Okoro", "Lord Okoro"}


def test_two_people_with_one_surname_stay_two(speakers: tuple[Speaker, ...]) -> None:
    names = {who.name for who in speakers}
    assert {"Tony Blair", "Cherie Blair", "Mr Blair"} <= names


def test_nobody_is_lost(speakers: tuple[Speaker, ...]) -> None:
    assert sorted(name for who in speakers for name in who.names) == sorted(name for name, _, _ in ROWS)
    assert sum(who.statements for who in speakers) == sum(count for _, _, count in ROWS)
    assert [who.statements for who in speakers] == sorted((who.statements for who in speakers), reverse=True)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("lavrov", {"Sergei Lavrov"}),
        ("Mr Lavrov", {"Sergei Lavrov"}),
        ("S. Lavrov", {"Sergei Lavrov"}),
        ("Sergei Lavrov", {"Sergei Lavrov"}),
        ("Ivan Lavrov", set()),
        ("Tony Blair", {"Tony Blair"}),
        ("Cherie Blair", {"Cherie Blair"}),
        ("Russia's foreign minister", {"Sergei Lavrov"}),
        ("Georgia's foreign minister", set()),
        ("the Refugee Council", {"Refugee Council"}),
        ("the Refugee Council's boss", {"Maeve Sherlock"}),
        ("the port's spokesperson", {"José Núñez"}),
        ("Jose Nunez", {"José Núñez"}),
        ("the Daily", {"The Daily"}),
        ("", set()),
        ("???", set()),
    ],
)
def test_whom_a_reader_means(speakers: tuple[Speaker, ...], wanted: str, found: set[str]) -> None:
    assert {who.name for who in match_speaker(wanted, speakers)} == found
