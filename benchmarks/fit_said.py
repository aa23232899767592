"""Fit which statements of a speaker answer a question, and store it in rag/said/said.json.

    python -m benchmarks.fit_said --data FOLDER

    python -m benchmarks.fit_said --data FOLDER --index DIR    (an index of FOLDER/bbc-news, built before)

FOLDER holds the test sets as ``onrecord eval`` reads them. Fitted on gold-dev's questions of type said over
its articles; prints the figures of the same recipe, cross-validated by question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from rag.answer import facts
from rag.embed import Encoder, encoder_for
from rag.evaluate.data import GoldQuestion, Span, bbc_news, gold_questions
from rag.evaluate.indexed import indexed
from rag.logistic import Logistic
from rag.question import understand
from rag.retrieve import retrieve
from rag.said.evidence import SHOWN
from rag.said.points import Point, find_points
from rag.said.ranking import STORED, point_signals
from rag.said.telling import TOLD
from rag.settings import Settings
from rag.store import Store

SIGNALS = ("words", "meaning", "passage", "article")
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its points: signals (points, SIGNALS), and which points overlap its evidence."""

    question: GoldQuestion
    points: tuple[Point, ...]
    signals: np.ndarray
    good: np.ndarray

    def evidence_in(self, chosen: np.ndarray) -> float:
        """The share of the question's evidence that the chosen points overlap, copies counted once."""
        texts = {span.text for span in self.question.evidence}
        met = {
            span.text
            for span in self.question.evidence
            if any(_overlap(point, span) for point, take in zip(self.points, chosen, strict=True) if take)
        }
        return len(met) / len(texts)


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--index", "index_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(data: Path, index_dir: Path | None) -> None:
    with _searched(data, index_dir) as (store, encoder):
        asked = [a for q in gold_questions(data) if q.type == "said" for a in _ask(q, store, encoder)]
    signals = np.concatenate([a.signals for a in asked])
    good = np.concatenate([a.good for a in asked])
    group = np.concatenate([np.full(len(a.good), i) for i, a in enumerate(asked)])
    _report(asked, _held_out(signals, good, group), group)
    STORED.write_text(
        _logistic(_model().fit(signals, good)).as_json(
            made_by="python -m benchmarks.fit_said --data FOLDER", fitted_on={"gold-dev said": len(asked)}
        ),
        encoding="utf-8",
    )
    click.echo(f"{STORED} written")


@contextmanager
def _searched(data: Path, index_dir: Path | None) -> Iterator[tuple[Store, Encoder]]:
    if index_dir is not None:
        yield Store.open(index_dir), encoder_for("")
        return
    with indexed(bbc_news(data), Settings(), statements=True) as parts:
        yield parts.store, parts.encoder


def _ask(question: GoldQuestion, store: Store, encoder: Encoder) -> Iterator[Asked]:
    """The question's points; nothing for one that is not read as asking for statements or has none."""
    query = understand(question.question, corpus=facts(store))
    hits = retrieve(query, store, encoder, Settings().retrieval)
    points = find_points(query, hits, store) if query.form == "said" and query.speakers else ()
    if points:
        measured = point_signals(query, points, hits, store, encoder)
        signals = np.array([[row[name] for name in SIGNALS] for row in measured])
        good = np.array([any(_overlap(point, span) for span in question.evidence) for point in points])
        yield Asked(question, points, signals, good)


def _overlap(point: Point, span: Span) -> bool:
    """Whether a point has some of the span, in its article or in a copy of it."""
    same = point.passage.article.endswith(span.article)
    inside = point.span.start < span.end and span.start < point.span.end
    return (same and inside) or span.text in point.span.text or point.span.text in span.text


def _model() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))


def _held_out(signals: np.ndarray, good: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The probability of each point by a model that has not seen its question."""
    scores = np.zeros(len(good))
    for train, test in GroupKFold(FOLDS).split(signals, good, group):
        scores[test] = _model().fit(signals[train], good[train]).predict_proba(signals[test])[:, 1]
    return scores


def _report(asked: Sequence[Asked], scores: np.ndarray, group: np.ndarray) -> None:
    precision, recall, told = [], [], []
    for i, a in enumerate(asked):
        own = scores[group == i]
        cited = own >= min(TOLD, own.max())
        precision.append(a.good[cited].mean())
        recall.append(a.evidence_in(own >= min(SHOWN, own.max())))
        told.append(cited.sum())
    click.echo(
        f"{len(asked)} questions: precision of the cited {np.mean(precision):.3f}, evidence cited or shown "
        f"{np.mean(recall):.3f}, {np.mean(told):.1f} points cited"
    )


def _logistic(model: Pipeline) -> Logistic:
    """The fitted pipeline as weights on the signals themselves."""
    scaler, regression = model[0], model[-1]
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    return Logistic(
        round(bias, 4), {n: round(float(w), 4) for n, w in zip(SIGNALS, weights, strict=True)}, TOLD
    )


if __name__ == "__main__":
    main()
