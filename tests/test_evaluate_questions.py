from __future__ import annotations

from pathlib import Path

import pytest

from rag.evaluate.questions import rows

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data is not beside the project")
def test_questions_are_read_better_than_by_their_plainest_words() -> None:
    figures = {(row.dataset, row.metric): row for row in rows(DATA)}
    said = figures["gold-dev said", "read as asking for words"]
    speaker = figures["gold-dev said", "speaker is the evidence's"]
    assert said.ours > 0.9 > said.baselines["a form of say"]
    assert speaker.ours > 0.8 > speaker.baselines["first capitals"]
    alarms = [row for (dataset, _), row in figures.items() if dataset.startswith("xquad")]
    assert len(alarms) == 8
    assert all(row.ours > 0.9 for row in alarms)
