"""An optional judge of support: a cross-encoder trained for natural language inference.

It reads a sentence together with what it cites, and so knows paraphrases and opposites that the signals do
not. None comes with On Record; settings may name one. Its word then stands where the stored trees' would; the
rules on quotations, speakers, negation, figures and names hold as before.

What this does not know: what the model was trained on. Most know English only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from rag.crossencoder import cross_encoder, way_out
from rag.errors import ModelRefused
from rag.torchless import torch_library

SETTING = "answer.inference"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely a text entails a claim, and how likely it contradicts it."""

    entailed: float
    contradicted: float


class Judge(Protocol):
    def judge(self, claim: str, texts: Sequence[str]) -> list[Judgement]:
        """What each of ``texts`` (n) says of ``claim``; n judgements."""
        ...


def overall(judge: Judge, claim: str, cited: str, near: Sequence[str]) -> Judgement:
    """What the ``cited`` text and the sentences ``near`` it say of ``claim``: the best entailment of them all
    (as SummaC's zero-shot score takes the best sentence: Laban et al., 2022), and the contradiction of what
    is cited, since a sentence on something else may well contradict.
    """
    found = judge.judge(claim, [cited, *near])
    return Judgement(max(one.entailed for one in found), found[0].contradicted)


@lru_cache(maxsize=1)
def judge_for(named: str) -> Judge | None:
    """The model that settings name, a directory or a model id; None for an empty name. Raises ModelRefused
    when it cannot be loaded or does not tell what is entailed.
    """
    return InferenceModel(named) if named else None


class InferenceModel:
    """A sentence-transformers cross-encoder with a label for entailment, and maybe one for contradiction; one
    that gives a single score gives the chance that the claim is consistent with the text.
    """

    def __init__(self, named: str) -> None:
        self._model = cross_encoder(named, "inference model", SETTING)
        labels = {int(n): str(label).lower() for n, label in self._model.config.id2label.items()}
        self._single = len(labels) == 1
        self._entails = next((n for n, label in labels.items() if label.startswith("entail")), -1)
        self._contradicts = next((n for n, label in labels.items() if label.startswith("contradict")), -1)
        if not self._single and self._entails < 0:
            told = ", ".join(labels.values())
            raise ModelRefused(
                f"The inference model '{named}' has no label for entailment ({told}). {way_out(SETTING)}"
            )
        torch = torch_library()
        self._model.activation_fn = torch.nn.Sigmoid() if self._single else torch.nn.Softmax(dim=-1)

    def judge(self, claim: str, texts: Sequence[str]) -> list[Judgement]:
        pairs = [(text, claim) for text in texts]
        scores = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float64)
        if self._single:
            return [Judgement(float(score), 0.0) for score in scores.reshape(-1)]
        return [
            Judgement(
                float(row[self._entails]), float(row[self._contradicts]) if self._contradicts >= 0 else 0.0
            )
            for row in scores
        ]
