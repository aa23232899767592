"""Late interaction on one bit a dimension."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embed import TokenStates
from rag.late import PassageWords, content_words, from_bytes, passage_scores, span_scores, to_bytes

DIM = 64
TEXT = "Port opens\nThe mayor opened the port."


def states(text: str, seed: int = 0) -> TokenStates:
    """A state for every word of ``text``: the same word has the same random direction everywhere."""
    spans, rows, at = [], [], 0
    for word in text.replace("\n", " ").split(" "):
        direction = np.random.default_rng([seed, *word.lower().strip(".").encode()])
        rows.append(direction.standard_normal(DIM))
        spans.append((at, at + len(word)))
        at += len(word) + 1
    units = np.array(rows, dtype=np.float32)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    return TokenStates(np.array(spans, dtype=np.int32), units)


def words(text: str, headline: int = 0) -> PassageWords:
    return content_words(states(text), text, "en", headline)


def test_stop_words_and_marks_are_left_out_and_headline_words_have_no_place() -> None:
    found = words(TEXT, len("Port opens\n"))
    # "The" and "the" go; "Port" and "opens" are the headline's; places count from the passage's start.
    assert found.places.tolist() == [-1, -1, 4, 10, 21]
    assert found.bits.shape == (5, DIM // 8)


@given(st.lists(st.sampled_from(["port", "mayor", "frost", "rail", "the"]), max_size=12))
def test_what_is_stored_is_read_again(chosen: list[str]) -> None:
    kept = words(" ".join(chosen) or "the")
    again = from_bytes(to_bytes(kept))
    assert np.array_equal(again.places, kept.places)
    assert np.array_equal(again.bits, kept.bits)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_passage_with_the_question_s_words_scores_higher_than_one_without(seed: int) -> None:
    question = states("harbour feast", seed)
    with_words = content_words(states("harbour feast mayor", seed), "harbour feast mayor", "en", 0)
    without = content_words(states("orchard blossom frost", seed), "orchard blossom frost", "en", 0)
    scores = passage_scores(question, {1: without, 2: with_words})
    assert scores[2] > scores[1]


def test_scores_estimate_the_cosine() -> None:
    rng = np.random.default_rng(1)
    dim = 384
    question = rng.standard_normal((1, dim)).astype(np.float32)
    question /= np.linalg.norm(question)
    other = rng.standard_normal((1, dim)).astype(np.float32)
    near = (0.8 * question + 0.6 * other / np.linalg.norm(other)).astype(np.float32)
    near /= np.linalg.norm(near)
    place = np.array([[0, 4]], dtype=np.int32)
    stored = content_words(TokenStates(place, near), "port", "en", 0)
    score = passage_scores(TokenStates(place, question), {7: stored})[7]
    assert score == pytest.approx(float((question @ near.T)[0, 0]), abs=0.1)


def test_a_sentence_is_scored_by_its_own_words_under_the_headline() -> None:
    text = "Port\nMayor opened harbour. Frost harmed orchards."
    found = content_words(states(text), text, "en", len("Port\n"))
    question = states("frost orchards")
    first, second = span_scores(question, found, [(0, 21), (22, 45)])
    assert second > first


def test_a_stretch_or_passage_without_words_scores_nothing() -> None:
    empty = words("the")
    assert passage_scores(states("port"), {1: empty}) == {}
    assert span_scores(states("port"), empty, [(0, 3)]) == (0.0,)
    assert span_scores(states("port"), words("port the"), [(5, 8)]) == (0.0,)


def test_a_passage_scores_the_same_whatever_is_scored_beside_it() -> None:
    chosen = ["port", "mayor", "frost", "rail", "harbour", "feast", "orchard"]
    passages = {n: words(" ".join(chosen[n % 7 :] + chosen[: n % 5])) for n in range(60)}
    assert sum(len(one.places) for one in passages.values()) > 300
    question = states("mayor feast")
    together = passage_scores(question, passages)
    for number, passage in passages.items():
        alone = passage_scores(question, {number: passage})[number]
        assert together[number] == pytest.approx(alone, abs=1e-6)
