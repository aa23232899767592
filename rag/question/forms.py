"""Whether a question asks for somebody's words, from its meaning: for readers that cannot be asked.

A logistic regression on the question's embedding, with its names hidden, over the written examples in
``forms.json``. It is fitted when it is first needed, for whichever encoder there is.
"""

from __future__ import annotations

import json
import re
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
_STEPS = 200
_RATE = 4.0
_PENALTY = 1e-3


def asks_for_words(question: str, encoder: Encoder) -> float:
    """The probability, in (0, 1), that ``question`` asks for somebody's words."""
    weights = _weights(encoder)
    return float(_probabilities(_features([question], encoder), weights)[0])


@kept_for_the_same
def _weights(encoder: Encoder) -> Floats:
    """The regression's weights (d + 1,), by gradient descent; both labels count the same."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    texts = [*examples["said"], *examples["open"]]
    labels = np.array([1.0] * len(examples["said"]) + [0.0] * len(examples["open"]))
    inputs = _features(texts, encoder)
    shares = np.where(labels == 1, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    weights: Floats = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        errors = shares * (_probabilities(inputs, weights) - labels)
        weights = weights - _RATE * (inputs.T @ errors + _PENALTY * weights)
    return weights


def _features(texts: list[str], encoder: Encoder) -> Floats:
    """Rows (n, d + 1): embeddings, and a one for the bias."""
    vectors = encoder.encode([_NAME.sub(_SOMEBODY, text) for text in texts], query=True)
    return np.hstack([vectors * np.sqrt(vectors.shape[1]) / 4, np.ones((len(texts), 1))])


def _probabilities(inputs: Floats, weights: Floats) -> Floats:
    probabilities: Floats = 1 / (1 + np.exp(-(inputs @ weights)))
    return probabilities
