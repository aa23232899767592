"""The model's wish and retrieval's score together say which sentence answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generate.rank import shares, wanted
from rag.generate.spans import Track

VOCABULARY = 10


def logs(**probabilities: float) -> np.ndarray:
    """Log-probabilities (V,) with the given ones at ``t<token>`` and the rest shared by the others."""
    given_ = {int(name[1:]): p for name, p in probabilities.items()}
    rest = (1 - sum(given_.values())) / (VOCABULARY - len(given_))
    return np.log(np.array([given_.get(t, rest) for t in range(VOCABULARY)], dtype=np.float32))


def track(sentence: int, token: int) -> Track:
    return Track(sentence, 0, (token,), (1,))


def test_a_sentence_gets_the_probability_of_the_words_it_begins_with() -> None:
    wants = wanted(logs(t1=0.5, t2=0.2), [[track(0, 1), track(0, 1)], [track(1, 2)], []])
    assert np.exp(wants) == pytest.approx([0.5, 0.2, 0.0], abs=1e-6)


def test_a_word_that_two_sentences_have_is_shared_out() -> None:
    wants = wanted(logs(t1=0.6), [[track(0, 1)], [track(1, 1)]])
    assert np.exp(wants) == pytest.approx([0.3, 0.3])


@given(st.lists(st.tuples(st.floats(-30, 0), st.floats(0, 4)), min_size=1, max_size=20))
def test_shares_add_up_and_more_of_either_never_means_less(pairs: list[tuple[float, float]]) -> None:
    wants = np.array([want for want, _ in pairs])
    prior = [score for _, score in pairs]
    before = shares(wants, prior)
    assert before.sum() == pytest.approx(1)
    assert shares(wants, [prior[0] + 0.5, *prior[1:]])[0] >= before[0] - 1e-9
    assert shares(wants + np.eye(len(pairs))[0], prior)[0] >= before[0] - 1e-9
