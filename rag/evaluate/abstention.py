"""Is it known what the articles do not answer? On gold-dev, nomiracl and clapnq.

gold-dev asks the whole collection of articles; its questions are also what the stored regression was fitted
on, so here each is judged by a regression fitted without it. nomiracl and clapnq bring their own passages,
and the stored regression, which has not seen them, judges: the search is held to a question's passages.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.answer import Parts, facts, search
from rag.answerable import answerable
from rag.answerable.decision import stored_model
from rag.answerable.signals import asked, signals
from rag.evaluate.abstaining import Example, bar_for, cross_validated
from rag.evaluate.data import bbc_news, gold_questions
from rag.evaluate.figures import auc, pair_row
from rag.evaluate.given import GivenQuestion, clapnq, nomiracl
from rag.evaluate.indexed import indexed
from rag.evaluate.report import Row, mean_row
from rag.question import CorpusFacts, understand
from rag.settings import Settings
from rag.types import Evidence, Query

#: Hallucination and error of others, in the form used here (shares of one).
_NOMIRACL = {
    "hallucination": {"GPT-4": 0.424, "Mixtral": 0.268, "Mistral-7B": 0.064},
    "error": {"GPT-4": 0.048, "Mixtral": 0.204, "Mistral-7B": 0.588},
}


def rows(data: Path) -> list[Row]:
    """One row a set and figure. Takes many minutes: three collections are indexed."""
    learned = examples(data)
    scores = cross_validated(learned)
    bar = bar_for(learned)
    truth = [example.answerable for example in learned]
    figures = _figures("gold-dev", scores, truth, bar)
    for name, questions in (("nomiracl_en", nomiracl(data)), ("clapnq", clapnq(data))):
        figures += _figures(
            name, given_scores(questions), [q.answerable for q in questions], stored_model().bar
        )
    return figures


def examples(data: Path) -> list[Example]:
    """gold-dev's questions, searched for in all its articles, with the speakers of their statements."""
    questions = gold_questions(data)
    with indexed(bbc_news(data), Settings(), statements=True) as parts:
        known = facts(parts.store)
        found = [search(understand(q.question, corpus=known), parts) for q in questions]
        return [
            Example(measured(evidence, parts), question.answerable)
            for question, evidence in zip(questions, found, strict=True)
        ]


def measured(evidence: Evidence, parts: Parts) -> dict[str, float]:
    return signals(evidence, asked(evidence, parts.store), parts.store, parts.encoder)


def given_scores(questions: Sequence[GivenQuestion]) -> list[float]:
    """The stored regression's score for each question over its own passages."""
    articles = [article for question in questions for article in question.articles]
    with indexed(articles, Settings(), statements=False) as parts:
        return [
            answerable(search(_held_to(question), parts), parts.store, parts.encoder).score
            for question in questions
        ]


def _held_to(question: GivenQuestion) -> Query:
    """The question, searched in its own passages and no others."""
    query = understand(question.question, corpus=CorpusFacts())
    return dataclasses.replace(query, since="", until="", sources=(question.id,))


def _figures(dataset: str, scores: Sequence[float], truth: Sequence[bool], bar: float) -> list[Row]:
    """AUC, and at the bar: shares answered and declined where that is right and where it is wrong."""
    said = np.array(scores) >= bar
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
