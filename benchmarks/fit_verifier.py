"""Fit the trees that judge whether a sentence is supported, and store them in rag/verify/support.json.

    python -m benchmarks.fit_verifier --data FOLDER

FOLDER holds the test sets as ``onrecord eval`` reads them. Fitted on qags (both parts) and wice's dev part;
prints the cross-validated figures, by article, of the same recipe.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from rag.embed import encoder_for
from rag.evaluate.figures import auc, balanced_accuracy
from rag.evaluate.fitting import cross_validated, fit
from rag.evaluate.verify import Remembering, examples, fitted_claims
from rag.verify.support import STORED


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(data: Path) -> None:
    learned = examples(fitted_claims(data), Remembering(encoder_for("")))
    scores = cross_validated(learned)
    for dataset in sorted({example.dataset for example in learned}):
        pairs = np.array(
            [(s, float(e.supported)) for s, e in zip(scores, learned, strict=True) if e.dataset == dataset]
        )
        click.echo(f"{dataset}: AUC {auc(pairs):.3f}, balanced accuracy {balanced_accuracy(pairs):.3f}")
    about = {
        "made_by": "python -m benchmarks.fit_verifier --data FOLDER",
        "fitted_on": {d: sum(e.dataset == d for e in learned) for d in sorted({e.dataset for e in learned})},
    }
    STORED.write_text(fit(learned).as_json(**about), encoding="utf-8")
    click.echo(f"{STORED} written")


if __name__ == "__main__":
    main()
