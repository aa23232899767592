"""Is it known what the articles do not answer? On gold sets, nomiracl and clapnq.

Gold sets ask the whole collection of articles. nomiracl and clapnq bring their own passages, to which the
search is held. Each question is searched for, read and decided as by ``onrecord ask``.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.answer import Parts, facts, search
from rag.answering import propose
from rag.answering.asked import words_asked_for
from rag.evaluate.data import QUESTIONS, GoldQuestion, bbc_news, gold_questions
from rag.evaluate.figures import auc, pair_row
from rag.evaluate.given import GivenQuestion, clapnq, nomiracl
from rag.evaluate.indexed import indexed
from rag.evaluate.report import Row, mean_row
from rag.evaluate.sets import sets_in
from rag.question import CorpusFacts, understand
from rag.settings import load_settings
from rag.types import Article, Query

#: Hallucination and error of others, in the form used here (shares of one).
_NOMIRACL = {
    "hallucination": {"GPT-4": 0.424, "Mixtral": 0.268, "Mistral-7B": 0.064},
    "error": {"GPT-4": 0.048, "Mixtral": 0.204, "Mistral-7B": 0.588},
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The probability that a question is answerable, and whether it is answered."""

    score: float
    answer: bool


def rows(data: Path) -> list[Row]:
    """One row a set and figure. Takes up to some hours: every question's evidence is read."""
    readers = {"nomiracl_en": nomiracl, "clapnq": clapnq}
    sets = sets_in(data, tuple(readers), gold_files=(QUESTIONS,))
    gold = {name: gold_questions(data, name) for name in sets.gold}
    given = {name: readers[name](data) for name in sets.others}
    figures = gold_rows(bbc_news(data), gold) if gold else []
    for name, questions in given.items():
        figures += _figures(name, given_verdicts(questions), [q.answerable for q in questions])
    return figures


def gold_rows(articles: Sequence[Article], sets: Mapping[str, Sequence[GoldQuestion]]) -> list[Row]:
    """The figures of each set of questions, all asked of one index."""
    with indexed(articles, load_settings(), statements=True) as parts:
        return [
            row
            for name, questions in sets.items()
            for row in _figures(name, gold_verdicts(questions, parts), [q.answerable for q in questions])
        ]


def gold_verdicts(questions: Sequence[GoldQuestion], parts: Parts) -> list[Verdict]:
    known = facts(parts.store)
    whose = words_asked_for(parts.reader, parts.encoder, threading.Event())
    return [_verdict(understand(q.question, corpus=known, whose=whose), parts) for q in questions]


def given_verdicts(questions: Sequence[GivenQuestion]) -> list[Verdict]:
    """Verdicts on each question over its own passages, in which nobody's words are told apart."""
    articles = [article for question in questions for article in question.articles]
    with indexed(articles, load_settings(), statements=False) as parts:
        return [_verdict(held_to(question), parts) for question in questions]


def _verdict(query: Query, parts: Parts) -> Verdict:
    evidence = search(query, parts)
    if not evidence.sentences:
        return Verdict(0.0, False)
    settings = parts.settings
    proposal = propose(
        query,
        evidence.sentences,
        parts.reader,
        threading.Event(),
        tokens=settings.retrieval.evidence_tokens,
        strictness=settings.answer.strictness,
    )
    return Verdict(proposal.score, bool(proposal.drafts))


def held_to(question: GivenQuestion) -> Query:
    """The question, searched in its own passages and no others."""
    query = understand(question.question, corpus=CorpusFacts())
    return dataclasses.replace(query, since="", until="", sources=(question.id,))


def _figures(dataset: str, verdicts: Sequence[Verdict], truth: Sequence[bool]) -> list[Row]:
    """AUC, and at the bars: shares answered and declined where that is right and where it is wrong."""
    scores = [verdict.score for verdict in verdicts]
    said = np.array([verdict.answer for verdict in verdicts])
    right = np.array(truth)
    published = _NOMIRACL if dataset.startswith("nomiracl") else {}
    shares = {
        "answered": said[right],
        "declined": ~said[~right],
        "hallucination": said[~right],
        "error": ~said[right],
    }
    return [
        pair_row(dataset, "auc", list(zip(scores, map(float, truth), strict=True)), auc, {"chance": 0.5}),
        *(
            mean_row(dataset, metric, [float(value) for value in values], published=published.get(metric))
            for metric, values in shares.items()
        ),
    ]
