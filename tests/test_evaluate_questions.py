"""The measurement of how questions are read, whichever reader reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluate import questions
from rag.evaluate.questions import rows
from tests.readers import WordReader


@pytest.fixture(autouse=True)
def _by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "reader_for", lambda _: WordReader())


def write(path: Path, row: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(row), encoding="utf-8")


def test_each_gold_set_is_measured_without_articles_or_xquad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    span = {"doc": "politics/001.txt", "start": 0, "end": 9, "text": "It works."}
    question = {"id": "1", "answers": [], "evidence": [span], "note": ""}
    quote = {"kind": "direct", "speaker": "Marta Kowalska", "mention": "she", **span}
    asked = {"gold-dev": "What did Marta Kowalska say?", "gold-test": "How long is the pier?"}
    for name, text in asked.items():
        kind = "said" if "say" in text else "fact"
        write(tmp_path / name / "questions.jsonl", {**question, "type": kind, "question": text})
        write(tmp_path / name / "quotes.jsonl", quote)
    figures = {(row.dataset, row.metric): row for row in rows(tmp_path)}
    assert figures["gold-dev said", "speaker is the evidence's"].ours == 1
    assert figures["gold-test fact", "not read as asking for words"].ours == 1
    assert figures["gold-test said", "read as asking for words"].cases == 0
    assert {dataset.split()[0] for dataset, _ in figures} == {"gold-dev", "gold-test"}
    assert capsys.readouterr().err == f"xquad is not in {tmp_path}: left out.\n"
