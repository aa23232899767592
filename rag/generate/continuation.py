"""What the model would write after a prompt and a few tokens more."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from rag.generate.llama import PROMPT, Floats, LanguageModel, Row
from rag.generate.turns import Cancelled


def log_probabilities(logits: Floats) -> Floats:
    """Log-softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    probabilities: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return probabilities


class Continuation:
    """Log-probabilities (V,) of the token after the prompt that ``model`` holds and any tokens more.

    ``first`` are those right after the prompt, which has ``length`` tokens. What is asked for twice is
    evaluated once, and so are the tokens with which several beginnings begin, while the model has sequences
    to hold them. Calls raise Cancelled. The caller has the model's turn for as long as this is used.
    """

    def __init__(self, model: LanguageModel, first: Floats, length: int, cancel: threading.Event) -> None:
        self._model = model
        self._length = length
        self._cancel = cancel
        self._known: dict[tuple[int, ...], Floats] = {(): first}
        self._held: dict[tuple[int, ...], int] = {(): PROMPT}
        self._free = list(range(PROMPT + model.sequences, PROMPT, -1))

    def __call__(self, tokens: tuple[int, ...]) -> Floats:
        return self.all([tokens])[0]

    def all(self, beginnings: Sequence[tuple[int, ...]]) -> list[Floats]:
        """The same after each of ``beginnings``, as many in one batch as the model has sequences for."""
        new = [tokens for tokens in dict.fromkeys(beginnings) if tokens not in self._known]
        for at in range(0, len(new), self._model.sequences):
            self._evaluate(new[at : at + self._model.sequences])
        return [self._known[tokens] for tokens in beginnings]

    def _evaluate(self, beginnings: Sequence[tuple[int, ...]]) -> None:
        if self._cancel.is_set():
            raise Cancelled
        if len(beginnings) > len(self._free):
            self._release()
        rows: list[Row] = []
        for tokens in beginnings:
            # What the model holds of it already: of two in one batch neither can build on the other.
            known = next(at for at in range(len(tokens), -1, -1) if tokens[:at] in self._held)
            sequence = self._free.pop()
            self._model.branch(self._held[tokens[:known]], sequence)
            last = len(tokens) - 1
            rows += [Row(tokens[i], self._length + i, sequence, i == last) for i in range(known, len(tokens))]
        sequences = [row.sequence for row in rows if row.logits]
        for tokens, sequence, logits in zip(beginnings, sequences, self._model.evaluate(rows), strict=True):
            self._held[tokens] = sequence
            self._known[tokens] = log_probabilities(logits)

    def _release(self) -> None:
        """Let go of all that is held but the prompt."""
        for tokens, sequence in list(self._held.items()):
            if tokens:
                self._model.drop(sequence)
                self._free.append(self._held.pop(tokens))
