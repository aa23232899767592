"""The parts of verification that have rules of their own: numbers, quotations, names, negation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verification.names import compatible, names
from rag.verification.numbers import dates, quantities
from rag.verification.polarity import opposed
from rag.verification.quotation import place, quotations
from rag.verification.speakers import attributed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£1,400", "1400 pounds"),
        ("14 per cent", "14%"),
        ("two million euros", "€2m"),
        ("twenty-one days", "21 days"),
        ("2.5bn", "2,500 million"),
        ("the third", "3"),
        ("more than 100 people", "116 people"),
        ("about 60%", "58%"),
        ("nearly 2m", "1.9 million"),
    ],
)
def test_numbers_agree_by_value_and_unit(one: str, other: str) -> None:
    assert quantities(one)[0].agrees(quantities(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£1,400", "€1,400"),
        ("14%", "14 people"),
        ("2m", "2"),
        ("five days", "five weeks"),
        ("1,400", "1.4"),
        ("more than 100", "92"),
        ("about 60%", "40%"),
    ],
)
def test_numbers_of_other_value_or_unit_do_not(one: str, other: str) -> None:
    assert not quantities(one)[0].agrees(quantities(other)[0])


@given(st.integers(0, 10**9))
def test_a_number_is_read_back_from_its_digits(value: int) -> None:
    assert quantities(f"about {value:,} people")[0].value == value


@pytest.mark.parametrize("text", ["3 May", "May 3", "3rd of May", "May 3rd, 2020", "on 3 May 2020"])
def test_dates_are_read_in_either_order(text: str) -> None:
    assert dates(text) == {(5, 3)}


def test_a_range_of_days_is_two_dates() -> None:
    assert dates("December 1-2 in Brussels") == {(12, 1), (12, 2)}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “one” and 'two'.", ["one", "two"]),
        ("The board's plan wasn't theirs.", []),
        ("«Un» et „zwei“", ["Un", "zwei"]),
        ("‘It’s ours,’ she said", ["It’s ours,"]),
        ("\"outer 'inner' words\"", ["outer 'inner' words"]),
        ("never “closed", ["closed"]),
        ("", []),
    ],
)
def test_quotations_are_found(text: str, quoted: list[str]) -> None:
    assert [quotation.text for quotation in quotations(text)] == quoted


@given(st.text(max_size=80))
def test_quotation_spans_are_slices(text: str) -> None:
    for quotation in quotations(text):
        assert text[quotation.start : quotation.end] == quotation.text


@given(st.text(max_size=40), st.text(min_size=1, max_size=20), st.text(max_size=40))
def test_words_are_placed_only_where_they_stand(before: str, words: str, after: str) -> None:
    span = place(f"{before} {words} {after}", words)
    if span:
        found = f"{before} {words} {after}"[slice(*span)]
        assert len(found.split()) == len(words.split())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ms Hewitt", "Patricia Hewitt", True),
        ("David Davis", "Terry Davis", False),
        ("Prime Minister Giorgi Gakharia", "Gakharia", True),
        ("Lord Falconer", "Lord Dubs", False),
        ("Bank of England", "Bank of England", True),
    ],
)
def test_names_can_be_one_person_or_not(one: str, other: str, same: bool) -> None:
    assert compatible(one, other) is same
    assert compatible(other, one) is same


def test_the_word_that_opens_a_sentence_is_no_name_by_itself() -> None:
    assert names("Ferries sail to Sandholm. Maria Berg waits.") == ("Sandholm", "Maria", "Berg")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Maria Berg said that fares rise.", "Maria Berg"),
        ("According to Erik Dahl, fares rise.", "Erik Dahl"),
        ("“Fares rise,” said Maria Berg.", "Maria Berg"),
        ("«Fares rise», – told Berg", "Berg"),
        ("She said that fares rise.", ""),
        ("Fares rise.", ""),
    ],
)
def test_the_speaker_a_sentence_names_is_read(text: str, speaker: str) -> None:
    assert attributed(text) == speaker


@pytest.mark.parametrize(
    ("claim", "source", "opposite"),
    [
        ("Fares rise.", "Fares will not rise.", True),
        ("Fares do not rise.", "Fares rise.", True),
        ("Fares increase in May.", "Fares decrease in May.", True),
        ("Fares rise.", "Fares rise.", False),
        ("Fares do not rise.", "Fares will not rise.", False),
        ("Fares rise and tolls stay.", "Fares rise and tolls are not only kept but stay.", False),
        ("Crews accused the board.", "Crews accused the board and refused to sail.", False),
    ],
)
def test_opposites_are_seen(claim: str, source: str, opposite: bool) -> None:
    assert bool(opposed(claim, source)) is opposite
