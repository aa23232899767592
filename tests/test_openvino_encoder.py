"""The encoders of the catalogue, held against sentence-transformers on the same weights."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embed import SentenceEncoder, unit
from rag.models import encoder_dir, find
from rag.openvino_encoder import LONGEST, MANY, MANY_PASSAGES, OpenVinoEncoder

TEXTS = [
    "Fed chief warning\nAlan Greenspan has warned of the deficit.",
    "Who is the chancellor?",
    "",
    "Der Kanzler sprach über Zölle: 1.400 Euro — “mehr”, sagte er.",
    "Что Лавров сказал о Грузии?\n«Мы готовы к разговору»,  — заявил он.",
    "საქართველოს პრემიერ-მინისტრი ბრიუსელში ჩავიდა.",
    "budget " * 200,
]


@pytest.fixture(scope="module", params=list(LONGEST))
def encoder(request: pytest.FixtureRequest) -> OpenVinoEncoder:
    return OpenVinoEncoder(find(request.param))


@pytest.fixture(scope="module")
def reference(encoder: OpenVinoEncoder) -> SentenceEncoder:
    return SentenceEncoder(str(encoder_dir(find(encoder.name))))


@pytest.mark.parametrize("query", [False, True])
def test_vectors_are_those_of_sentence_transformers(
    encoder: OpenVinoEncoder, reference: SentenceEncoder, query: bool
) -> None:
    theirs = reference.encode(TEXTS, query=query)
    assert (encoder.encode(TEXTS, query=query) * theirs).sum(axis=1).min() > 0.999


@pytest.mark.parametrize("query", [False, True])
def test_tokens_are_those_of_sentence_transformers(
    encoder: OpenVinoEncoder, reference: SentenceEncoder, query: bool
) -> None:
    vectors, ours = encoder.encode_tokens(TEXTS, query=query)
    _, theirs = reference.encode_tokens(TEXTS, query=query)
    assert np.allclose(vectors, encoder.encode(TEXTS, query=query), atol=1e-6)
    for text, mine, other in zip(TEXTS, ours, theirs, strict=True):
        assert mine.spans.tolist() == other.spans.tolist()
        assert not text or (unit(mine.states) * unit(other.states)).sum(axis=1).min() > 0.998


def test_many_texts_get_the_vectors_that_few_get(encoder: OpenVinoEncoder) -> None:
    many = [f"The council voted on item {i} in {2000 + i}." * (1 + i % 7) for i in range(2 * MANY)]
    few = np.concatenate([encoder.encode(many[:9]), encoder.encode(many[9:18])])
    assert (encoder.encode(many)[:18] * few).sum(axis=1).min() > 0.999


@settings(max_examples=20)
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_a_text_s_vector_does_not_depend_on_its_neighbours(
    encoder: OpenVinoEncoder, texts: list[str]
) -> None:
    alone = [encoder.encode([text])[0] for text in texts]
    assert np.allclose(encoder.encode(texts), alone, atol=1e-5)


def test_a_whole_passage_is_read_and_no_more_than_the_network_has_places_for(
    encoder: OpenVinoEncoder,
) -> None:
    _, (whole, endless) = encoder.encode_tokens(["budget " * 300, "budget " * 1000])
    assert len(whole.spans) == 300
    assert 300 < len(endless.spans) <= LONGEST[encoder.name] - 2


def test_a_question_asked_again_has_the_same_vectors_and_they_stay_as_they_are(
    encoder: OpenVinoEncoder,
) -> None:
    vectors, (states,) = encoder.encode_tokens(["Who is the chancellor?"], query=True)
    expected = vectors.copy()
    vectors += 1
    with pytest.raises(ValueError, match="read-only"):
        states.states[0] = 0
    again, (same,) = encoder.encode_tokens(["Who is the chancellor?"], query=True)
    assert np.array_equal(again, expected)
    assert np.array_equal(same.states, states.states)


def test_an_update_of_few_articles_has_the_vectors_of_an_index(encoder: OpenVinoEncoder) -> None:
    texts = [f"The council voted on item {i}." for i in range(MANY)]
    many, _ = encoder.encode_tokens(texts)
    few, _ = encoder.encode_tokens(texts[:MANY_PASSAGES])
    assert np.allclose(few, many[:MANY_PASSAGES], atol=1e-3)


@settings(max_examples=40)
@given(text=st.text(max_size=80), query=st.booleans())
def test_tokens_stand_in_the_text_in_order_and_begin_with_no_space(
    encoder: OpenVinoEncoder, text: str, query: bool
) -> None:
    _, (tokens,) = encoder.encode_tokens([text], query=query)
    assert len(tokens.spans) == len(tokens.states)
    for start, end in tokens.spans.tolist():
        assert 0 <= start < end <= len(text)
        assert not text[start].isspace()
    assert tokens.spans[:, 0].tolist() == sorted(tokens.spans[:, 0].tolist())


def test_no_texts_give_no_vectors(encoder: OpenVinoEncoder) -> None:
    vectors, tokens = encoder.encode_tokens([])
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
