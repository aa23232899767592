"""Whether a question asks for somebody's words, from its meaning: for readers that cannot be asked.

A logistic regression on the question's embedding, with its names hidden, over the written examples in
``forms.json``. It is fitted when it is first needed, for whichever encoder there is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.embed import Encoder
from rag.kept import kept_for_the_same

EXAMPLES = Path(__file__).with_name("forms.json")
Floats = npt.NDArray[np.float64]
#: What every name is replaced by: whose words are asked for is no matter of who it is.
_SOMEBODY = "Smith"
_NAME = re.compile(r"(?<!^)\b[A-Z][\w'.-]*(?: [A-Z][\w'.-]*)*\b")
#: How far examples are from their mean on average.
_SPREAD = 3.0
_STEPS = 200
_RATE = 4.0
_PENALTY = 1e-3


def asks_for_words(question: str, encoder: Encoder) -> float:
    """The probability, in (0, 1), that ``question`` asks for somebody's words."""
    (vector,) = _vectors([question], encoder)
    return _fitted(encoder).probability(vector)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """``weights`` (d + 1,) of a regression on embeddings, from which the ``mean`` (d,) of the examples is
    taken: in some encoders' spaces all texts are near to each other. ``scale`` makes them spread alike.
    """

    mean: Floats
    scale: float
    weights: Floats

    def probability(self, vector: Floats) -> float:
        return float(_probabilities(_inputs(vector[None], self.mean, self.scale), self.weights)[0])


@kept_for_the_same
def _fitted(encoder: Encoder) -> _Fitted:
    """By gradient descent; both labels count the same."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    texts = [*examples["said"], *examples["open"]]
    labels = np.array([1.0] * len(examples["said"]) + [0.0] * len(examples["open"]))
    vectors = _vectors(texts, encoder)
    mean = vectors.mean(axis=0)
    scale = _SPREAD / float(np.linalg.norm(vectors - mean, axis=1).mean())
    inputs = _inputs(vectors, mean, scale)
    shares = np.where(labels == 1, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    weights: Floats = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        errors = shares * (_probabilities(inputs, weights) - labels)
        weights = weights - _RATE * (inputs.T @ errors + _PENALTY * weights)
    return _Fitted(mean, scale, weights)


def _vectors(texts: list[str], encoder: Encoder) -> Floats:
    return encoder.encode([_NAME.sub(_SOMEBODY, text) for text in texts], query=True).astype(np.float64)


def _inputs(vectors: Floats, mean: Floats, scale: float) -> Floats:
    """Rows (n, d + 1): embeddings, and a one for the bias."""
    return np.hstack([(vectors - mean) * scale, np.ones((len(vectors), 1))])


def _probabilities(inputs: Floats, weights: Floats) -> Floats:
    probabilities: Floats = 1 / (1 + np.exp(-(inputs @ weights)))
    return probabilities
