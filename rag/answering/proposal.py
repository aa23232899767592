"""What could be answered from the evidence, and whether it should be: the reader's view of both.

Which sentences answer is a product of experts (Hinton, 2002): the reader's choice among all of them, where it
would begin to quote, and how well retrieval found them, multiplied and shared out over the sentences.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering.arranging import arranged, best_of
from rag.answering.decision import Judgement, is_enough, probability
from rag.answering.earlier import figure, newer
from rag.answering.gathering import BROAD
from rag.answering.quoting import quoted
from rag.answering.reader import Quotations, Reader, Reading, Scores
from rag.segment import count_tokens
from rag.types import Draft, EvidenceSentence, Heading, Query, QuestionForm

#: What retrieval's score, a cosine or a sum with one, counts beside the logarithms of the reader's
#: probabilities.
PRIOR = {"said": 8.0, "open": 5.0, "broad": 5.0}
#: A further sentence is told while it has at least this share of the best one's belief, and so many at most:
#: one who speaks on something does so in several sentences, a fact stands in one.
FURTHER = {"said": 0.45, "open": 0.4, "broad": 0.25}
MOST = {"said": 8, "open": 3, "broad": 8}
#: A newer article's value counts from this probability on, when it is read by itself.
SURE_OF_NEWER = 0.3
#: The end of a sentence, and of a question; marks of quotations and of markup may follow.
_END = re.compile(r"[.!…。:;](?=[\s\"'”’»“*_)\]]|$)")
_ASKED = re.compile(r"\?[\s\"'”’»“*_)\]]*$")
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
    found: float = 0.0,
) -> Proposal:
    """Have ``sentences`` read, the best of them within ``tokens``, and choose. ``found`` tells how near
    passages are to the question (``nearness``). Raises Cancelled.
    """
    form = _form(query, sentences)
    with reader.open(query.text, within(sentences, tokens), cancel) as reading:
        if not reading.sentences:
            return Proposal(0.0)
        judgement, belief, quotations = judged(reading, form)
    score = probability(replace(judgement, found=found), form, reader.name)
    if not is_enough(score, strictness):
        return Proposal(score)
    if quotations is not None:
        updated = _newer_first(query, reading.sentences, quotations, reader, cancel)
        return Proposal(score, updated or _told(reading.sentences, belief, quotations))
    return Proposal(score, arranged(query, reading.sentences, belief, FURTHER[form], MOST[form]))


def judged(reading: Reading, form: QuestionForm) -> tuple[Judgement, Scores, Quotations | None]:
    """What the reader makes of evidence, the belief (n,) in each of its sentences, and what it would quote.
    Raises Cancelled.
    """
    chosen = reading.chosen()
    quoted = reading.quotations() if form == "open" else None
    belief = _belief(reading, form, chosen[:-1], quoted)
    judgement = Judgement(
        answered=reading.answered(),
        some=1 - float(chosen[-1]),
        best=float(chosen[:-1].max()),
        spread=float(-(belief * np.log(belief + _LEAST)).sum()),
    )
    return judgement, belief, quoted


def within(sentences: Sequence[EvidenceSentence], tokens: int) -> tuple[EvidenceSentence, ...]:
    """The best of ``sentences`` that together have at most ``tokens``, in their order; at least one. Of every
    side of a comparison as many are kept as of the others.
    """
    kept: set[int] = set()
    sides = list(dict.fromkeys(one.side for one in sentences))
    for side in sides:
        left = tokens // len(sides)
        for one in sorted((s for s in sentences if s.side == side), key=lambda one: -one.score):
            left -= count_tokens(one.sentence.text)
            if left < 0 and kept:
                break
            kept.add(one.n)
    return tuple(one for one in sentences if one.n in kept)


def _form(query: Query, sentences: Sequence[EvidenceSentence]) -> QuestionForm:
    """What kind of evidence this is, by which it is judged."""
    if query.layout == "compare" and query.sides:
        return "broad"
    if any(one.statement is not None for one in sentences):
        return "said"
    return "broad" if query.layout in BROAD or query.layout == "latest" else "open"


def _belief(reading: Reading, form: QuestionForm, chosen: Scores, quoted: Quotations | None) -> Scores:
    """The share (n,) of belief that each sentence answers."""
    # However near it is, what asks cannot answer, nor what is no sentence: a journalist's question in an
    # interview, a heading, the label of who speaks next.
    idle = np.array([one.statement is None and not _states(one.sentence.text) for one in reading.sentences])
    chosen = np.where(idle & ~idle.all(), 0.0, chosen)
    scores = np.log(chosen + _LEAST) + PRIOR[form] * np.array([one.score for one in reading.sentences])
    if quoted is not None:
        scores = scores + np.log(quoted.begins + _LEAST)
    weights = np.exp(scores - scores.max())
    shared: Scores = weights / weights.sum()
    return shared


def _states(text: str) -> bool:
    """Whether a text has the end of a sentence and does not ask."""
    return _END.search(text) is not None and _ASKED.search(text) is None


def _told(sentences: Sequence[EvidenceSentence], belief: Scores, found: Quotations) -> tuple[Draft, ...]:
    """The sentences that state a fact."""
    kept = best_of(sentences, belief, FURTHER["open"])[: MOST["open"]]
    return tuple(quoted(sentences[i], i, found) for i in kept)


def _newer_first(
    query: Query,
    sentences: Sequence[EvidenceSentence],
    found: Quotations,
    reader: Reader,
    cancel: threading.Event,
) -> tuple[Draft, ...]:
    """Where a newer article gives another value than the likeliest answer: the newer one, then the earlier.
    Empty where none does. Raises Cancelled.
    """
    given = figure(sentences, found)
    later = newer(query, sentences, found, *given) if given is not None else ()
    if given is None or not later:
        return ()
    source, value = given
    with reader.open(query.text, later, cancel) as reading:
        again = reading.quotations()
        updated = figure(reading.sentences, again)
    if updated is None or updated[1].agrees(value) or again.wholes[0].probability < SURE_OF_NEWER:
        return ()
    newest, before = updated[0], Heading("earlier", date=source.published)
    return (
        quoted(newest, reading.sentences.index(newest), again),
        quoted(source, sentences.index(source), found, before),
    )
