"""What the model would write after a text that it has read, and some tokens more: branches of one reading."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from rag.models.llama import BATCH, PROMPT, Floats, LanguageModel, Row
from rag.models.turns import Cancelled

Tokens = tuple[int, ...]


def log_probabilities(logits: Floats) -> Floats:
    """Log-softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    probabilities: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return probabilities


class Branches:
    """Log-probabilities (V,) of the token after the text that ``model`` holds and any tokens more.

    ``first`` are those right after the text, which has ``length`` tokens. What is asked for twice is
    evaluated once, and so are the tokens with which several branches begin, while the model has sequences
    to hold them. Calls raise Cancelled. The caller has the model's turn for as long as this is used.
    """

    def __init__(self, model: LanguageModel, first: Floats, length: int, cancel: threading.Event) -> None:
        self._model = model
        self._length = length
        self._cancel = cancel
        self._known: dict[Tokens, Floats] = {(): first}
        self._held: dict[Tokens, int] = {(): PROMPT}
        self._kept: Tokens = ()
        self._free = list(range(PROMPT + model.sequences, PROMPT, -1))

    def __call__(self, tokens: Tokens) -> Floats:
        return self.all([tokens])[0]

    def all(self, branches: Sequence[Tokens]) -> list[Floats]:
        """The same after each of ``branches``, as many in one batch as go into it."""
        batch: list[Tokens] = []
        rows = 0
        for tokens in dict.fromkeys(tokens for tokens in branches if tokens not in self._known):
            if batch and (rows + len(tokens) > BATCH or len(batch) == self._model.sequences - 1):
                self._evaluate(batch)
                batch, rows = [], 0
            batch.append(tokens)
            rows += len(tokens)
        if batch:
            self._evaluate(batch)
        return [self._known[tokens] for tokens in branches]

    def keep(self, tokens: Tokens) -> Floats:
        """The same after ``tokens``, from which many branches will go on: they are held until the next."""
        self._kept = tokens
        return self(tokens)

    def _evaluate(self, branches: Sequence[Tokens]) -> None:
        if self._cancel.is_set():
            raise Cancelled
        if len(branches) > len(self._free):
            self._release()
        rows: list[Row] = []
        for tokens in branches:
            # What the model holds of it already: of two in one batch neither can build on the other.
            known = next(at for at in range(len(tokens), -1, -1) if tokens[:at] in self._held)
            sequence = self._free.pop()
            self._model.branch(self._held[tokens[:known]], sequence)
            rows += self._rows(tokens, known, sequence)
        sequences = [row.sequence for row in rows if row.logits]
        for tokens, sequence, logits in zip(branches, sequences, self._evaluated(rows), strict=True):
            self._held[tokens] = sequence
            self._known[tokens] = log_probabilities(logits)

    def _rows(self, tokens: Tokens, known: int, sequence: int) -> Iterable[Row]:
        last = len(tokens) - 1
        return (Row(tokens[i], self._length + i, sequence, i == last) for i in range(known, len(tokens)))

    def _evaluated(self, rows: Sequence[Row]) -> list[Floats]:
        """The logits wanted. A single branch may be longer than a batch."""
        found = [self._model.evaluate(rows[at : at + BATCH]) for at in range(0, len(rows), BATCH)]
        return [logits for part in found for logits in part]

    def _release(self) -> None:
        """Let go of all that is held but the text itself and what is kept."""
        for tokens, sequence in list(self._held.items()):
            if tokens and tokens != self._kept:
                self._model.drop(sequence)
                self._free.append(self._held.pop(tokens))
