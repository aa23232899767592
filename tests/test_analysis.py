"""Text to index terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.analysis import terms


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "negotiations", "negotiation"),
        ("en", "Lavrov’s", "Lavrov"),
        ("en", "U.S.", "US"),
        ("en", "1,400", "1400"),
        ("en", "café", "cafe"),
        ("ru", "переговоров", "переговоры"),
        ("ru", "самолёт", "самолет"),
        ("de", "Müller", "Muller"),
        ("de", "Verhandlungen", "Verhandlung"),
        ("es", "elecciones", "elección"),
        ("fr", "l'accord", "accord"),
        ("uk", "переговорів", "переговори"),
        ("uk", "міністерства", "міністерство"),
    ],
)
def test_forms_of_a_word_are_one_term(language: str, one: str, other: str) -> None:
    assert terms(one, language) == terms(other, language) != []


def test_stop_words_go_and_names_made_of_them_stay() -> None:
    assert terms("What did they say to us about it?", "en") == ["say"]
    assert terms("the US and the WHO", "en") == ["us", "who"]


def test_numbers_keep_their_value() -> None:
    assert terms("$20bn, 2.5% and 1.400", "en") == ["20", "bn", "2.5", "1400"]


def test_stop_words_are_those_of_the_language() -> None:
    assert terms("die Regierung", "de") == terms("Regierung", "de")
    assert terms("die hard", "en") == ["die", "hard"]


def test_a_language_without_a_stemmer_is_still_split_and_folded() -> None:
    assert terms("Zażółć Gęsi", "pl") == ["zazołc", "gesi"]


@given(st.text(), st.sampled_from(["en", "ru", "de", "es", "fr", "uk", "xx"]))
def test_terms_are_never_empty_and_hold_nothing_a_search_syntax_reads(text: str, language: str) -> None:
    for term in terms(text, language):
        assert term
        assert all(character.isalnum() or character == "." for character in term)


@given(st.text(), st.text(), st.sampled_from(["en", "ru", "fr"]))
def test_no_term_spans_two_words(one: str, other: str, language: str) -> None:
    assert terms(f"{one} {other}", language) == terms(one, language) + terms(other, language)


def test_a_run_of_letters_longer_than_any_word_is_a_term_too() -> None:
    assert terms(f"{'na' * 40} Batman", "en") == ["na" * 40, "batman"]
