"""Fit the decision whether to answer, and store it in rag/answerable/answerable.json.

    python benchmarks/fit_answerable.py --data FOLDER

FOLDER holds the test sets as ``onrecord eval`` reads them. Fitted on gold-dev's questions over its articles;
prints the cross-validated figures of the same recipe.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from rag.answerable.decision import STORED
from rag.evaluate.abstaining import REPEATS, bar_for, cross_validated, fit
from rag.evaluate.abstention import examples
from rag.evaluate.figures import auc


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(data: Path) -> None:
    learned = examples(data)
    truth = np.array([example.answerable for example in learned], dtype=float)
    repeats = [np.array(cross_validated(learned, repeat)) for repeat in range(REPEATS)]
    bar = bar_for(learned)
    aucs = [auc(np.stack([scores, truth], axis=1)) for scores in repeats]
    answered = np.mean([(scores[truth == 1] >= bar).mean() for scores in repeats])
    declined = np.mean([(scores[truth == 0] < bar).mean() for scores in repeats])
    click.echo(f"AUC {np.mean(aucs):.3f}; at the bar {answered:.3f} answered, {declined:.3f} declined")
    about = {
        "made_by": "python benchmarks/fit_answerable.py --data FOLDER",
        "fitted_on": {"gold-dev": len(learned)},
    }
    STORED.write_text(fit(learned, round(bar, 4)).as_json(**about), encoding="utf-8")
    click.echo(f"{STORED} written")


if __name__ == "__main__":
    main()
