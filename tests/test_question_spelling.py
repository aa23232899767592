from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.spelling import folded, known_names

NAMES = known_names(
    (
        "Sergei Lavrov",
        "Mr Lavrov",
        "Tony Blair",
        "Blair",
        "Sir Ian Blair",
        "Lembit Öpik",
        "Lord Butler",
        "Cardinal Murphy O'Connor",
        "Central Bank",
        "Lib Dems",
        "BBC",
        "Jack Law",
        "Michael Johnson",
        "Michael Johnston",
    )
)


@pytest.mark.parametrize(
    ("phrase", "speaker"),
    [
        ("lavrov", "Sergei Lavrov"),
        ("Mr Lavrov's", "Sergei Lavrov"),
        ("Foreign Minister Sergei Lavrov", "Sergei Lavrov"),
        ("lembit opik", "Lembit Öpik"),
        ("Lord Butler", "Lord Butler"),
        ("Cardinal Murphy O’Connor", "Cardinal Murphy O'Connor"),
        ("the BBC", "BBC"),
        ("the Central Bank", "Central Bank"),
        ("Jack Law of Alcohol Focus Scotland", "Jack Law"),
        ("Mr Blair", ""),
        ("Lavrov's spokeswoman", ""),
        ("the minister", ""),
        ("", ""),
    ],
)
def test_speaker_named_by_a_phrase(phrase: str, speaker: str) -> None:
    assert NAMES.find(phrase) in ({speaker, "Blair"} if phrase == "Mr Blair" else {speaker})


@pytest.mark.parametrize(
    ("phrase", "right"),
    [
        ("sergey lavrov", "Sergei Lavrov"),
        ("Tony Blare", "Tony Blair"),
        ("Lavrow", "Lavrov"),
        ("Sergei Lavrov", ""),
        ("Ian Blair", ""),
        ("Michael Johnsson", ""),
        ("Lib Dem", ""),
        ("Brown", ""),
        ("", ""),
    ],
)
def test_only_a_close_and_single_name_is_a_correction(phrase: str, right: str) -> None:
    assert NAMES.corrected(phrase) == right


@given(st.lists(st.text(min_size=1, max_size=20), max_size=6))
def test_a_known_name_is_found_and_not_corrected(speakers: list[str]) -> None:
    names = known_names(tuple(speakers))
    for speaker in speakers:
        assert names.corrected(speaker) == ""
        if names.find(speaker):
            assert names.find(speaker) in speakers


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded(text)
    assert folded(" ".join(once)) == once


@pytest.mark.parametrize(
    ("speaker", "asked"),
    [
        ("Sergei Lavrov", "Что сказал Лавров о визах?"),
        ("Сергей Лавров", "What did Lavrov say about visas?"),
        ("Sergei Lavrov", "Was sagte Lawrow zu Visa?"),
        ("Володимир Зеленський", "What did Volodymyr Zelensky say about pumps?"),
        ("Volodymyr Zelenskyy", "Was sagte Selenskyj zu den Pumpen?"),
        ("დავით ზალკალიანი", "What did Davit Zalkaliani say?"),
        ("Давид Залкалиани", "What did Zalkaliani say?"),
    ],
)
def test_a_name_is_known_in_any_script_and_spelling(speaker: str, asked: str) -> None:
    names = known_names((speaker, "Tony Blair", "Central Bank", "Prime Minister"))
    assert names.named(asked) == (speaker,)
