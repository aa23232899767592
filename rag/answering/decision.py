"""Whether to answer: what the reader makes of the evidence, weighed into one probability.

The weights are logistic regressions over the reader's own judgements, one for each form of question, fitted
by ``benchmarks/fit_decision.py`` and stored beside this module under the reader's name. A reader that has
none of its own is weighed like the default one.

No word of the question counts for anything here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.models import DEFAULT_READER
from rag.types import Hit, QuestionForm

STORED = Path(__file__).with_name("decision.json")
#: Encoder -> the cosine of the nearest passage where articles speak of something else, about.
TYPICAL = {"multilingual-e5-small": 0.85}
#: A probability no smaller is told apart from nothing.
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reader makes of a question's evidence.

    ``answered`` is the log-odds that it states the answer to exactly this question, ``some`` the probability
    that one of its sentences answers, ``best`` that of the likeliest one alone. ``spread`` is the entropy, in
    nats, of the belief in the sentences (Shannon 1948): where there is no answer, what the reader would
    choose, what it would quote and what was found best are different sentences. ``found`` is how
    near the nearest passage is to the question, as from ``nearness``.
    """

    answered: float
    some: float
    best: float
    spread: float
    found: float = 0.0

    def signals(self) -> dict[str, float]:
        """What the regression sees: each as log-odds or a log-probability."""
        some = min(max(self.some, _LEAST), 1 - _LEAST)
        return {
            "answered": self.answered,
            "some": math.log(some / (1 - some)),
            "best": math.log(max(self.best, _LEAST)),
            "spread": self.spread,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True)
class _Weights:
    """log-odds = bias + the sum of weight times signal."""

    bias: float
    weights: dict[str, float]

    def probability(self, signals: dict[str, float]) -> float:
        odds = self.bias + math.fsum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def probability(judgement: Judgement, form: QuestionForm, reader: str) -> float:
    """The probability, in (0, 1), that the evidence answers."""
    stored = _stored()
    return stored.get(reader, stored[Path(DEFAULT_READER.file).stem])[form].probability(judgement.signals())


def nearness(hits: Sequence[Hit], encoder: str) -> float:
    """How much nearer in meaning the nearest passage is than what an encoder finds for any question; 0 for an
    encoder of which that is not known.
    """
    nearest = max((hit.dense for hit in hits if hit.dense is not None), default=None)
    return nearest - TYPICAL[encoder] if nearest is not None and encoder in TYPICAL else 0.0


def is_enough(score: float, strictness: float) -> bool:
    """Whether a probability passes the bar: 0.5 at a ``strictness`` of 0.5, 0 at 0 and 1 at 1."""
    return score >= strictness


@cache
def _stored() -> dict[str, dict[QuestionForm, _Weights]]:
    kept = json.loads(STORED.read_text(encoding="utf-8"))
    return {
        reader: {form: _Weights(one["bias"], one["weights"]) for form, one in forms.items()}
        for reader, forms in kept["readers"].items()
    }
