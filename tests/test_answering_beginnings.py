"""In which sentence a model is about to begin its answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering import beginnings as module
from rag.answering.beginnings import beginnings
from rag.answering.spans import Track

VOCABULARY = 10
STOP = 0


class Plan:
    """A model whose next token depends on the tokens so far, as planned; the rest is spread evenly."""

    def __init__(self, plan: Mapping[tuple[int, ...], Mapping[int, float]]) -> None:
        self.plan = plan
        self.asked: list[tuple[int, ...]] = []

    def __call__(self, tokens: tuple[int, ...]) -> np.ndarray:
        self.asked.append(tokens)
        planned = self.plan.get(tokens, {})
        rest = (1 - sum(planned.values())) / (VOCABULARY - len(planned))
        likely = [planned.get(token, rest) for token in range(VOCABULARY)]
        return np.log(np.maximum(np.array(likely, dtype=np.float32), 1e-30))


def track(sentence: int, *tokens: int) -> Track:
    """One character a token, so that ``ends`` are 1, 2, 3 ..."""
    return Track(sentence, 0, tokens, tuple(range(1, len(tokens) + 1)))


def wanted(plan: Plan, *sentences: list[Track]) -> list[float]:
    ends = [frozenset(end for one in those for end in one.ends) for those in sentences]
    return [float(p) for p in beginnings(plan, list(sentences), ends, STOP)]


def test_a_sentence_gets_the_probability_of_the_words_it_begins_with() -> None:
    plan = Plan({(): {1: 0.5, 2: 0.2, 3: 0.1}})
    assert wanted(plan, [track(0, 1), track(0, 3)], [track(1, 2)], []) == pytest.approx([0.6, 0.2, 0])
    assert plan.asked == [()]


def test_where_two_begin_alike_the_model_is_asked_how_it_goes_on() -> None:
    plan = Plan({(): {1: 0.8}, (1,): {2: 0.6, 3: 0.2}})
    assert wanted(plan, [track(0, 1, 2)], [track(1, 1, 3)]) == pytest.approx([0.6, 0.2], abs=0.02)
    assert plan.asked == [(), (1,)]


def test_a_quotation_that_may_end_here_gets_the_probability_of_ending() -> None:
    plan = Plan({(): {1: 1.0}, (1,): {STOP: 0.3, 2: 0.1, 3: 0.6}})
    assert wanted(plan, [track(0, 1)], [track(1, 1, 2), track(1, 1, 3)]) == pytest.approx([0.3 / 2, 0.85])


def test_what_cannot_be_told_apart_is_shared_out() -> None:
    plan = Plan({(): {1: 0.6}, (1,): {STOP: 1.0}})
    assert wanted(plan, [track(0, 1)], [track(1, 1)]) == pytest.approx([0.3, 0.3])


tokens = st.lists(st.integers(1, 4), min_size=1, max_size=5)


@given(st.lists(st.lists(tokens, max_size=3), min_size=1, max_size=4))
def test_no_probability_is_made_or_lost_and_the_model_is_asked_seldom(
    sentences: list[list[list[int]]],
) -> None:
    plan = Plan({(): {1: 0.4, 2: 0.3, 3: 0.1}, (1,): {2: 0.9}, (1, 2): {STOP: 0.5}})
    found = wanted(plan, *[[track(n, *those) for those in many] for n, many in enumerate(sentences)])
    firsts = {those[0] for many in sentences for those in many}
    assert sum(found) == pytest.approx(float(np.exp(plan(())[sorted(firsts)]).sum()), abs=1e-6)
    assert all((p > 1e-30) == bool(many) for p, many in zip(found, sentences, strict=True))
    assert len(plan.asked) <= 2 + module.LOOKS
