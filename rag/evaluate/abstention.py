"""Is it known what the articles do not answer? On gold sets, nomiracl and clapnq.

Gold sets ask the whole collection of articles. The questions of one of them are what the stored regressions
were fitted on, so here each of these is judged by regressions fitted without it. All other sets are judged by
the stored ones. nomiracl and clapnq bring their own passages, to which the search is held.
Where the answering model is asked, its second look decides with the first.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.answer import Parts, facts, search
from rag.answerable import answerable, sure_enough
from rag.answerable.signals import asked, signals
from rag.answerable.sureness import stored_model, sureness
from rag.evaluate.abstaining import SURE, Example, bar_for, bars, cross_validated, second_look, seconded
from rag.evaluate.data import QUESTIONS, GoldQuestion, bbc_news, gold_questions
from rag.evaluate.figures import auc, pair_row
from rag.evaluate.fitted import seen
from rag.evaluate.given import GivenQuestion, clapnq, nomiracl
from rag.evaluate.indexed import indexed
from rag.evaluate.report import Row, mean_row
from rag.evaluate.sets import sets_in
from rag.question import CorpusFacts, understand
from rag.said import asks_for_statements
from rag.settings import Settings
from rag.types import Article, Confidence, Draft, Evidence, Query

#: Hallucination and error of others, in the form used here (shares of one).
_NOMIRACL = {
    "hallucination": {"GPT-4": 0.424, "Mixtral": 0.268, "Mistral-7B": 0.064},
    "error": {"GPT-4": 0.048, "Mixtral": 0.204, "Mistral-7B": 0.588},
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last score a question got, and whether it is answered."""

    score: float
    answer: bool


def rows(data: Path) -> list[Row]:
    """One row a set and figure. Takes many minutes: up to three collections are indexed."""
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
    with indexed(articles, Settings(), statements=True) as parts:
        return [
            row
            for name, questions in sets.items()
            for row in _figures(name, gold_verdicts(questions, parts), [q.answerable for q in questions])
        ]


def gold_verdicts(questions: Sequence[GoldQuestion], parts: Parts) -> list[Verdict]:
    """By regressions fitted without the question where the stored ones have seen it, else by those."""
    if seen(question.question for question in questions):
        return judged(examples(questions, parts))
    return [_stored_verdict(evidence, parts) for evidence in _found(questions, parts)]


def judged(learned: Sequence[Example], repeat: int = 0) -> list[Verdict]:
    """Both looks at each example, by regressions fitted without it."""
    first = cross_validated(learned, repeat)
    second = seconded(learned, first, repeat)
    bar, least = bars(learned)
    second_bar = bar_for(second_look(learned, first), SURE)
    return [
        Verdict(
            last,
            not example.signals["contrary"]
            and (score >= bar if example.confidence is None else score >= least and last >= second_bar),
        )
        for example, score, last in zip(learned, first, second, strict=True)
    ]


def examples(questions: Sequence[GoldQuestion], parts: Parts) -> list[Example]:
    """The questions as the regressions learn from them."""
    return [
        Example(measured(evidence, parts), question.answerable, confidence(evidence, parts))
        for question, evidence in zip(questions, _found(questions, parts), strict=True)
    ]


def _found(questions: Sequence[GoldQuestion], parts: Parts) -> Iterator[Evidence]:
    """What is found for each question in all articles, with the speakers of their statements."""
    known = facts(parts.store)
    return (search(understand(q.question, corpus=known), parts) for q in questions)


def measured(evidence: Evidence, parts: Parts) -> dict[str, float]:
    return signals(evidence, asked(evidence, parts.store), parts.store, parts.encoder)


def confidence(evidence: Evidence, parts: Parts) -> Confidence | None:
    """The answering model's, of the first sentence it proposes; None where it is not asked or tells none."""
    if asks_for_statements(evidence.query):
        return None
    pieces = parts.generator.generate(evidence.query, evidence, threading.Event())
    return next((piece.confidence for piece in pieces if isinstance(piece, Draft)), None)


def given_verdicts(questions: Sequence[GivenQuestion]) -> list[Verdict]:
    """Both stored looks at each question over its own passages."""
    articles = [article for question in questions for article in question.articles]
    with indexed(articles, Settings(), statements=False) as parts:
        return [_stored_verdict(search(_held_to(question), parts), parts) for question in questions]


def _stored_verdict(evidence: Evidence, parts: Parts) -> Verdict:
    """Both stored looks at what was found for a question."""
    decision = answerable(evidence, parts.store, parts.encoder)
    sure = confidence(evidence, parts) if evidence.hits else None
    if sure is None:
        return Verdict(decision.score, decision.answer)
    score = stored_model().probability(sureness(decision.score, sure))
    return Verdict(score, sure_enough(decision, sure))


def _held_to(question: GivenQuestion) -> Query:
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
