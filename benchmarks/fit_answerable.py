"""Fit both looks of the decision whether to answer, and store them in rag/answerable/.

    python benchmarks/fit_answerable.py --data FOLDER

FOLDER holds the test sets as ``onrecord eval`` reads them. Fitted on gold-dev's questions over its articles;
prints the cross-validated figures of the same recipe.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from rag.answerable import decision, sureness
from rag.evaluate.abstaining import REPEATS, SURE, Example, bar_for, bars, cross_validated, fit, second_look
from rag.evaluate.abstention import examples, judged
from rag.evaluate.data import bbc_news, gold_questions
from rag.evaluate.figures import auc
from rag.evaluate.fitted import digest
from rag.evaluate.indexed import indexed
from rag.settings import Settings


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(data: Path) -> None:
    questions = gold_questions(data)
    with indexed(bbc_news(data), Settings(), statements=True) as parts:
        learned = examples(questions, parts)
    report(learned)
    store(learned, digest(question.question for question in questions))


def report(learned: Sequence[Example]) -> None:
    """Print the cross-validated figures, averaged over repetitions with other folds."""
    truth = np.array([example.answerable for example in learned])
    repeats = [judged(learned, repeat) for repeat in range(REPEATS)]
    aucs = [auc(np.array([(v.score, t) for v, t in zip(r, truth, strict=True)], float)) for r in repeats]
    shown = np.array([[verdict.answer for verdict in verdicts] for verdicts in repeats])
    click.echo(
        f"AUC {np.mean(aucs):.3f}; at the bars {shown[:, truth].mean():.3f} answered, "
        f"{1 - shown[:, ~truth].mean():.3f} declined"
    )
    asked = [example for example in learned if example.confidence is not None]
    beginnings = auc(np.array([(e.confidence.begins, e.answerable) for e in asked if e.confidence], float))
    seconds = [
        auc(
            np.array([(v.score, t) for v, t, e in zip(r, truth, learned, strict=True) if e.confidence], float)
        )
        for r in repeats
    ]
    click.echo(
        f"Where the model is asked ({len(asked)}): AUC {beginnings:.3f} by how the answer begins alone, "
        f"{np.mean(seconds):.3f} by all"
    )


def store(learned: Sequence[Example], questions: str) -> None:
    """Fit on all examples; the second look learns from cross-validated scores of the first.

    ``questions`` is their digest, by which ``onrecord eval`` knows what the regressions have seen.
    """
    about = {
        "made_by": "python benchmarks/fit_answerable.py --data FOLDER",
        "fitted_on": {"gold-dev": len(learned), "digest": questions},
    }
    second = second_look(learned, cross_validated(learned))
    bar, least = bars(learned)
    models = (
        (decision.STORED, fit(learned, round(bar, 4), round(least, 4))),
        (sureness.STORED, fit(second, round(bar_for(second, SURE), 4))),
    )
    for place, model in models:
        place.write_text(model.as_json(**about), encoding="utf-8")
        click.echo(f"{place} written")


if __name__ == "__main__":
    main()
