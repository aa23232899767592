"""How the decision to answer is fitted: the one recipe behind the stored file and the cross-validation.

Both labels count the same. The bar is put where the wanted share of answerable questions is answered, by
scores from regressions that had not seen them; see ``benchmarks/fit_answerable.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answerable.sureness import sureness
from rag.logistic import Logistic
from rag.types import Confidence

FOLDS = 10
#: Repetitions of the cross-validation, with other folds, that the bar and the figures are averaged over.
REPEATS = 5
#: The shares of answerable questions that the bars let through: of all, where the first look alone decides;
#: of those that it leaves to the model; and of these the model's.
ANSWERED = 0.93
LEFT_OPEN = 0.985
SURE = 0.95
#: Strength of the penalty on weights, as scikit-learn's C.
PENALTY = 0.3


@dataclass(frozen=True, slots=True)
class Example:
    """A question's signals and whether the articles answer it.

    ``confidence`` is the answering model's, None where it is not asked (``Draft.confidence``).
    """

    signals: Mapping[str, float]
    answerable: bool
    confidence: Confidence | None = None


def fit(examples: Sequence[Example], bar: float = 0.5, least: float | None = None) -> Logistic:
    """A regression over all signals, which all examples must have; the same examples give the same one."""
    from sklearn.linear_model import LogisticRegression

    names = list(examples[0].signals)
    inputs = np.array([[example.signals[name] for name in names] for example in examples])
    labels = np.array([example.answerable for example in examples])
    centre, spread = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), 1e-9)
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=1000)
    model.fit((inputs - centre) / spread, labels)
    weights = model.coef_[0] / spread
    return Logistic(
        bias=float(model.intercept_[0] - weights @ centre),
        weights={name: float(weight) for name, weight in zip(names, weights, strict=True)},
        bar=bar,
        least=least,
    )


def cross_validated(examples: Sequence[Example], repeat: int = 0) -> list[float]:
    """A score for each example from a regression fitted without it; labels are spread over the folds."""
    order = np.random.default_rng(repeat).permutation(len(examples))
    ranked = sorted(order, key=lambda at: examples[at].answerable)
    fold = {int(at): i % FOLDS for i, at in enumerate(ranked)}
    models = [
        fit([example for at, example in enumerate(examples) if fold[at] != held_out])
        for held_out in range(FOLDS)
    ]
    return [models[fold[at]].probability(example.signals) for at, example in enumerate(examples)]


def second_look(examples: Sequence[Example], scores: Sequence[float]) -> list[Example]:
    """What the second regression learns from: the first one's ``scores`` beside the model's confidence."""
    return [
        Example(sureness(score, example.confidence), example.answerable)
        for example, score in zip(examples, scores, strict=True)
        if example.confidence is not None
    ]


def seconded(examples: Sequence[Example], scores: Sequence[float], repeat: int = 0) -> list[float]:
    """``scores`` with the cross-validated second one in place where the model was asked."""
    second = iter(cross_validated(second_look(examples, scores), repeat))
    return [
        score if example.confidence is None else next(second)
        for example, score in zip(examples, scores, strict=True)
    ]


def bar_for(examples: Sequence[Example], share: float, *, asked: bool = False) -> float:
    """The score that ``share`` of the answerable examples reach, cross-validated: of all, or of those where
    the model is ``asked``, if there are any.
    """
    answerable = [at for at, example in enumerate(examples) if example.answerable]
    counted = [at for at in answerable if asked and examples[at].confidence is not None] or answerable
    repeats = (cross_validated(examples, repeat) for repeat in range(REPEATS))
    return float(np.mean([np.quantile([scores[at] for at in counted], 1 - share) for scores in repeats]))


def bars(examples: Sequence[Example]) -> tuple[float, float]:
    """The first look's ``bar`` and ``least`` (``Logistic``)."""
    return bar_for(examples, ANSWERED), bar_for(examples, LEFT_OPEN, asked=True)
