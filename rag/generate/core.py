"""Which words of the evidence the model would answer with.

The model's next-token distribution is restricted, step by step, to tokens that continue a track of the
chosen sentence, and the end of a line only where a word ends. So whatever it "writes" is a run of whole
words of that sentence, and where the run stands is known without asking the model. Tokens that leave no
choice are not sampled: they are evaluated in one batch with the next choice.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.generate.llama import PROMPT, Floats, LanguageModel, Row
from rag.generate.spans import Track
from rag.generate.turns import Cancelled

#: The sequence a quotation is tried in, a copy of the prompt.
_TRIAL = PROMPT + 1
#: A quotation longer than this many tokens is a sentence, not an answer in it.
LONGEST = 32


@dataclass(frozen=True, slots=True)
class Core:
    """The words chosen, ``text[start:end]`` of sentence number ``sentence``.

    ``logprob`` is the model's log-likelihood of writing exactly these words and stopping, over its whole
    vocabulary; ``tokens`` how many tokens that is, the stop included.
    """

    sentence: int
    start: int
    end: int
    logprob: float
    tokens: int


def find_core(
    model: LanguageModel,
    first: Floats,
    at: int,
    candidates: Sequence[Track],
    ends: frozenset[int],
    cancel: threading.Event,
) -> Core:
    """Quote greedily from one sentence's ``candidates``, at least one.

    ``first`` are the log-probabilities (V,) of the token at position ``at``, right after the prompt that the
    model holds. ``ends`` are the offsets where a quotation may stop. Raises Cancelled.
    """
    stop = model.tokens("\n")[0]
    model.branch(PROMPT, _TRIAL)
    alive = list(candidates)
    likely = first
    total = 0.0
    waiting: list[int] = []
    depth = 0
    while depth < LONGEST:
        options = {track.tokens[depth] for track in alive if depth < len(track.tokens)}
        finished = [track for track in alive if depth and track.ends[depth - 1] in ends]
        if not options and not finished:
            break  # nothing but closing marks was left after the last word
        if len(options) > 1 or finished or not depth:
            if waiting:
                likely = _evaluate(model, waiting, at + depth - len(waiting), cancel)
                waiting = []
            token = max(options, key=lambda option: likely[option], default=stop)
            if finished and (not options or likely[stop] >= likely[token]):
                return _core(finished[0], depth, total + float(likely[stop]))
            total += float(likely[token])
        else:
            token = options.pop()
        alive = [track for track in alive if depth < len(track.tokens) and track.tokens[depth] == token]
        waiting.append(token)
        depth += 1
    return _cut(alive[0], depth, ends, total)


def log_probabilities(logits: Floats) -> Floats:
    """Log-softmax over the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    probabilities: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return probabilities


def _evaluate(model: LanguageModel, tokens: list[int], at: int, cancel: threading.Event) -> Floats:
    if cancel.is_set():
        raise Cancelled
    rows = [Row(token, at + i, _TRIAL, i == len(tokens) - 1) for i, token in enumerate(tokens)]
    return log_probabilities(model.evaluate(rows)[0])


def _core(track: Track, depth: int, logprob: float) -> Core:
    return Core(track.sentence, track.start, track.ends[depth - 1], logprob, depth + 1)


def _cut(track: Track, depth: int, ends: frozenset[int], logprob: float) -> Core:
    """The longest run of whole words within ``depth`` tokens; the first word when that is longer."""
    whole = [end for end in track.ends[:depth] if end in ends]
    end = whole[-1] if whole else min((e for e in ends if e > track.start), default=track.ends[-1])
    return Core(track.sentence, track.start, end, logprob, depth)
