"""The measurement of the check of a sentence, on the sets that are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate import verify
from rag.evaluate.verify import rows
from tests.readers import WordReader


@pytest.fixture(autouse=True)
def _by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which reader judges is no matter of the measurement."""
    monkeypatch.setattr(verify, "reader_for", lambda _: WordReader())


def write(path: Path, *entries: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")


def write_scifact(data: Path) -> None:
    write(data / "scifact" / "corpus.jsonl", {"_id": "7", "title": "Growth", "text": "It grew by 12%."})
    claims = [
        {"text": "It grew by 12%.", "evidence": {"7": {"label": "SUPPORT"}}},
        {"text": "Zeppelins sank in 1937.", "evidence": {"7": {"label": "CONTRADICT"}}},
    ]
    write(data / "scifact" / "claims_test.jsonl", *claims)


def write_qags(data: Path) -> None:
    """Two articles a part, each with a sentence that is supported and one that is not."""
    for part in ("cnndm", "xsum"):
        entries = [
            {
                "article": f"The port of Balmere opened in {year}. It cost {year - 1900} million.",
                "summary_sentences": [
                    {"sentence": f"The port opened in {year}.", "responses": [{"response": "yes"}]},
                    {"sentence": "Zeppelins sank.", "responses": [{"response": "no"}]},
                ],
            }
            for year in range(1991, 1993)
        ]
        write(data / "qags" / f"mturk_{part}.jsonl", *entries)


def test_one_set_is_measured_without_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_scifact(tmp_path)
    figures = {(row.dataset, row.metric): row for row in rows(tmp_path)}
    assert {dataset for dataset, _ in figures} == {"scifact"}
    assert figures["scifact", "balanced_accuracy"].cases == 2
    assert figures["scifact", "balanced_accuracy"].ours == 1
    assert capsys.readouterr().err.splitlines() == [
        f"qags is not in {tmp_path}: left out.",
        f"wice is not in {tmp_path}: left out.",
    ]


def test_what_is_withheld_though_right_is_counted(tmp_path: Path) -> None:
    write_qags(tmp_path)
    figures = {(row.dataset, row.metric): row for row in rows(tmp_path)}
    assert {dataset for dataset, _ in figures} == {"qags.cnndm", "qags.xsum"}
    assert figures["qags.xsum", "balanced_accuracy"].cases == 4
    assert figures["qags.xsum", "withheld_though_right"].cases == 2
    assert figures["qags.xsum", "shown_though_wrong"].ours == 0


def test_a_set_with_a_file_missing_is_an_error(tmp_path: Path) -> None:
    write_scifact(tmp_path)
    (tmp_path / "scifact" / "claims_test.jsonl").unlink()
    with pytest.raises(BadInput, match=r"claims_test\.jsonl"):
        rows(tmp_path)


def test_a_folder_without_any_of_the_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"qags.*wice.*scifact"):
        rows(tmp_path)
