"""The form of questions that are in no example, with the default encoder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from rag.embed import Encoder, encoder_for
from rag.question.forms import EXAMPLES, asks_for_words, fit, form_of, is_elliptic
from tests.conftest import WordEncoder

QUESTIONS = Path(__file__).with_name("question") / "form_questions.jsonl"


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


@pytest.mark.parametrize(("language", "least"), [("en", 0.92), ("ru fr es", 0.85), ("uk de", 0.7)])
def test_forms_are_told_in_every_language(default: Encoder, language: str, least: float) -> None:
    cases = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = [case for case in cases if case["language"] in language.split()]
    assert len(asked) == 80 * len(language.split())
    # Which of a fact and somebody's words is wanted, the reader decides.
    plain = {"fact", "said"}
    found = [form_of(case["question"], default) for case in asked]
    right = [
        form == case["form"] or {form, case["form"]} <= plain for form, case in zip(found, asked, strict=True)
    ]
    assert np.mean(right) >= least


@pytest.mark.parametrize(
    "question", ["And in Balmere?", "What about the ferry?", "Und am Freitag?", "А в Туле?"]
)
def test_what_only_names_what_is_different_is_elliptic(default: Encoder, question: str) -> None:
    assert is_elliptic(question, default)


@pytest.mark.parametrize("question", FACTS)
def test_a_whole_question_is_not(default: Encoder, question: str) -> None:
    assert not is_elliptic(question, default)


def test_an_encoder_without_stored_weights_is_fitted() -> None:
    encoder = WordEncoder()
    heads = fit(encoder)
    shares = heads.forms.probabilities(encoder.encode(["list the closed roads"])[0].astype(np.float64))
    assert sum(shares.values()) == pytest.approx(1)
    assert encoder.encoded


def test_no_question_is_an_example() -> None:
    asked = {
        json.loads(line)["question"].casefold() for line in QUESTIONS.read_text(encoding="utf-8").splitlines()
    }
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert not asked & {
        text.casefold() for head in examples.values() for texts in head.values() for text in texts
    }
