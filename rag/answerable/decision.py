"""The decision itself: the stored regression over the signals, and the reason a reader is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.analysis import terms
from rag.answerable.nearness import Index
from rag.answerable.premise import contrary
from rag.answerable.signals import Asked, asked, passage_terms, signals
from rag.embed import Encoder
from rag.logistic import Logistic
from rag.question.expected import Expected
from rag.types import Evidence, Query

STORED = Path(__file__).with_name("answerable.json")
_LACKING: dict[Expected, str] = {
    "money": "No passage found gives a sum of money for this.",
    "count": "No passage found gives a number for this.",
    "time": "No passage found gives a time for this.",
    "name": "No passage found gives a name for this.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """``score`` in [0, 1]: how likely the evidence answers; ``reason`` is a sentence for the reader.

    ``open`` tells that a model that has read the evidence may decide otherwise (``sureness``).
    """

    answer: bool
    score: float
    reason: str
    open: bool = False


def answerable(
    evidence: Evidence,
    index: Index,
    encoder: Encoder,
    *,
    strictness: float = 0.5,
    model: Logistic | None = None,
) -> Decision:
    """Decide whether ``evidence`` can answer its query.

    ``index`` is the store that was searched and ``encoder`` the one that searched it. ``strictness`` in
    [0, 1] moves the bar: 0.5 is as fitted, 0 answers whatever was found, 1 declines all. ``model`` stands
    in for the stored regression.
    """
    if evidence.query.form == "said" and not evidence.query.speakers:
        return Decision(False, 0.0, "Whom the question means is not known. Ask again with a name.")
    question = asked(evidence, index)
    if not evidence.hits or not question.weights:
        return Decision(False, 0.0, "No passage was found for this question.")
    model = model or stored_model()
    measured = signals(evidence, question, index, encoder)
    score = model.probability(measured)
    if measured["contrary"]:
        return Decision(False, score, contrary(evidence))
    if score >= moved(model.bar, strictness):
        return Decision(True, score, "A passage speaks of what is asked.", open=True)
    doubtful = model.least is not None and score >= moved(model.least, strictness)
    return Decision(False, score, _reason(evidence, question, measured), open=doubtful)


def moved(bar: float, strictness: float) -> float:
    """A bar as ``strictness`` in [0, 1] moves it: 0 at 0, itself at 0.5, 1 at 1."""
    return bar * 2 * strictness if strictness <= 0.5 else 1 - (1 - bar) * 2 * (1 - strictness)


def _reason(evidence: Evidence, question: Asked, measured: dict[str, float]) -> str:
    """What was missing, the plainest thing first."""
    texts = [passage_terms(hit, evidence) for hit in evidence.hits]
    anywhere = set().union(*texts)
    best = max(texts, key=question.share)
    rarest = sorted(question.weights, key=lambda term: -question.weights[term])
    if absent := next((term for term in rarest if term not in anywhere), ""):
        return f"“{_as_asked(absent, evidence)}” is in none of the passages found."
    if measured["said"] and not any(s.statement for s in evidence.sentences):
        return no_statement(evidence.query)
    if apart := next((term for term in rarest if term not in best), ""):
        return f"No passage has “{_as_asked(apart, evidence)}” together with the rest of the question."
    if measured["kind_lack"] > 0:
        return _LACKING[question.kind]
    return "The passages found do not seem to answer this."


def no_statement(query: Query) -> str:
    """What a reader is told where nobody asked for says what is asked."""
    return f"No statement on this by {query.speaker or 'anybody'} was found."


def _as_asked(term: str, evidence: Evidence) -> str:
    """The word of the question that a term was made from."""
    words = evidence.query.text.replace("?", " ").split()
    found = next((word for word in words if term in terms(word, evidence.query.language)), term)
    return found.strip("\"'“”‘’.,;:!")


@cache
def stored_model() -> Logistic:
    return Logistic.read(STORED)
