"""The program's own words, in each language it has them in."""

from __future__ import annotations

from string import Template

import pytest

from rag.messages import _messages, languages, message
from rag.verification.quotation import quotations

ENGLISH = _messages("en")


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_message_with_the_same_values(language: str) -> None:
    found = _messages(language)
    assert found.keys() == ENGLISH.keys()
    for key, text in found.items():
        assert set(Template(text).get_identifiers()) == set(Template(ENGLISH[key]).get_identifiers()), key


@pytest.mark.parametrize("language", languages())
def test_words_somebody_said_stand_in_quotation_marks(language: str) -> None:
    text = message(language, "said", speaker="Ilse Brandt", words="we waited, and waited")
    assert [q.text.strip() for q in quotations(text)] == ["we waited, and waited"]


def test_a_language_without_messages_is_answered_in_english() -> None:
    assert message("ka", "not_found") == message("en", "not_found")
    assert {"en", "ru", "uk", "de", "fr", "es"} <= set(languages())
