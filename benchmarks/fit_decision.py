"""Fits the decision to answer and stores it.

    onrecord index FOLDER/bbc-news python -m benchmarks.fit_decision --data FOLDER --set gold-dev --set
    nomiracl_en --kept FILE [--model NAME]

Every question of the sets is searched for and read as by ``onrecord ask``, gold sets' in ``--index``, the
others' among their own passages. What the reader makes of it is kept in FILE, from which an interrupted run
goes on. Then a logistic regression is fitted for each form of question and written to
``rag/answering/decision.json`` under the reader's name.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from rag.answer import Parts, facts, search
from rag.answering import reader_for
from rag.answering.asked import words_asked_for
from rag.answering.decision import STORED
from rag.answering.proposal import judged, within
from rag.embed import encoder_for
from rag.evaluate.abstention import held_to
from rag.evaluate.data import gold_questions
from rag.evaluate.given import GivenQuestion, clapnq, nomiracl
from rag.evaluate.indexed import indexed
from rag.newsroom import open_newsroom
from rag.question import understand
from rag.settings import AnswerSettings, Settings
from rag.types import EvidenceSentence, Query

#: The share of answerable questions of each form that is to be answered, as cross-validation sees it. On
#: other articles fewer questions after facts are answered than that, so the bar for them is lower.
ANSWERED = {"said": 0.92, "open": 0.95}
#: What is weighed for each form.
SIGNALS = {"said": ("answered", "some", "best"), "open": ("answered", "some", "spread")}
#: Strength of the penalty on weights, as scikit-learn's C.
PENALTY = 0.5
FOLDS = 10
#: Cross-validations, each with other folds, that log-odds are averaged over.
REPEATS = 5
NEVER = threading.Event()
_GIVEN = {"nomiracl_en": nomiracl, "clapnq": clapnq}

Row = dict[str, Any]


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--set", "sets", multiple=True, required=True)
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("index"))
@click.option("--kept", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--every", type=click.IntRange(1), default=1, help="Only one in so many questions.")
@click.option("--model", default="", help="As [answer] model.")
def main(data: Path, sets: Sequence[str], index: Path, kept: Path, every: int, model: str) -> None:
    settings = Settings(answer=AnswerSettings(model=model))
    reader = reader_for(settings.answer)
    rows = {row["id"]: row for row in map(json.loads, _lines(kept))}
    for name in sets:
        if name in _GIVEN:
            given = _GIVEN[name](data)[::every]
            articles = [article for question in given for article in question.articles]
            with indexed(articles, settings, statements=False, reader=reader) as parts:
                _keep(rows, _given(given, parts, rows), kept, len(given))
        else:
            newsroom = open_newsroom(index, settings)
            parts = Parts(newsroom.store, encoder_for(""), reader, settings)
            _keep(rows, _gold(name, data, every, parts, rows), kept, len(gold_questions(data, name)) // every)
    _store(reader.name, list(rows.values()), sets)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _keep(rows: dict[str, Row], new: Iterator[Row], kept: Path, count: int) -> None:
    for row in tqdm(new, total=count):
        rows[row["id"]] = row
        with kept.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def _gold(name: str, data: Path, every: int, parts: Parts, known: dict[str, Row]) -> Iterator[Row]:
    corpus = facts(parts.store)
    whose = words_asked_for(parts.reader, parts.encoder, NEVER)
    for question in gold_questions(data, name)[::every]:
        if question.id not in known:
            query = understand(question.question, corpus=corpus, whose=whose)
            gold = [[span.article, span.start, span.end, span.text] for span in question.evidence]
            yield {
                "id": question.id,
                "type": question.type,
                "answerable": question.answerable,
                "answers": question.answers,
                "gold": gold,
                **_read(query, parts),
            }


def _given(questions: Sequence[GivenQuestion], parts: Parts, known: dict[str, Row]) -> Iterator[Row]:
    for question in questions:
        if question.id not in known:
            yield {"id": question.id, "answerable": question.answerable, **_read(held_to(question), parts)}


def _read(query: Query, parts: Parts) -> Row:
    """All that the reader makes of a question's evidence."""
    evidence = search(query, parts)
    said = any(source.statement for source in evidence.sentences)
    row: Row = {"question": query.text, "form": "said" if said else "open", "speakers": query.speakers}
    if not evidence.sentences:
        return row
    kept = within(evidence.sentences, parts.settings.retrieval.evidence_tokens)
    with parts.reader.open(query.text, kept, NEVER) as reading:
        judgement, belief, _ = judged(reading, row["form"])
        read = [_place(source) for source in reading.sentences]
    return {
        **row,
        "signals": judgement.signals(),
        "belief": belief.tolist(),
        "sentences": read,
        "shown": [_place(source) for source in evidence.sentences],
    }


def _place(source: EvidenceSentence) -> list[Any]:
    span = source.sentence
    return [span.article, span.start, span.end, source.score, span.text]


def _store(reader: str, rows: Sequence[Row], sets: Sequence[str]) -> None:
    kept = json.loads(STORED.read_text(encoding="utf-8"))
    kept["fitted_on"][reader] = {"sets": list(sets), "questions": len(rows)}
    # Broad forms are not fitted: their weights were set by hand (docs/answers.md).
    kept["readers"].setdefault(reader, {})
    kept["readers"][reader] |= {
        form: _fitted([row for row in rows if row["form"] == form and "signals" in row], signals, form)
        for form, signals in SIGNALS.items()
    }
    STORED.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _fitted(rows: Sequence[Row], names: Sequence[str], form: str) -> Row:
    """Weights that put the wanted share of the answerable questions above a probability of 0.5."""
    inputs = np.array([[row["signals"][name] for name in names] for row in rows])
    labels = np.array([row["answerable"] for row in rows])
    odds = np.mean([_held_out(inputs, labels, repeat) for repeat in range(REPEATS)], axis=0)
    bar = float(np.quantile(odds[labels], 1 - ANSWERED[form]))
    model = _regression(inputs, labels)
    declined = float(np.mean(odds[~labels] < bar))
    click.echo(
        f"{len(rows)} questions, declined {declined:.2f} of the unanswerable where {ANSWERED[form]} are "
        "answered"
    )
    return {
        "bias": float(model.intercept_[0]) - bar,
        "weights": {name: float(weight) for name, weight in zip(names, model.coef_[0], strict=True)},
    }


def _held_out(inputs: Any, labels: Any, repeat: int) -> Any:
    """The log-odds (n,) of each question by a regression that was fitted without it."""
    order = np.random.default_rng(repeat).permutation(len(labels))
    odds = np.zeros(len(labels))
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        rest = np.setdiff1d(order, held)
        odds[held] = _regression(inputs[rest], labels[rest]).decision_function(inputs[held])
    return odds


def _regression(inputs: Any, labels: Any) -> LogisticRegression:
    return LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=1000).fit(inputs, labels)


if __name__ == "__main__":
    main()
