"""Fit both looks of the decision whether to answer, and store them in rag/answerable/.

    python -m benchmarks.fit_answerable --data FOLDER

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
    second = second_look(learned, cross_validated(learned))
    known = [float(example.answerable) for example in second]
    for names in (("found",), ("found", "begins"), ("found", "begins", "answers")):
        chosen = [Example({n: e.signals[n] for n in names}, e.answerable) for e in second]
        told = np.mean(
            [auc(np.array([*zip(cross_validated(chosen, r), known, strict=True)])) for r in range(REPEATS)]
        )
        click.echo(
            f"Where the model is asked ({len(second)} questions), by {', '.join(names)}: AUC {told:.3f}"
        )


def store(learned: Sequence[Example], questions: str) -> None:
    """Fit on all examples; the second look learns from cross-validated scores of the first.

    ``questions`` is their digest, by which ``onrecord eval`` knows what the regressions have seen.
    """
    about = {
        "made_by": "python -m benchmarks.fit_answerable --data FOLDER",
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
