"""Which whole answers fit the question, and which sentences hold them.

"How many ...?" is not answered by "Lucy", nor "Who ...?" by a name that the question has already. The same
answer may stand in several sentences, and each of them may be the one to quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.analysis import terms
from rag.generate.rank import Scores
from rag.generate.spans import words
from rag.generate.wholes import WholeAnswer
from rag.question.expected import expected, offers
from rag.types import Query

#: What an answer of another kind counts beside one of the kind asked for.
UNFITTING = 0.05
#: Before an answer, so that its first word is read as within a sentence: a capital there tells a name.
_LEAD = "of "


@dataclass(frozen=True, slots=True)
class Fitting:
    """An answer's words and probability; ``fits`` where they are of the kind asked for, and not asked."""

    text: str
    probability: float
    fits: bool


def fitting_answers(wholes: Sequence[WholeAnswer], texts: Sequence[str], query: Query) -> list[Fitting]:
    """The answers with their words; ``texts`` are the sentences in which they stand."""
    kind = expected(query.text, query.language)
    asked = set(terms(query.text, query.language))
    return [
        Fitting(
            text := texts[whole.sentence][whole.start : whole.end],
            whole.probability,
            offers(f"{_LEAD}{text}", kind, asked) and not asked >= set(terms(text, query.language)),
        )
        for whole in wholes
    ]


def holding(answers: Sequence[Fitting], texts: Sequence[str]) -> Scores:
    """For each of ``texts`` (n,) the probability of the answers whose words stand in it, in order."""
    spelled = [_words(text) for text in texts]
    held = np.zeros(len(texts))
    for answer in answers:
        sought = _words(answer.text)
        weight = answer.probability * (1 if answer.fits else UNFITTING)
        held += [weight if sought in text else 0.0 for text in spelled]
    return held


def _words(text: str) -> str:
    """The words between spaces, so that none is found within another."""
    return f" {' '.join(text[start:end].casefold() for start, end in words(text))} "
