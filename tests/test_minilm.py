"""The default encoder, held against sentence-transformers on the same weights."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embed import SentenceEncoder, unit
from rag.minilm import LONGEST, MANY, MANY_PASSAGES, MiniLM

TEXTS = [
    "Fed chief warning\nAlan Greenspan has warned of the deficit.",
    "Who is the chancellor?",
    "",
    "Der Kanzler sprach über Zölle: 1.400 Euro — “mehr”, sagte er.",
    "budget " * 200,
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_vectors_are_those_of_sentence_transformers(minilm: MiniLM) -> None:
    theirs = SentenceEncoder().encode(TEXTS)
    assert (minilm.encode(TEXTS) * theirs).sum(axis=1).min() > 0.999


def test_tokens_are_those_of_sentence_transformers(minilm: MiniLM) -> None:
    vectors, ours = minilm.encode_tokens(TEXTS)
    _, theirs = SentenceEncoder().encode_tokens(TEXTS)
    assert np.allclose(vectors, minilm.encode(TEXTS), atol=1e-6)
    for text, mine, other in zip(TEXTS, ours, theirs, strict=True):
        assert mine.spans.tolist() == other.spans.tolist()
        assert not text or (unit(mine.states) * unit(other.states)).sum(axis=1).min() > 0.998


def test_many_texts_get_the_vectors_that_few_get(minilm: MiniLM) -> None:
    many = [f"The council voted on item {i} in {2000 + i}." * (1 + i % 7) for i in range(2 * MANY)]
    few = np.concatenate([minilm.encode(many[:9]), minilm.encode(many[9:18])])
    assert (minilm.encode(many)[:18] * few).sum(axis=1).min() > 0.999


@settings(max_examples=20)
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_a_text_s_vector_does_not_depend_on_its_neighbours(minilm: MiniLM, texts: list[str]) -> None:
    alone = [minilm.encode([text])[0] for text in texts]
    assert np.allclose(minilm.encode(texts), alone, atol=1e-5)


def test_a_whole_passage_is_read_and_no_more_than_the_network_has_places_for(minilm: MiniLM) -> None:
    _, (whole, endless) = minilm.encode_tokens(["budget " * 300, "budget " * 1000])
    assert len(whole.spans) == 300
    assert len(endless.spans) == LONGEST - 2


def test_a_question_asked_again_has_the_same_vectors_and_they_stay_as_they_are(minilm: MiniLM) -> None:
    vectors, (states,) = minilm.encode_tokens(["Who is the chancellor?"])
    expected = vectors.copy()
    vectors += 1
    with pytest.raises(ValueError, match="read-only"):
        states.states[0] = 0
    again, (same,) = minilm.encode_tokens(["Who is the chancellor?"])
    assert np.array_equal(again, expected)
    assert np.array_equal(same.states, states.states)


def test_an_update_of_few_articles_has_the_vectors_of_an_index(minilm: MiniLM) -> None:
    texts = [f"The council voted on item {i}." for i in range(MANY)]
    many, _ = minilm.encode_tokens(texts)
    few, _ = minilm.encode_tokens(texts[:MANY_PASSAGES])
    assert np.allclose(few, many[:MANY_PASSAGES], atol=1e-3)


def test_no_texts_give_no_vectors(minilm: MiniLM) -> None:
    vectors, tokens = minilm.encode_tokens([])
    assert vectors.shape == (0, 384)
    assert tokens == []


def test_neither_torch_nor_openvino_s_reporting_is_loaded() -> None:
    code = (
        "import sys; from rag.embed import encoder_for; encoder_for('').encode(['a question']); "
        "print('torch' in sys.modules, sys.modules.get('openvino_telemetry'), "
        "[name for name in sys.modules if name.startswith('openvino_telemetry.')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "None", "[]"]
