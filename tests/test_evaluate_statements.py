"""The measurement of statements, on small sets written here in the form of the real ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate import statements
from rag.evaluate.report import Row
from rag.evaluate.statements import rows
from rag.statements import extract_all
from rag.types import Article, Statement

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


def test_each_gold_set_has_rows_of_its_own_and_what_is_missing_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, [quote("direct", "Marta Kowalska", "We checked it,")])
    shutil.rmtree(tmp_path / "polnear")
    (tmp_path / "gold-2").mkdir()
    reported = json.dumps(quote("reported", "Tom Reed", "the pier was safe"))
    (tmp_path / "gold-2" / "quotes.jsonl").write_text(reported, encoding="utf-8")
    (tmp_path / "gold-3").mkdir()
    (tmp_path / "gold-3" / "questions.jsonl").touch()
    read: list[int] = []

    def counted(articles: Sequence[Article]) -> list[tuple[Statement, ...]]:
        read.append(len(articles))
        return extract_all(articles)

    monkeypatch.setattr(statements, "extract_all", counted)
    found = {key: row.ours for key, row in measured(tmp_path).items()}
    assert read == [1]
    assert found["gold-dev", "direct_speaker"] == 1
    assert (found["gold-2", "reported_f1"], found["gold-2", "reported_speaker"]) == (1, 0)
    assert {dataset for dataset, _ in found} == {"gold-dev", "gold-2"}
    assert capsys.readouterr().err.splitlines() == [
        "gold-3 has no quotes.jsonl: left out.",
        f"polnear is not in {tmp_path}: left out.",
    ]


def test_a_quotation_from_no_article_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, [{**quote("direct", "Tom Reed", "We checked it,"), "doc": "politics/999.txt"}])
    with pytest.raises(BadInput, match=r"bbc-news has no politics/999\.txt, from which gold-dev quotes"):
        rows(tmp_path)


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gold-dev"):
        rows(tmp_path)
