"""The second look, after the answering model has read the evidence and before its words are an answer.

A model that may only quote tells how likely it is to begin its answer with words of the evidence at all, and
to give a whole answer of the kind that is asked for: a sum for "how much". For questions whose every word is
there but whose answer is not, these are the best signs there are.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from rag.answerable.decision import Decision, moved
from rag.logistic import Logistic
from rag.types import Confidence

STORED = Path(__file__).with_name("sureness.json")
#: Probabilities of whole answers below this are all the same: little was looked at.
LEAST = 1e-4


def sure_enough(
    decision: Decision,
    confidence: Confidence | None,
    *,
    strictness: float = 0.5,
    model: Logistic | None = None,
) -> bool:
    """Whether to show what the model proposes, ``decision`` being the first look's.

    ``confidence`` is the proposal's (``Draft.confidence``); where there is none, the first look stands. So it
    does where that left nothing open.
    """
    if confidence is None or not decision.open:
        return decision.answer
    model = model or stored_model()
    return model.probability(sureness(decision.score, confidence)) >= moved(model.bar, strictness)


def sureness(score: float, confidence: Confidence) -> dict[str, float]:
    """What the second regression sees: the probabilities, on scales without ends."""
    inside = min(max(score, 1e-6), 1 - 1e-6)
    return {
        "found": math.log(inside / (1 - inside)),
        "begins": math.log(max(confidence.begins, 1e-9)),
        "answers": math.log(confidence.answers + LEAST),
    }


@cache
def stored_model() -> Logistic:
    return Logistic.read(STORED)
