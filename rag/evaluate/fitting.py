"""How the verifier's trees are fitted: the one recipe behind the stored file and the cross-validation.

Every set counts the same and within a set both labels do, so that the score's middle, 0.5, is the bar for
all of them; see ``benchmarks/fit_verifier.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.verify.trees import Node, Trees

FOLDS = 10
#: Of scikit-learn's GradientBoostingClassifier.
RECIPE: dict[str, Any] = {
    "n_estimators": 160,
    "max_depth": 3,
    "learning_rate": 0.05,
    "subsample": 0.7,
    "max_features": 0.3,
    "min_samples_leaf": 15,
    "random_state": 0,
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A claim's signals, whether people found it supported, its set, and the article it is about."""

    signals: Mapping[str, float]
    supported: bool
    dataset: str
    article: str


def fit(examples: Sequence[Example]) -> Trees:
    """Trees for ``examples``, all with the same signals; the same examples always give the same trees."""
    from sklearn.ensemble import GradientBoostingClassifier

    names = list(examples[0].signals)
    inputs = np.array([[example.signals[name] for name in names] for example in examples])
    labels = np.array([example.supported for example in examples])
    model = GradientBoostingClassifier(init="zero", **RECIPE)
    model.fit(inputs, labels, sample_weight=weights(examples))
    rate = float(RECIPE["learning_rate"])
    return Trees(0.0, tuple(_tree(stage[0].tree_, names, rate) for stage in model.estimators_))


def cross_validated(examples: Sequence[Example]) -> list[float]:
    """A score for each example from trees fitted without its article."""
    articles = sorted({example.article for example in examples})
    shuffled = np.random.default_rng(0).permutation(len(articles))
    fold = {articles[at]: i % FOLDS for i, at in enumerate(shuffled)}
    models = [
        fit([example for example in examples if fold[example.article] != held_out])
        for held_out in range(FOLDS)
    ]
    return [models[fold[example.article]].probability(example.signals) for example in examples]


def weights(examples: Sequence[Example]) -> Floats:
    kinds = [(example.dataset, example.supported) for example in examples]
    sizes = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    return np.array([len(examples) / (len(sizes) * sizes[kind]) for kind in kinds])


def _tree(fitted: Any, names: Sequence[str], rate: float) -> tuple[Node, ...]:
    return tuple(
        Node("", round(rate * float(fitted.value[i, 0, 0]), 6))
        if fitted.children_left[i] < 0
        else Node(
            names[fitted.feature[i]],
            float(fitted.threshold[i]),
            int(fitted.children_left[i]),
            int(fitted.children_right[i]),
        )
        for i in range(fitted.node_count)
    )
