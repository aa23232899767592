"""What the model would write after a prompt and a few tokens more."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from rag.generate.llama import PROMPT, Floats, LanguageModel, Row
from rag.generate.turns import Cancelled

#: The sequence that continuations are tried in, a copy of the prompt.
_TRIAL = PROMPT + 1


def log_probabilities(logits: Floats) -> Floats:
    """Log-softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    probabilities: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return probabilities


class Continuation:
    """Log-probabilities (V,) of the token after the prompt that ``model`` holds and any tokens more.

    ``first`` are those right after the prompt, which has ``length`` tokens. Tokens that the last call was
    given too are not evaluated again; the others are, in one batch. Calls raise Cancelled. The caller has
    the model's turn for as long as this is used.
    """

    def __init__(self, model: LanguageModel, first: Floats, length: int, cancel: threading.Event) -> None:
        self._model = model
        self._length = length
        self._cancel = cancel
        self._known: dict[tuple[int, ...], Floats] = {(): first}
        self._held: tuple[int, ...] = ()
        model.branch(PROMPT, _TRIAL)

    def __call__(self, tokens: tuple[int, ...]) -> Floats:
        if tokens not in self._known:
            self._known[tokens] = self._evaluate(tokens)
        return self._known[tokens]

    def all(self, beginnings: Sequence[tuple[int, ...]]) -> list[Floats]:
        """The same after each of ``beginnings``, as many in one batch as the model has sequences for."""
        new = [tokens for tokens in dict.fromkeys(beginnings) if tokens not in self._known]
        for at in range(0, len(new), self._model.sequences):
            self._side_by_side(new[at : at + self._model.sequences])
        return [self._known[tokens] for tokens in beginnings]

    def _side_by_side(self, beginnings: Sequence[tuple[int, ...]]) -> None:
        if self._cancel.is_set():
            raise Cancelled
        rows: list[Row] = []
        for sequence, tokens in enumerate(beginnings, start=_TRIAL):
            self._model.branch(PROMPT, sequence)
            last = len(tokens) - 1
            rows += [Row(tokens[i], self._length + i, sequence, i == last) for i in range(len(tokens))]
        for tokens, logits in zip(beginnings, self._model.evaluate(rows), strict=True):
            self._known[tokens] = log_probabilities(logits)
        for sequence in range(_TRIAL, _TRIAL + len(beginnings)):
            self._model.drop(sequence)
        self._held = ()

    def _evaluate(self, tokens: tuple[int, ...]) -> Floats:
        if self._cancel.is_set():
            raise Cancelled
        kept = len(self._held) if tokens[: len(self._held)] == self._held else 0
        if not kept:
            self._model.branch(PROMPT, _TRIAL)
        last = len(tokens) - 1
        rows = [Row(tokens[i], self._length + i, _TRIAL, i == last) for i in range(kept, len(tokens))]
        self._held = tokens
        return log_probabilities(self._model.evaluate(rows)[0])
