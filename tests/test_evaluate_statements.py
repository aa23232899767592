"""The measurement of statements, on small sets written here in the form of the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate.report import Row
from rag.evaluate.statements import rows

TEXT = 'Pier opens\n\nHarbour minister Marta Kowalska said the pier was safe. "We checked it," she said.'


def quote(kind: str, speaker: str, words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {
        "doc": "politics/001.txt",
        "kind": kind,
        "speaker": speaker,
        "mention": "she",
        "start": start,
        "end": start + len(words),
        "text": words,
    }


def write(data: Path, quotes: list[dict[str, object]]) -> None:
    (data / "bbc-news" / "politics").mkdir(parents=True)
    (data / "bbc-news" / "politics" / "001.txt").write_text(TEXT, encoding="utf-8")
    (data / "gold-dev").mkdir()
    (data / "gold-dev" / "quotes.jsonl").write_text("\n".join(map(json.dumps, quotes)), encoding="utf-8")
    (data / "polnear").mkdir()
    start, source = TEXT.index('"We'), TEXT.index("she said")
    attribution = {
        "source": [{"spans": [[source, source + 3]]}],
        "content": [{"spans": [[start, start + 16]]}],
        "direct_quote": True,
    }
    row = {"id": "p", "title": "Pier opens", "text": TEXT, "attributions": [attribution]}
    (data / "polnear" / "polnear.dev.jsonl").write_text(json.dumps(row), encoding="utf-8")


def measured(data: Path) -> dict[tuple[str, str], Row]:
    return {(row.dataset, row.metric): row for row in rows(data)}


def test_what_is_found_and_given_to_the_right_speaker_scores_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        [
            quote("direct", "Marta Kowalska", "We checked it,"),
            quote("reported", "Kowalska", "the pier was safe"),
        ],
    )
    found = measured(tmp_path)
    assert {key: row.ours for key, row in found.items()} == {
        ("gold-dev", "direct_f1"): 1.0,
        ("gold-dev", "direct_speaker"): 1.0,
        ("gold-dev", "reported_f1"): 1.0,
        ("gold-dev", "reported_speaker"): 1.0,
        ("polnear", "direct_f1"): 1.0,
        ("polnear", "direct_speaker"): 1.0,
    }
    assert found["gold-dev", "direct_f1"].cases == 1


def test_another_speaker_and_a_missed_span_cost_what_they_should(tmp_path: Path) -> None:
    write(
        tmp_path,
        [quote("direct", "Tom Reed", "We checked it,"), quote("direct", "Marta Kowalska", "Pier opens")],
    )
    found = measured(tmp_path)
    assert found["gold-dev", "direct_f1"].ours == pytest.approx(2 / 3)  # one of two found, none too many
    assert found["gold-dev", "direct_speaker"].ours == 0
    assert found["gold-dev", "reported_f1"].ours == 0  # nothing to find, one found


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gold-dev"):
        rows(tmp_path)
