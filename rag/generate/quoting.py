"""Answers that cannot invent: a model too small to be trusted with words of its own may only quote.

The model reads the evidence and the question. Which sentence it quotes is decided from the distribution of
its first tokens (``rank``) and from the whole answers it would give (``wholes``, ``fitting``). A sentence is
shown whole; of a long one, constrained decoding (``core``) finds the words that answer, and the clause they
stand in is shown (``clause``). Every character shown is copied from the article by offset, so a misreading
can pick the wrong words but never make up any.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from rag.generate import rank, wholes
from rag.generate.clause import clause, is_long
from rag.generate.clean import for_prompt
from rag.generate.continuation import Continuation, log_probabilities
from rag.generate.core import LONGEST, find_core
from rag.generate.fitting import fitting_answers, holding, promising, wanted_by
from rag.generate.llama import LanguageModel
from rag.generate.prompt import Prompt
from rag.generate.rank import Scores, shares, wanted
from rag.generate.spans import tracks, word_ends, words
from rag.generate.turns import Cancelled
from rag.generate.warm import warm_up
from rag.generate.wholes import whole_answers
from rag.types import Confidence, Draft, Evidence, EvidenceSentence, Query, Token

#: A further sentence is quoted while it has at least this share of belief, by the form of the question.
FURTHER_SHARE = {"open": 0.10}
FURTHER_SHARE_OTHERWISE = 0.40
#: The most sentences in an answer, likewise.
MOST = {"open": 3}
MOST_OTHERWISE = 2
#: Tokens left free in the context for trying out quotations: all looked into, and all that are quoted.
_ROOM = wholes.LOOKS + rank.LOOKS + max(*MOST.values(), MOST_OTHERWISE) * LONGEST


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence or clause to show; ``confidence`` is that the evidence answers, more than that this does."""

    source: EvidenceSentence
    text: str
    confidence: Confidence


class QuotingGenerator:
    """Quotes what answers a question. ``model`` is the name readers are shown."""

    def __init__(self, model: LanguageModel, prompt: Prompt) -> None:
        self._model = model
        self._prompt = prompt
        self.head = model.tokens(prompt.head, start=True)
        self._stop = model.tokens("\n")[0]

    @property
    def model(self) -> str:
        return self._model.name

    @property
    def tells_confidence(self) -> bool:
        return True

    def warm_up(self) -> None:
        """Read the examples, so that the first question does not wait for it."""
        warm_up(self._model, self.head)

    def generate(self, query: Query, evidence: Evidence, cancel: threading.Event) -> Iterator[Token | Draft]:
        """Quotations, best first; nothing where the evidence has no words."""
        for quotation in self.quotations(query, evidence.sentences, cancel):
            for word in _pieces(quotation.text):
                yield Token(word)
            yield Draft(quotation.text, (quotation.source.n,), confidence=quotation.confidence)

    def quotations(
        self, query: Query, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> tuple[Quotation, ...]:
        """What to quote, best first; what was found so far when ``cancel`` is set meanwhile."""
        found: list[Quotation] = []
        with suppress(Cancelled), self._model.turns.turn(cancel):
            found.extend(self._quote(query, sentences, cancel))
        return tuple(found)

    def _quote(
        self, query: Query, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[Quotation]:
        kept, tokens = self.fitting(query.text, sentences)
        if not kept:
            return
        first = log_probabilities(self._model.read(tokens, cancel, fixed=len(self.head)))
        texts = [for_prompt(one.sentence.text) for one in kept]
        paths = [tracks(i, text, self._model.tokens, self._model.text) for i, text in enumerate(texts)]
        ends = [word_ends(text) for text in texts]
        after = Continuation(self._model, first, len(tokens), cancel)
        want = wanted_by(query)
        begun = [promising(path, text, want) for path, text in zip(paths, texts, strict=True)]
        # Not every way to say when or who is known: where there is none that is, all is looked at.
        begun = begun if any(begun) else paths
        found = whole_answers(after.all, begun, ends, self._stop)
        wants = wanted(after, paths, ends, self._stop)
        answers = fitting_answers(found, texts, want)
        belief = shares(wants, holding(answers, texts), [one.score for one in kept])
        sure = Confidence(float(wants.sum()), sum(a.weight for a in answers))
        for i in _chosen(belief, texts, query.form):
            start, end = 0, len(texts[i])
            if is_long(texts[i]):
                core = find_core(after, paths[i], ends[i], self._stop)
                start, end = clause(texts[i], core.start, core.end)
            yield Quotation(kept[i], kept[i].sentence.text[start:end], sure)

    def fitting(
        self, question: str, sentences: Sequence[EvidenceSentence]
    ) -> tuple[list[EvidenceSentence], list[int]]:
        """As many of the best sentences as the context holds, in their order, and the prompt with them."""
        kept = list(sentences)
        while kept:
            evidence = "\n".join(for_prompt(one.sentence.text) for one in kept)
            filled = self._prompt.fill(evidence=evidence, question=for_prompt(question))
            tokens = self.head + self._model.tokens(filled[len(self._prompt.head) :])
            if len(tokens) + _ROOM <= self._model.context:
                return kept, tokens
            kept.remove(min(kept, key=lambda one: one.score))
        return [], []


def _chosen(belief: Scores, texts: Sequence[str], form: str) -> list[int]:
    """Indices of the sentences to quote, best first; none without words, none that repeats another."""
    order = [int(i) for i in np.argsort(-belief, kind="stable")]
    told = {i: " ".join(texts[i][start:end].casefold() for start, end in words(texts[i])) for i in order}
    new = [i for at, i in enumerate(order) if told[i] and not any(told[i] in told[j] for j in order[:at])]
    bar = FURTHER_SHARE.get(form, FURTHER_SHARE_OTHERWISE)
    return [i for i in new[: MOST.get(form, MOST_OTHERWISE)] if i == new[0] or belief[i] >= bar]


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end after a space, the way it is shown while it is written."""
    rest = text
    while rest:
        cut = rest.find(" ") + 1 or len(rest)
        yield rest[:cut]
        rest = rest[cut:]
