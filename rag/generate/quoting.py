"""Answers that cannot invent: a model too small to be trusted with words of its own may only quote.

The model reads numbered evidence and the question. Which sentence it quotes is decided from the distribution
of its first token (``rank``), which words in it from constrained decoding (``core``); the reader is shown
them in the sentence or clause they stand in (``clause``). Every character shown is copied from the article
by offset, so a misreading can pick the wrong words but never make up any.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.generate.clause import clause
from rag.generate.clean import for_prompt
from rag.generate.core import Core, find_core, log_probabilities
from rag.generate.llama import LanguageModel
from rag.generate.prompt import Prompt
from rag.generate.rank import shares, wanted
from rag.generate.spans import Track, tracks, word_ends
from rag.generate.turns import Cancelled
from rag.types import Draft, Evidence, EvidenceSentence, Query, Token

#: A further sentence is quoted while it has at least this share of belief, by the form of the question.
FURTHER_SHARE = {"open": 0.10}
FURTHER_SHARE_OTHERWISE = 0.35
#: The most sentences in an answer, likewise.
MOST = {"open": 3}
MOST_OTHERWISE = 2
#: Tokens left free in the context for trying out a quotation.
_ROOM = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a question and its evidence before it has written anything.

    ``shares[i]`` is the belief that ``sentences[i]`` answers; ``inside`` the probability that the model
    begins with a word of the evidence at all.
    """

    sentences: tuple[EvidenceSentence, ...]
    shares: tuple[float, ...]
    inside: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage to show, and the words in it that the model answered with."""

    source: EvidenceSentence
    text: str
    core: Core
    share: float


class QuotingGenerator:
    """Quotes what answers a question. ``model`` is the name readers are shown."""

    def __init__(self, model: LanguageModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt
        self._head = model.tokens(prompt.head, start=True)

    @property
    def model(self) -> str:
        return self._model.name

    def warm_up(self) -> None:
        """Read the fixed part of the prompt, so that the first question does not wait for it."""
        never = threading.Event()
        with self._model.turns.turn(never):
            self._model.read(self._head, never)

    def generate(self, query: Query, evidence: Evidence, cancel: threading.Event) -> Iterator[Token | Draft]:
        """Quotations, best first; nothing where the evidence has no words."""
        for quotation in self.quotations(query, evidence.sentences, cancel):
            for word in _pieces(quotation.text):
                yield Token(word)
            yield Draft(quotation.text, (quotation.source.n,))

    def quotations(
        self, query: Query, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> tuple[Quotation, ...]:
        """What to quote, best first; what was found so far when ``cancel`` is set meanwhile."""
        found: list[Quotation] = []
        try:
            with self._model.turns.turn(cancel):
                found.extend(self._quote(query, sentences, cancel))
        except Cancelled:
            return ()
        return tuple(found)

    def _quote(
        self, query: Query, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[Quotation]:
        kept, tokens = self._fitting(query.text, sentences)
        if not kept:
            return
        first = log_probabilities(self._model.read(tokens, cancel, fixed=len(self._head)))
        texts = [for_prompt(one.sentence.text) for one in kept]
        paths = [tracks(i, text, self._model.tokens, self._model.text) for i, text in enumerate(texts)]
        belief = shares(wanted(first, paths), [one.score for one in kept])
        for i in _chosen(belief, paths, query.form):
            core = find_core(self._model, first, len(tokens), paths[i], word_ends(texts[i]), cancel)
            start, end = clause(kept[i].sentence.text, core.start, core.end)
            yield Quotation(kept[i], kept[i].sentence.text[start:end], core, float(belief[i]))

    def _fitting(
        self, question: str, sentences: Sequence[EvidenceSentence]
    ) -> tuple[list[EvidenceSentence], list[int]]:
        """As many of the best sentences as the context holds, in their order, and the prompt with them."""
        kept = list(sentences)
        while kept:
            evidence = "\n".join(for_prompt(one.sentence.text) for one in kept)
            filled = self._prompt.fill(evidence=evidence, question=for_prompt(question))
            tokens = self._head + self._model.tokens(filled[len(self._prompt.head) :])
            if len(tokens) + _ROOM <= self._model.context:
                return kept, tokens
            kept.remove(min(kept, key=lambda one: one.score))
        return [], []


def _chosen(belief: np.ndarray, paths: Sequence[Sequence[Track]], form: str) -> list[int]:
    """Indices of the sentences to quote, best first."""
    order = [int(i) for i in np.argsort(-belief, kind="stable") if paths[i]]
    bar = FURTHER_SHARE.get(form, FURTHER_SHARE_OTHERWISE)
    return [i for i in order[: MOST.get(form, MOST_OTHERWISE)] if i == order[0] or belief[i] >= bar]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end after a space, the way it is shown while it is written."""
    rest = text
    while rest:
        cut = rest.find(" ") + 1 or len(rest)
        yield rest[:cut]
        rest = rest[cut:]
