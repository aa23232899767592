"""Who judges a set's questions: regressions that had not seen them, or the stored ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rag.answer import Parts, facts, search
from rag.answerable import answerable
from rag.errors import BadInput
from rag.evaluate import abstention
from rag.evaluate.data import GoldQuestion
from rag.evaluate.indexed import indexed
from rag.question import understand
from rag.settings import Settings
from rag.types import Article, Confidence, Draft, Evidence, Query
from tests.shelf import ARTICLES, SETTINGS

ASKED = (
    "How long is the breakwater?",
    "When did the port of Balmere open?",
    "Who cut the ribbon?",
    "Where did the cranes come from?",
    "When will trains to Tarn stop?",
    "What froze in April?",
)
UNANSWERED = (
    "How much did the zeppelin cost?",
    "Who won the cup final?",
    "How deep is the harbour basin?",
    "Which minister resigned over the tunnel?",
    "How many passengers use the Tarn line?",
    "What do growers earn in a year?",
)


class Silent:
    """An answering model that proposes nothing, or ``draft`` to every question."""

    model = "silent"
    tells_confidence = True

    def __init__(self, draft: Draft | None = None) -> None:
        self.draft = draft

    def generate(self, query: Query, evidence: Evidence, cancel: object) -> Iterator[Draft]:
        return iter([self.draft] if self.draft else [])


def gold(texts: Sequence[str] = (*ASKED, *UNANSWERED)) -> list[GoldQuestion]:
    return [
        GoldQuestion(f"q{n}", "fact" if text in ASKED else "unanswerable", text, (), (), "")
        for n, text in enumerate(texts)
    ]


def parts(generator: Silent) -> AbstractContextManager[Parts]:
    english = [article for article in ARTICLES if article.language == "en"]
    return indexed(english, SETTINGS, statements=False, generator=generator)


def test_questions_the_stored_regressions_have_not_seen_are_judged_by_them() -> None:
    with parts(Silent()) as made:
        verdicts = abstention.gold_verdicts(gold(), made)
        found = [search(understand(q.question, corpus=facts(made.store)), made) for q in gold()]
        decisions = [answerable(evidence, made.store, made.encoder) for evidence in found]
    assert [(v.score, v.answer) for v in verdicts] == [(d.score, d.answer) for d in decisions]


def test_questions_they_were_fitted_on_are_judged_without_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = Draft("Yes.", (1,), confidence=Confidence(0.5, 0.5))
    monkeypatch.setattr(abstention, "seen", lambda texts: list(texts) == [*ASKED, *UNANSWERED])
    with parts(Silent(sure)) as made:
        verdicts = abstention.gold_verdicts(gold(), made)
        assert verdicts == abstention.judged(abstention.examples(gold(), made))
    assert len(verdicts) == len(gold())


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
        return indexed(articles, settings, statements=False, generator=Silent())

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
