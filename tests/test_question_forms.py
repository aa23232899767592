"""Questions that are in no example, in words of their own, with the default encoder."""

from __future__ import annotations

import pytest

from rag.embed import Encoder, encoder_for
from rag.question.forms import asks_for_words


@pytest.fixture(scope="module")
def default() -> Encoder:
    return encoder_for("")


SAID = (
    "What did the harbour master say about the dredger?",
    "How did Halvorsen respond to the strike?",
    "What has Brandt said on the port?",
    "According to the engineer, why is the tunnel unsafe?",
    "What did the bishop tell the crowd?",
)
FACTS = (
    "How many berths does the harbour have?",
    "Who won the regatta?",
    "Where did the dredger sink?",
    "When does the tunnel open?",
    "How much did the lighthouse cost?",
)


def test_somebodys_words_are_told_from_facts(default: Encoder) -> None:
    said = sorted(asks_for_words(question, default) for question in SAID)
    facts = sorted(asks_for_words(question, default) for question in FACTS)
    assert said[0] > facts[-1]
    assert facts[-1] < 0.5 < said[len(said) // 2]


def test_it_matters_little_who_is_named(default: Encoder) -> None:
    said = [f"What did {name} say about the tunnel?" for name in ("Okafor", "Ilse Brandt", "Sergei Lavrov")]
    first, *others = [asks_for_words(question, default) for question in said]
    assert others == pytest.approx([first] * len(others))
