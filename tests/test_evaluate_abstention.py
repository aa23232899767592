"""The measurement of abstention: every question is read, whichever set it is from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rag.answer import Parts
from rag.errors import BadInput
from rag.evaluate import abstention
from rag.evaluate.data import GoldQuestion
from rag.evaluate.indexed import indexed
from rag.settings import Settings
from rag.types import Article
from tests.readers import WordReader
from tests.shelf import ARTICLES, SETTINGS

ASKED = (
    "How long is the breakwater?",
    "When did the port of Balmere open?",
    "Who cut the ribbon?",
)
UNANSWERED = ("How much did the zeppelin cost?", "Who won the cup final?")


def gold(texts: Sequence[str] = (*ASKED, *UNANSWERED)) -> list[GoldQuestion]:
    return [
        GoldQuestion(f"q{n}", "fact" if text in ASKED else "unanswerable", text, (), (), "")
        for n, text in enumerate(texts)
    ]


def parts(reader: WordReader) -> AbstractContextManager[Parts]:
    english = [article for article in ARTICLES if article.language == "en"]
    return indexed(english, SETTINGS, statements=False, reader=reader)


def test_the_reader_is_asked_about_every_question_and_decides() -> None:
    reader = WordReader()
    with parts(reader) as made:
        verdicts = abstention.gold_verdicts(gold(), made)
    assert reader.opened == [*ASKED, *UNANSWERED]
    assert [v.answer for v in verdicts] == [True] * len(ASKED) + [False] * len(UNANSWERED)
    assert all((v.score >= 0.5) == v.answer for v in verdicts)


def write(path: Path, rows: Iterable[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_all_gold_sets_are_asked_of_one_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bbc-news" / "politics").mkdir(parents=True)
    (tmp_path / "bbc-news" / "politics" / "001.txt").write_text(ARTICLES[0].text, encoding="utf-8")
    for name, texts in (("gold-dev", ASKED), ("gold-test", (*ASKED[:2], *UNANSWERED[:1]))):
        write(
            tmp_path / name / "questions.jsonl",
            (
                {
                    "id": q.id,
                    "type": q.type,
                    "question": q.question,
                    "answers": [],
                    "evidence": [],
                    "note": "",
                }
                for q in gold(texts)
            ),
        )
    made: list[int] = []

    def counted(
        articles: Sequence[Article], settings: Settings, *, statements: bool
    ) -> AbstractContextManager[Parts]:
        made.append(len(articles))
        return indexed(articles, settings, statements=False, reader=WordReader())

    monkeypatch.setattr(abstention, "indexed", counted)
    rows = {(row.dataset, row.metric): row for row in abstention.rows(tmp_path)}
    assert made == [1]
    assert {dataset for dataset, _ in rows} == {"gold-dev", "gold-test"}
    assert rows["gold-test", "auc"].cases == 3
    # gold-dev has no question here that should be declined.
    assert rows["gold-dev", "declined"].cases == 0
    assert capsys.readouterr().err.splitlines() == [
        f"nomiracl_en is not in {tmp_path}: left out.",
        f"clapnq is not in {tmp_path}: left out.",
    ]


def test_a_folder_without_any_of_the_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"gold-dev.*nomiracl_en.*clapnq"):
        abstention.rows(tmp_path)
