"""Fits the decision to answer on gold sets and stores it: ``python -m benchmarks.fit_decision DATA SET... --index DIR``.

Every question is searched for and read as by ``onrecord ask``; what the reader makes of it is kept in ``--kept``
(a JSON-lines file that is taken up again), then a logistic regression for each form of question is fitted and
written to ``rag/answering/decision.json`` under the reader's name. ``--index`` holds the articles that the sets
ask about.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from rag.answer import Parts, facts, search
from rag.answering import reader_for
from rag.answering.asked import words_asked_for
from rag.answering.decision import STORED, Judgement
from rag.answering.proposal import within
from rag.build import fingerprint
from rag.embed import encoder_for
from rag.evaluate.data import GoldQuestion, gold_questions
from rag.question import understand
from rag.settings import load_settings
from rag.store import Store

#: The share of answerable questions that the bar lets through, cross-validated.
ANSWERED = {"said": 0.93, "open": 0.93}
PENALTY = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="read one in so many answerable questions")
    parser.add_argument("--model", default="")
    parser.add_argument("--only-read", action="store_true")
    given = parser.parse_args()
    settings = load_settings()
    store = Store.open(given.index, fingerprint(settings), "")
    answer = type(settings.answer)(model=given.model)
    parts = Parts(store, encoder_for(settings.index.encoder), reader_for(answer), settings)
    rows = {json.loads(line)["id"]: json.loads(line) for line in _lines(given.kept)}
    wanted = [q for name in given.sets for q in gold_questions(given.data, name)]
    wanted = [q for i, q in enumerate(wanted) if not q.answerable or i % given.every == 0]
    # Mixed, so that a part of it is a sample of all.
    wanted = [wanted[i] for i in np.random.default_rng(0).permutation(len(wanted))]
    for question in tqdm([q for q in wanted if q.id not in rows]):
        rows[question.id] = _read(question, parts)
        with given.kept.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(rows[question.id], ensure_ascii=False) + "\n")
    if not given.only_read:
        _store(parts.reader.name, list(rows.values()), given.sets)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _read(question: GoldQuestion, parts: Parts) -> dict[str, object]:
    """All that the reader makes of a question's evidence."""
    never = threading.Event()
    began = time.perf_counter()
    whose = words_asked_for(parts.reader, parts.encoder, never)
    query = understand(question.question, corpus=facts(parts.store), whose=whose)
    understood = time.perf_counter()
    evidence = search(query, parts)
    searched = time.perf_counter()
    row: dict[str, object] = {
        "id": question.id,
        "type": question.type,
        "note": question.note,
        "question": query.text,
        "form": "said" if any(s.statement for s in evidence.sentences) else "open",
        "asked": query.form,
        "speakers": query.speakers,
        "named": query.named,
        "answerable": question.answerable,
    }
    if not evidence.sentences:
        return row
    kept = within(evidence.sentences, parts.settings.retrieval.evidence_tokens)
    with parts.reader.open(query.text, kept, never) as reading:
        opened = time.perf_counter()
        answered = reading.answered()
        chosen = reading.chosen()
        asked = time.perf_counter()
        quoted = reading.quotations() if row["form"] == "open" else None
        done = time.perf_counter()
        sentences = reading.sentences
    begins = None if quoted is None else float(quoted.begins.sum())
    row |= {
        "signals": Judgement(answered, 1 - float(chosen[-1]), begins).signals(),
        "chosen": chosen.tolist(),
        "begins": None if quoted is None else quoted.begins.tolist(),
        "wholes": []
        if quoted is None
        else [
            [w.sentence, sentences[w.sentence].sentence.text[w.start : w.end], w.probability]
            for w in quoted.wholes[:5]
        ],
        "sentences": [
            [s.sentence.article, s.sentence.start, s.sentence.end, s.score, s.sentence.text]
            for s in sentences
        ],
        "shown": [
            [s.sentence.article, s.sentence.start, s.sentence.end, s.sentence.text]
            for s in evidence.sentences
        ],
        "gold": [[e.article, e.start, e.end, e.text] for e in question.evidence],
        "answers": question.answers,
        "seconds": [
            understood - began,
            searched - understood,
            opened - searched,
            asked - opened,
            done - asked,
        ],
    }
    return row


def _store(reader: str, rows: list[dict[str, object]], sets: list[str]) -> None:
    kept = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {"readers": {}}
    kept["fitted_on"] = {**kept.get("fitted_on", {}), reader: sets}
    kept["readers"][reader] = {
        form: _fitted([r for r in rows if r["form"] == form and "signals" in r], share)
        for form, share in ANSWERED.items()
    }
    STORED.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _fitted(rows: list[dict[str, object]], share: float) -> dict[str, object]:
    """Weights that put the wanted share of the answerable questions above 0.5, as seen by cross-validation."""
    names = list(rows[0]["signals"])  # type: ignore[call-overload]
    inputs = np.array([[row["signals"][name] for name in names] for row in rows])  # type: ignore[index]
    labels = np.array([row["answerable"] for row in rows])
    order = np.random.default_rng(0).permutation(len(rows))
    odds = np.zeros(len(rows))
    for fold in range(10):
        held = order[fold::10]
        rest = np.setdiff1d(order, held)
        odds[held] = _regression(inputs[rest], labels[rest]).decision_function(inputs[held])
    model = _regression(inputs, labels)
    bar = float(np.quantile(odds[labels], 1 - share))
    print(len(rows), dict(zip(names, model.coef_[0], strict=True)), "declined", np.mean(odds[~labels] < bar))
    return {
        "bias": float(model.intercept_[0]) - bar,
        "weights": {name: float(weight) for name, weight in zip(names, model.coef_[0], strict=True)},
    }


def _regression(inputs: np.ndarray, labels: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=1000).fit(inputs, labels)


if __name__ == "__main__":
    main()
