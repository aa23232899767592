"""Whether what was found can answer the question: the decision behind "not in your articles".

A question is held to be answerable when one passage has its rare words and names together. Passages that
have them apart (the speaker here, the topic there) are what near misses look like.

What this does not know: whether a passage that speaks of all the question's things also says what is
asked of them (a price that is not given, a reason for something that did not happen).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from rag.analysis import terms
from rag.types import Evidence, EvidenceSentence, Hit

#: How often a term occurs: the number of indexed passages that have it.
Frequency = Callable[[str], int]

#: Words by which a question asks, not what it asks about.
_ASKING = """say speak tell talk think comment mention opinion view position stance respond response react
    reaction describe explain discuss answer remark call argue claim statement believe attitude"""
_ENOUGH = 0.62


@dataclass(frozen=True, slots=True)
class Decision:
    """``score`` in [0, 1]: how likely the evidence answers; ``reason`` is a sentence for the reader."""

    answer: bool
    score: float
    reason: str


def answerable(evidence: Evidence, frequency: Frequency | None = None) -> Decision:
    """Decide whether ``evidence`` can answer its query.

    ``frequency`` gives how many passages of the index have a term (from ``rag.analysis.terms``); without
    it every term weighs the same.
    """
    query = evidence.query
    asking = set(terms(_ASKING, "en"))
    wanted = [t for t in dict.fromkeys(terms(query.text, query.language)) if t not in asking]
    if not evidence.hits or not wanted:
        return Decision(False, 0.0, "No passage was found for this question.")
    weights = {term: _idf(term, frequency, evidence.passages_searched) for term in wanted}
    shares = [_share(weights, _words_of(hit, evidence)) for hit in evidence.hits]
    score = max(shares)
    if score >= _ENOUGH:
        return Decision(True, score, "A passage speaks of what is asked.")
    best = evidence.hits[shares.index(score)]
    missing = max(weights, key=lambda term: (term not in _words_of(best, evidence), weights[term]))
    return Decision(False, score, f"No passage has “{_as_asked(missing, evidence)}” together with the rest.")


def _idf(term: str, frequency: Frequency | None, passages: int) -> float:
    """BM25's inverse document frequency (Robertson and Zaragoza 2009), never negative."""
    if frequency is None:
        return 1.0
    having = frequency(term)
    return math.log(1 + (max(passages, having) - having + 0.5) / (having + 0.5))


def _share(weights: dict[str, float], having: set[str]) -> float:
    return sum(weight for term, weight in weights.items() if term in having) / sum(weights.values())


def _words_of(hit: Hit, evidence: Evidence) -> set[str]:
    """The terms of a passage, its headline and the speakers of its statements."""
    told: list[EvidenceSentence] = [s for s in evidence.sentences if s.passage == hit.passage]
    names = " ".join(s.statement.speaker for s in told if s.statement)
    title = told[0].title if told else ""
    return set(terms(f"{title}\n{names}\n{hit.passage.text}", evidence.query.language))


def _as_asked(term: str, evidence: Evidence) -> str:
    """The word of the question that a term was made from."""
    language = evidence.query.language
    words = evidence.query.text.replace("?", " ").split()
    return next((word for word in words if term in terms(word, language)), term)
