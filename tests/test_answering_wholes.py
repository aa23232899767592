"""Whole answers, from a model whose next token is planned, and from the real one."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from rag.answering import wholes
from rag.answering.branches import Branches, log_probabilities
from rag.answering.spans import Track, tracks, word_ends
from rag.answering.wholes import WholeAnswer, whole_answers
from rag.models import reader_path
from rag.models.llama import LanguageModel

VOCABULARY = 10
STOP = 0
NEVER = threading.Event()


class Plan:
    """A model whose next token depends on the tokens so far, as planned; the rest is spread evenly."""

    def __init__(self, plan: Mapping[tuple[int, ...], Mapping[int, float]]) -> None:
        self.plan = plan
        self.asked: list[tuple[int, ...]] = []

    def __call__(self, beginnings: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
        self.asked.extend(beginnings)
        return [self._after(tokens) for tokens in beginnings]

    def _after(self, tokens: tuple[int, ...]) -> np.ndarray:
        planned = self.plan.get(tokens, {})
        rest = (1 - sum(planned.values())) / (VOCABULARY - len(planned))
        likely = [planned.get(token, rest) for token in range(VOCABULARY)]
        return np.log(np.maximum(np.array(likely, dtype=np.float32), 1e-30))


def track(sentence: int, start: int, *tokens: int) -> Track:
    """One character a token."""
    return Track(sentence, start, tokens, tuple(range(start + 1, start + 1 + len(tokens))))


def found(plan: Plan, *sentences: list[Track]) -> list[WholeAnswer]:
    ends = [frozenset(end for one in those for end in one.ends) for those in sentences]
    return whole_answers(plan, list(sentences), ends, STOP)


def test_the_answer_that_the_model_would_end_comes_first() -> None:
    plan = Plan({(): {1: 0.6, 3: 0.4}, (1,): {STOP: 0.1, 2: 0.9}, (1, 2): {STOP: 1.0}, (3,): {STOP: 0.9}})
    answers = found(plan, [track(0, 0, 1, 2)], [track(1, 5, 3)])
    assert [(one.sentence, one.start, one.end) for one in answers] == [(0, 0, 2), (1, 5, 6), (0, 0, 1)]
    assert [one.probability for one in answers] == pytest.approx([0.54, 0.36, 0.06])


def test_an_answer_ends_where_a_word_ends() -> None:
    plan = Plan({(): {1: 1.0}, (1,): {STOP: 0.5, 2: 0.5}, (1, 2): {STOP: 1.0}})
    (only,) = whole_answers(plan, [[track(0, 0, 1, 2)]], [frozenset({2})], STOP)
    assert (only.start, only.end) == (0, 2)


def test_what_is_too_unlikely_is_not_followed() -> None:
    plan = Plan({(): {1: 1 - 1e-6, 2: 1e-9}, (1,): {STOP: 1.0}})
    assert [one.sentence for one in found(plan, [track(0, 0, 1)], [track(1, 0, 2)])] == [0]
    assert (2,) not in plan.asked


def test_no_more_beginnings_are_followed_than_allowed() -> None:
    plan = Plan({})
    found(plan, [track(0, at, *(1 + (at + i) % 9 for i in range(9))) for at in range(9)])
    assert len(plan.asked) - 1 == wholes.LOOKS


def test_nothing_to_quote_is_no_answer() -> None:
    assert found(Plan({}), []) == []


def test_the_real_model_gives_the_answer_and_is_asked_for_many_at_once() -> None:
    model = LanguageModel(reader_path("gemma-3-270m"), context=512)
    try:
        text = "Norrland Lines has paid £38,500 for a new radar, said its owner Edda Vik."
        prompt = model.tokens(
            "The chain is to cut 340 jobs, said Owen Petrie.\nQuestion: How many jobs?\nAnswer: 340\n\n"
            f"{text}\nQuestion: How much did the radar cost?\nAnswer:",
            start=True,
        )
        first = log_probabilities(model.read(prompt, NEVER))
        after = Branches(model, first, len(prompt), NEVER)
        paths = [tracks(0, text, model.tokens, model.text)]
        best = whole_answers(after.all, paths, [word_ends(text)], model.tokens("\n")[0])[0]
        assert text[best.start : best.end] == "£38,500"
        alone = Branches(model, first, len(prompt), NEVER)
        beginning = tuple(paths[0][0].tokens[:3])
        assert np.allclose(after.all([beginning])[0], alone(beginning), atol=0.05)
    finally:
        model.close()
