"""The form of a question, whether it asks for somebody's words and whether it is elliptic, from its meaning.

Each is a softmax regression on the question's embedding, with its names hidden, over written English examples
(``forms.json``). An encoder that knows several languages carries it to questions in these. For the default
encoder the weights are stored (``forms.npz``, made by ``benchmarks/fit_forms.py``); for any other they are
fitted when they are first needed.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from rag.embed import Encoder
from rag.types import AnswerForm

EXAMPLES = Path(__file__).with_name("forms.json")
STORED = Path(__file__).with_name("forms.npz")
Floats = npt.NDArray[np.float64]
#: What every name is replaced by: the form of a question is no matter of whom it is about.
_SOMEBODY = "Smith"
_NAME = re.compile(r"(?<!^)\b[A-Z][\w'.-]*(?: [A-Z][\w'.-]*)*\b")
#: How much commoner than the others these forms are taken to be.
PRIOR = {"fact": 2.0, "said": 2.0}
#: How far examples are from their mean on average.
_SPREAD = 5.0
_KNOWN: dict[str, Heads] = {}
_FITTING = threading.Lock()
_STEPS = 1000
_RATE = 2.0
_PENALTY = 1e-3


@dataclass(frozen=True, slots=True)
class Head:
    """``weights`` (d + 1, k) of a regression on embeddings with k labels, from which the ``mean`` (d,) of the
    examples is taken: in some encoders' spaces all texts are near to each other. ``scale`` makes them spread
    alike.
    """

    labels: tuple[str, ...]
    mean: Floats
    scale: float
    weights: Floats

    def probabilities(self, vector: Floats) -> dict[str, float]:
        """The probability of each label for an embedding (d,)."""
        (shares,) = _softmax(_inputs(vector[None], self.mean, self.scale) @ self.weights)
        return dict(zip(self.labels, map(float, shares), strict=True))


@dataclass(frozen=True, slots=True)
class Heads:
    """One regression for each thing that is told from a question's meaning."""

    forms: Head
    follow_ups: Head


def asks_for_words(question: str, encoder: Encoder) -> float:
    """The probability, in (0, 1), that ``question`` asks for somebody's words."""
    return _heads(encoder).forms.probabilities(_vectors([question], encoder)[0])["said"]


def form_of(question: str, encoder: Encoder) -> AnswerForm:
    """The likeliest form of ``question``, given that most questions are after a fact or somebody's words."""
    shares = _heads(encoder).forms.probabilities(_vectors([question], encoder)[0])
    weighed = {form: share * PRIOR.get(form, 1.0) for form, share in shares.items()}
    return cast("AnswerForm", max(weighed, key=weighed.__getitem__))


def is_elliptic(question: str, encoder: Encoder) -> bool:
    """Whether ``question`` names only what is different from the one before it."""
    return _heads(encoder).follow_ups.probabilities(_vectors([question], encoder)[0])["elliptic"] > 0.5


def fit(encoder: Encoder) -> Heads:
    """Regressions for ``encoder`` over the written examples."""
    examples = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return Heads(*(_fitted(examples[field.name], encoder) for field in fields(Heads)))


def _heads(encoder: Encoder) -> Heads:
    key = encoder.name
    with _FITTING:
        if key not in _KNOWN:
            _KNOWN[key] = _stored(encoder.name) or fit(encoder)
        return _KNOWN[key]


def _stored(encoder: str) -> Heads | None:
    with np.load(STORED) as stored:
        if str(stored["encoder"]) != encoder:
            return None
        return Heads(*(_head(stored, field.name) for field in fields(Heads)))


def save(heads: Heads, encoder: str) -> None:
    """Keep the regressions for the encoder of that name."""
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{name.name}.{field}": value
        for name in fields(Heads)
        for head in [getattr(heads, name.name)]
        for field, value in (
            ("labels", np.array(head.labels)),
            ("mean", head.mean.astype(np.float32)),
            ("scale", np.array(head.scale)),
            ("weights", head.weights.astype(np.float32)),
        )
    }
    arrays["encoder"] = np.array(encoder)
    with STORED.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # a name of an array, not of an option


def _head(stored: Mapping[str, Floats], name: str) -> Head:
    return Head(
        labels=tuple(str(label) for label in stored[f"{name}.labels"]),
        mean=stored[f"{name}.mean"].astype(np.float64),
        scale=float(stored[f"{name}.scale"]),
        weights=stored[f"{name}.weights"].astype(np.float64),
    )


def _fitted(examples: Mapping[str, Sequence[str]], encoder: Encoder) -> Head:
    """By gradient descent on the cross-entropy; all labels count the same."""
    labels = tuple(examples)
    right = np.array([labels.index(label) for label, texts in examples.items() for _ in texts])
    vectors = _vectors([text for texts in examples.values() for text in texts], encoder)
    mean = vectors.mean(axis=0)
    scale = _SPREAD / float(np.linalg.norm(vectors - mean, axis=1).mean())
    inputs = _inputs(vectors, mean, scale)
    wanted = np.eye(len(labels))[right]
    shares = (1 / np.bincount(right))[right, None] / len(labels)
    weights: Floats = np.zeros((inputs.shape[1], len(labels)))
    for _ in range(_STEPS):
        errors = shares * (_softmax(inputs @ weights) - wanted)
        weights = weights - _RATE * (inputs.T @ errors + _PENALTY * weights)
    return Head(labels, mean, scale, weights)


def _vectors(texts: list[str], encoder: Encoder) -> Floats:
    return encoder.encode([_NAME.sub(_SOMEBODY, text) for text in texts], query=True).astype(np.float64)


def _inputs(vectors: Floats, mean: Floats, scale: float) -> Floats:
    """Rows (n, d + 1): embeddings, and a one for the bias."""
    return np.hstack([(vectors - mean) * scale, np.ones((len(vectors), 1))])


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
