"""Figures and fits against scikit-learn and scipy, the rival implementations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.figures import auc, balanced_accuracy, f1, macro_f1, pair_row, spearman

PAIRS = st.lists(
    st.tuples(st.floats(0, 1).map(lambda x: round(x, 2)), st.booleans().map(float)), min_size=4, max_size=40
).filter(lambda pairs: len({truth for _, truth in pairs}) == 2 and len({score for score, _ in pairs}) > 1)


@given(PAIRS)
def test_figures_are_those_of_scikit_learn(pairs: list[tuple[float, float]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    stats = pytest.importorskip("scipy.stats")
    values = np.array(pairs)
    scores, truth = values[:, 0], values[:, 1]
    said = scores > 0.5
    assert auc(values) == pytest.approx(metrics.roc_auc_score(truth, scores))
    assert balanced_accuracy(values) == pytest.approx(metrics.balanced_accuracy_score(truth, said))
    assert f1(values) == pytest.approx(metrics.f1_score(truth, said, zero_division=0))
    assert spearman(values) == pytest.approx(stats.spearmanr(scores, truth)[0])
    if said.any() and not said.all():
        assert macro_f1(values) == pytest.approx(metrics.f1_score(truth, said, average="macro"))


def test_figures_that_do_not_exist_are_not_numbers() -> None:
    one_label = np.array([(0.2, 1.0), (0.9, 1.0)])
    assert np.isnan(auc(one_label))
    assert np.isnan(balanced_accuracy(one_label))
    assert np.isnan(spearman(one_label))


def test_an_interval_holds_its_figure() -> None:
    drawn = np.random.default_rng(1).random(200)
    pairs = [
        (float(score), float(score + 0.3 * noise > 0.6))
        for score, noise in zip(drawn, drawn[::-1], strict=True)
    ]
    row = pair_row("set", "auc", pairs, auc)
    assert row.low < row.ours < row.high
    assert row.cases == 200
