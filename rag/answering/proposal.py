"""What could be answered from the evidence, and whether it should be: the reader's view of both.

Which sentences answer is a product of experts (Hinton, 2002): the reader's choice among all of them, where it
would begin to quote, and how well retrieval found them, multiplied and shared out over the sentences.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answering.clause import clause, is_long
from rag.answering.decision import Judgement, is_enough, probability
from rag.answering.reader import Quotations, Reader, Reading, Scores
from rag.answering.telling import told
from rag.segment import count_tokens
from rag.types import Draft, EvidenceSentence, Query, QuestionForm

#: What retrieval's score, a cosine or a sum with one, counts beside the logarithms of the reader's
#: probabilities.
PRIOR = {"said": 8.0, "open": 5.0}
#: A further sentence is told while it has at least this share of the best one's belief, and so many at most:
#: one who speaks on something does so in several sentences, a fact stands in one.
FURTHER = {"said": 0.45, "open": 0.4}
MOST = {"said": 8, "open": 3}
#: The probability of a sentence in which the reader would not begin.
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Proposal:
    """``score`` is the probability that the evidence answers; ``drafts`` are what would be told, empty where
    that is not enough.
    """

    score: float
    drafts: tuple[Draft, ...] = ()


def propose(
    query: Query,
    sentences: Sequence[EvidenceSentence],
    reader: Reader,
    cancel: threading.Event,
    *,
    tokens: int,
    strictness: float,
) -> Proposal:
    """Have ``sentences`` read, the best of them within ``tokens``, and choose. Raises Cancelled."""
    said = any(one.statement is not None for one in sentences)
    form: QuestionForm = "said" if said else "open"
    with reader.open(query.text, within(sentences, tokens), cancel) as reading:
        if not reading.sentences:
            return Proposal(0.0)
        judgement, belief, quoted = judged(reading, form)
    score = probability(judgement, form, reader.name)
    if not is_enough(score, strictness):
        return Proposal(score)
    best = [i for i in np.argsort(-belief, kind="stable") if belief[i] >= FURTHER[form] * belief.max()]
    kept = [reading.sentences[i] for i in _new(reading.sentences, best)[: MOST[form]]]
    if quoted is not None:
        return Proposal(score, tuple(_quoted(one, reading, quoted) for one in kept))
    return Proposal(score, tuple(told(one, query.language) for one in sorted(kept, key=lambda one: one.n)))


def judged(reading: Reading, form: QuestionForm) -> tuple[Judgement, Scores, Quotations | None]:
    """What the reader makes of evidence, the belief (n,) in each of its sentences, and what it would quote.
    Raises Cancelled.
    """
    chosen = reading.chosen()
    quoted = reading.quotations() if form == "open" else None
    belief = _belief(reading, chosen[:-1], quoted)
    judgement = Judgement(
        answered=reading.answered(),
        some=1 - float(chosen[-1]),
        best=float(chosen[:-1].max()),
        spread=float(-(belief * np.log(belief + _LEAST)).sum()),
    )
    return judgement, belief, quoted


def within(sentences: Sequence[EvidenceSentence], tokens: int) -> tuple[EvidenceSentence, ...]:
    """The best of ``sentences`` that together have at most ``tokens``, in their order; at least one."""
    kept: set[int] = set()
    for one in sorted(sentences, key=lambda one: -one.score):
        tokens -= count_tokens(one.sentence.text)
        if tokens < 0 and kept:
            break
        kept.add(one.n)
    return tuple(one for one in sentences if one.n in kept)


def _belief(reading: Reading, chosen: Scores, quoted: Quotations | None) -> Scores:
    """The share (n,) of belief that each sentence answers."""
    # What asks cannot answer, however near it is: a journalist's question in an interview.
    asks = np.array([one.statement is None and _asks(one.sentence.text) for one in reading.sentences])
    chosen = np.where(asks & ~asks.all(), 0.0, chosen)
    scores = np.log(chosen + _LEAST) + PRIOR["open" if quoted else "said"] * np.array(
        [one.score for one in reading.sentences]
    )
    if quoted is not None:
        scores = scores + np.log(quoted.begins + _LEAST)
    weights = np.exp(scores - scores.max())
    shared: Scores = weights / weights.sum()
    return shared


def _asks(text: str) -> bool:
    return text.rstrip(" \n\"'”’»“)").endswith("?")


def _new(sentences: Sequence[EvidenceSentence], order: Sequence[int]) -> list[int]:
    """``order`` without sentences that repeat another, word for word."""
    told = {i: " ".join(sentences[i].sentence.text.casefold().split()) for i in order}
    return [i for at, i in enumerate(order) if not any(told[i] in told[j] for j in order[:at])]


def _quoted(source: EvidenceSentence, reading: Reading, quoted: Quotations) -> Draft:
    """The sentence, or of a long one the clause around the words that answer."""
    text = source.sentence.text
    at = reading.sentences.index(source)
    answer = next((whole for whole in quoted.wholes if whole.sentence == at), None)
    start, end = clause(text, answer.start, answer.end) if answer and is_long(text) else (0, len(text))
    return Draft(text[start:end], (source.n,))
