"""Figures over pairs of (ours, people's): one row each, its interval from resampled pairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rag.evaluate.report import Row

#: Resamples of the pairs; rank figures are slow, and the ends move by less than .01 beyond this.
RESAMPLES = 500

Pairs = npt.NDArray[np.float64]
Figure = Callable[[Pairs], float]


def pair_row(
    dataset: str,
    metric: str,
    pairs: Sequence[tuple[float, float]],
    figure: Figure,
    baselines: Mapping[str, float] | None = None,
    published: Mapping[str, float] | None = None,
) -> Row:
    """``figure`` of the pairs with the percentile bootstrap's 95 % interval (Efron 1979)."""
    values = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    picks = np.random.default_rng(0).integers(0, len(values), size=(RESAMPLES, len(values)))
    drawn = [result for pick in picks if np.isfinite(result := figure(values[pick]))]
    low, high = np.quantile(drawn, (0.025, 0.975)) if drawn else (float("nan"), float("nan"))
    return Row(
        dataset,
        metric,
        len(values),
        figure(values),
        float(low),
        float(high),
        dict(baselines or {}),
        dict(published or {}),
    )


def balanced_accuracy(pairs: Pairs) -> float:
    """The mean of the shares of each label that were told; nan where a label does not occur."""
    said, truth = pairs[:, 0] > 0.5, pairs[:, 1] > 0.5
    if truth.all() or not truth.any():
        return float("nan")
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def f1(pairs: Pairs) -> float:
    """F1 of the label 1; nan where it neither occurs nor is told."""
    return _f1(pairs[:, 0] > 0.5, pairs[:, 1] > 0.5)


def macro_f1(pairs: Pairs) -> float:
    """The mean of both labels' F1."""
    said, truth = pairs[:, 0] > 0.5, pairs[:, 1] > 0.5
    return (_f1(said, truth) + _f1(~said, ~truth)) / 2


def _f1(said: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    named = int(said.sum()) + int(truth.sum())
    return 2 * int((said & truth).sum()) / named if named else float("nan")


def auc(pairs: Pairs) -> float:
    """The chance that a score of a case with label 1 is above one of a case with label 0."""
    truth = pairs[:, 1] > 0.5
    ones, zeros = int(truth.sum()), int((~truth).sum())
    if not ones or not zeros:
        return float("nan")
    return float((_ranks(pairs[:, 0])[truth].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def spearman(pairs: Pairs) -> float:
    """Pearson's correlation of ranks; nan where either side does not vary."""
    ours, people = _ranks(pairs[:, 0]), _ranks(pairs[:, 1])
    if ours.std() == 0 or people.std() == 0:
        return float("nan")
    return float(np.corrcoef(ours, people)[0, 1])


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks from 1; equal values share the mean of their ranks."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_ranks: npt.NDArray[np.float64] = np.cumsum(counts) - (counts - 1) / 2
    return mean_ranks[places]
