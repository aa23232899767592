"""Figures and fits against scikit-learn and scipy, the rival implementations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate import abstaining, fitting
from rag.evaluate.figures import auc, balanced_accuracy, f1, macro_f1, pair_row, spearman
from rag.types import Confidence

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


def made_up(count: int = 240) -> list[fitting.Example]:
    random = np.random.default_rng(3)
    return [
        fitting.Example(
            {"found": float(found), "words": float(random.integers(1, 9))},
            bool(found + 0.2 * random.standard_normal() > 0.5),
            f"set {at % 2}",
            f"article {at // 3}",
        )
        for at, found in enumerate(random.random(count))
    ]


def test_trees_as_data_say_what_they_said_when_fitted() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    learned = made_up()
    trees = fitting.fit(learned)
    inputs = np.array([list(example.signals.values()) for example in learned])
    labels = [example.supported for example in learned]
    model = ensemble.GradientBoostingClassifier(init="zero", **fitting.RECIPE)
    model.fit(inputs, labels, sample_weight=fitting.weights(learned))
    ours = [trees.probability(example.signals) for example in learned]
    assert ours == pytest.approx(list(model.predict_proba(inputs)[:, 1]), abs=1e-4)


def test_scores_are_cross_validated_by_article() -> None:
    learned = made_up()
    scores = np.array(fitting.cross_validated(learned))
    truth = np.array([float(example.supported) for example in learned])
    assert auc(np.stack([scores, truth], axis=1)) > 0.8
    shuffled = [
        fitting.Example(e.signals, bool(t), e.dataset, e.article)
        for e, t in zip(learned, np.random.default_rng(0).permutation(truth), strict=True)
    ]
    unlearnable = np.array(fitting.cross_validated(shuffled))
    truth = np.array([float(example.supported) for example in shuffled])
    assert 0.3 < auc(np.stack([unlearnable, truth], axis=1)) < 0.7


def test_the_regression_as_data_says_what_it_said_when_fitted() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    learned = [abstaining.Example(e.signals, e.supported) for e in made_up()]
    ours = abstaining.fit(learned)
    inputs = np.array([list(example.signals.values()) for example in learned])
    scaled = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    model = linear.LogisticRegression(C=abstaining.PENALTY, class_weight="balanced", max_iter=1000)
    model.fit(scaled, [example.answerable for example in learned])
    scores = [ours.probability(example.signals) for example in learned]
    assert scores == pytest.approx(list(model.predict_proba(scaled)[:, 1]), abs=1e-6)


def test_the_bar_lets_the_wanted_share_through() -> None:
    learned = [abstaining.Example(e.signals, e.supported) for e in made_up()]
    bar = abstaining.bar_for(learned, 0.8)
    scores = abstaining.cross_validated(learned)
    passed = [score >= bar for score, e in zip(scores, learned, strict=True) if e.answerable]
    assert np.mean(passed) == pytest.approx(0.8, abs=0.05)


def test_the_second_look_replaces_the_score_where_the_model_was_asked() -> None:
    learned = [
        abstaining.Example(
            e.signals, e.supported, Confidence(e.signals["found"], e.signals["found"]) if at % 2 else None
        )
        for at, e in enumerate(made_up())
    ]
    first = abstaining.cross_validated(learned)
    second = abstaining.seconded(learned, first)
    assert len(abstaining.second_look(learned, first)) == 120
    assert all((a == b) == (e.confidence is None) for a, b, e in zip(first, second, learned, strict=True))
