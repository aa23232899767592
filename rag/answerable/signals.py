"""What is measured between a question and what was found for it, without deciding yet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import terms
from rag.answerable.nearness import Index, Nearness, nearness
from rag.answerable.premise import contrary
from rag.embed import Encoder
from rag.question.expected import Expected, expected, offers
from rag.rarity import idf
from rag.types import Evidence, Hit

#: Words by which a question asks, not what it asks about.
_ASKING = """say speak tell talk think comment mention opinion view position stance respond response react
    reaction describe explain discuss answer remark call argue claim statement believe attitude name many
    much long need needed necessary"""
ASKING = frozenset(terms(_ASKING, "en"))


@dataclass(frozen=True, slots=True)
class Asked:
    """The content terms of a question with their weights, in order; ``kind`` is what it wants."""

    weights: dict[str, float]
    kind: Expected

    def share(self, having: set[str]) -> float:
        """The share of the question's weight that a set of terms has; 1 for a question without terms."""
        total = math.fsum(self.weights.values())
        return math.fsum(w for term, w in self.weights.items() if term in having) / total if total else 1.0

    def mean(self, near: Nearness) -> float:
        """The mean nearness of the terms, each by its weight."""
        total = math.fsum(self.weights.values())
        return math.fsum(w * near[term] for term, w in self.weights.items()) / total if total else 1.0


def asked(evidence: Evidence, index: Index) -> Asked:
    query = evidence.query
    wanted = [t for t in dict.fromkeys(terms(query.text, query.language)) if t not in ASKING]
    weights = {t: idf(index.frequency(t), evidence.passages_searched) for t in wanted}
    return Asked(weights, expected(query.text, query.language))


def signals(evidence: Evidence, question: Asked, index: Index, encoder: Encoder) -> dict[str, float]:
    """The signals by name; ``evidence`` has at least one hit and the question at least one term.

    ``lack`` is the weight of the word that the best passage comes least near to; ``apart`` how much nearer
    the passages come together than the best one alone: high where the question's things do not meet.
    ``contrary`` tells that a speaker asked about takes the other side. ``kind_lack`` is how much worse the
    best sentence is that has a thing of the kind asked for; ``lead`` how far the best sentence stands out.
    ``said`` tells that somebody's words are asked for, ``said_topic`` how much of the topic is around what
    they said.
    """
    texts = [passage_terms(hit, evidence) for hit in evidence.hits]
    near = nearness(evidence, list(question.weights), texts, index, encoder)
    best = max(near, key=question.mean)
    together = {term: max(passage[term] for passage in near) for term in question.weights}
    rarest = idf(0, evidence.passages_searched)
    return {
        "lack": max(weight * (1 - best[term]) for term, weight in question.weights.items()) / rarest,
        "apart": question.mean(together) - question.mean(best),
        "kind_lack": _kind_lack(evidence, question, texts),
        "contrary": float(bool(contrary(evidence))),
        "lead": _lead([sentence.score for sentence in evidence.sentences]),
        **_said(evidence, question),
    }


def passage_terms(hit: Hit, evidence: Evidence) -> set[str]:
    """The terms of a passage, its headline and the speakers of its statements."""
    told = [s for s in evidence.sentences if s.passage.article == hit.passage.article]
    speakers = [s.statement.speaker for s in told if s.statement and s.passage == hit.passage]
    text = "\n".join([*(s.title for s in told[:1]), *speakers, hit.passage.text])
    return set(terms(text, evidence.query.language))


def _kind_lack(evidence: Evidence, question: Asked, texts: Sequence[set[str]]) -> float:
    """The best sentence's share of the question, less that of the best one that could hold the answer.

    A sentence's own words count whole, those of its passage half.
    """
    scored = [
        (question.share(set(terms(s.text, evidence.query.language))) / 2 + question.share(text) / 2, s.text)
        for hit, text in zip(evidence.hits, texts, strict=True)
        for s in hit.passage.sentences
    ]
    wanted = set(question.weights)
    fitting = [share for share, text in scored if offers(text, question.kind, wanted)]
    return max(share for share, _ in scored) - max(fitting, default=0.0)


def _lead(scores: Sequence[float]) -> float:
    return max(scores) - math.fsum(scores) / len(scores) if scores else 0.0


def _said(evidence: Evidence, question: Asked) -> dict[str, float]:
    """For a question after somebody's words: how much of the topic stands around the points they made."""
    query = evidence.query
    if query.form != "said" or not query.speakers:
        return {"said": 0.0, "said_topic": 0.0}
    who = set(terms(" ".join(query.speakers), query.language))
    topic = Asked({t: w for t, w in question.weights.items() if t not in who}, question.kind)
    points = [s for s in evidence.sentences if s.statement]
    around = (topic.share(set(terms(f"{s.title}\n{s.passage.text}", query.language))) for s in points)
    return {"said": 1.0, "said_topic": max(around, default=0.0)}
