"""The measurement of retrieval, on a few articles of our own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager

import pytest

from rag.answer import Parts
from rag.evaluate import retrieval
from rag.evaluate.data import Collection, GoldQuestion, Span
from rag.evaluate.indexed import indexed
from rag.evaluate.retrieval import (
    collection_row,
    covers,
    gold_rows,
    parallel_rows,
    reciprocal_rank_fusion,
)
from rag.settings import Settings
from rag.types import Article, Sentence
from tests.shelf import ARTICLES, SETTINGS

ENGLISH = tuple(article for article in ARTICLES if article.language == "en")


def span(article: Article, text: str) -> Span:
    start = article.text.index(text)
    return Span(article.id, start, start + len(text), text)


def question(number: int, text: str, *evidence: Span) -> GoldQuestion:
    return GoldQuestion(f"q{number}", "fact" if evidence else "unanswerable", text, (), evidence, "")


def test_gold_questions_are_scored_by_rank_and_by_spans_found() -> None:
    port, _, rail, frost = ENGLISH
    asked = [
        question(1, "How long is the breakwater?", span(port, "The breakwater is 900 metres long.")),
        question(2, "Why do trains to Tarn stop?", span(rail, "The tunnel is no longer safe.")),
        question(3, "Does insurance pay?", span(frost, "Insurance pays"), Span("not indexed", 0, 9, "")),
        question(4, "Who won the cup?"),
    ]
    rows = {row.metric: row for row in gold_rows(ENGLISH, {"gold-dev": asked}, SETTINGS)}
    assert {row.cases for row in rows.values()} == {3}
    assert rows["hit@1"].ours == 1.0
    assert rows["mrr@10"].ours == 1.0
    # One of the two spans of the third question is in no article.
    assert round(rows["evidence_recall@10"].ours, 3) == round((1 + 1 + 0.5) / 3, 3)
    assert round(rows["pack_recall@350"].ours, 3) == round((1 + 1 + 0.5) / 3, 3)
    assert set(rows["hit@1"].baselines) == {"BM25", "encoder", "RRF"}


def test_sets_share_an_index_and_one_without_answers_has_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(
        articles: Sequence[Article], settings: Settings, *, statements: bool
    ) -> AbstractContextManager[Parts]:
        made.append(len(articles))
        return indexed(articles, settings, statements=statements)

    monkeypatch.setattr(retrieval, "indexed", counted)
    port = span(ENGLISH[0], "The breakwater is 900 metres long.")
    sets = {
        "gold-dev": [question(1, "How long is the breakwater?", port)],
        "gold-test": [question(2, "Who won the cup?")],
    }
    rows = {(row.dataset, row.metric): row for row in gold_rows(ENGLISH, sets, SETTINGS)}
    assert made == [len(ENGLISH)]
    assert rows["gold-dev", "hit@1"].ours == 1.0
    assert rows["gold-test", "hit@1"].cases == 0
    assert math.isnan(rows["gold-test", "hit@1"].baselines["BM25"])


def test_articles_are_ranked_by_their_best_passage() -> None:
    collection = Collection(
        "ours",
        "en",
        ENGLISH,
        {"a": "Which railway tunnel is unsafe?", "b": "What froze in April?", "c": "unanswerable zeppelin"},
        {"a": {"rail": 1}, "b": {"frost": 1}, "c": {"nowhere": 1}},
    )
    row = collection_row(collection, SETTINGS)
    assert (row.metric, row.cases) == ("ndcg@10", 3)
    assert round(row.ours, 3) == 0.667


def test_a_span_is_covered_by_more_than_half_of_it() -> None:
    wanted = Span("port", 10, 20, "")
    assert covers([Sentence("port", 14, 40, "")], wanted)
    assert not covers([Sentence("port", 15, 40, "")], wanted)
    assert not covers([Sentence("rail", 0, 40, "")], wanted)
    assert covers([Sentence("rail", 0, 40, ""), Sentence("port", 0, 40, "")], wanted)


def test_rank_fusion_prefers_what_both_found() -> None:
    assert reciprocal_rank_fusion([[1, 2, 3], [4, 2]]) == [2, 1, 4, 3]


def test_questions_of_one_language_are_asked_over_texts_of_another() -> None:
    def texts(language: str, first: str, second: str, asked: str) -> Collection:
        articles = tuple(
            Article(f"{n}", f"/{n}", "", text, language=language) for n, text in enumerate((first, second))
        )
        return Collection(f"pair.{language}", language, articles, {"q": asked}, {"q": {"0": 1}})

    english = texts(
        "en", "The bridge cost forty million euros.", "Apples froze in May.", "What did the bridge cost?"
    )
    german = texts(
        "de", "Die Brücke kostete vierzig Millionen Euro.", "Im Mai froren Äpfel.", "Was kostete die Brücke?"
    )
    rows = [row for one in (english, german) for row in parallel_rows(one, (english, german), SETTINGS)]
    assert [row.dataset for row in rows] == ["pair.en", "pair.de-en", "pair.en-de", "pair.de"]
    assert [row.ours for row in rows] == [1.0, 1.0, 1.0, 1.0]
