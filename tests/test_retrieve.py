"""Passages for a query, with the real encoder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.embed import FullEncoder, encoder_for
from rag.retrieve import retrieve
from rag.settings import RetrievalSettings
from rag.store import Store
from rag.types import Hit, Query
from tests.conftest import WordEncoder, milvus_in
from tests.shelf import ARTICLES, shelf

SETTINGS = RetrievalSettings(passages=10)


@pytest.fixture(scope="module")
def meaning() -> FullEncoder:
    return encoder_for("")


@pytest.fixture(scope="module", params=["local", "milvus"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, meaning: FullEncoder
) -> Iterator[Store]:
    """The same index, searched here and in Milvus: every test that uses it is run with both."""
    directory = tmp_path_factory.mktemp("index")
    opened = shelf(directory, meaning, milvus=milvus_in(directory) if request.param == "milvus" else "")
    opened.checkpoint()
    yield opened
    opened.close()


def found(store: Store, encoder: FullEncoder, query: Query) -> tuple[Hit, ...]:
    return retrieve(query, store, encoder, SETTINGS)


def test_a_question_is_found_by_its_words(store: Store, meaning: FullEncoder) -> None:
    hits = found(store, meaning, Query("", "How long is the breakwater?"))
    assert "900 metres" in hits[0].passage.text
    assert hits[0].lexical is not None
    assert hits[0].dense is not None


def test_a_question_is_found_by_its_meaning(store: Store, meaning: FullEncoder) -> None:
    hits = found(store, meaning, Query("", "Which fruit harvest was damaged by cold weather?"))
    assert hits[0].passage.article == "frost"
    assert hits[0].lexical is None


def test_best_first_and_no_more_than_asked_for(store: Store, meaning: FullEncoder) -> None:
    hits = retrieve(Query("", "Balmere"), store, meaning, RetrievalSettings(passages=2))
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        (Query("", "port of Balmere", since="2020-12-04", until="2020-12-31"), {"wire"}),
        (Query("", "port of Balmere", until="2019-12-31"), {"rail"}),
        (Query("", "port of Balmere", sources=("The Daily",)), {"port"}),
    ],
)
def test_filters_leave_other_articles_out(
    store: Store, meaning: FullEncoder, query: Query, articles: set[str]
) -> None:
    assert {hit.passage.article for hit in found(store, meaning, query)} == articles


def test_the_same_words_in_two_papers_are_one_result(store: Store, meaning: FullEncoder) -> None:
    hits = found(store, meaning, Query("", "How long is the breakwater?"))
    assert {hits[0].passage.article, *(p.article for p in hits[0].also)} == {"port", "wire"}
    assert sum("900 metres" in hit.passage.text for hit in hits) == 1


def test_a_passage_gains_by_a_speaker_it_calls_she(tmp_path: Path, meaning: FullEncoder) -> None:
    store = shelf(tmp_path, meaning, [article for article in ARTICLES if article.id != "wire"])
    text = "What did Ilse Brandt say about fishing dues?"
    before = {hit.passage.text: hit.score for hit in found(store, meaning, Query("", text))}
    query = Query("", text, speakers=("Ilse Brandt",))
    gains = {h.passage.text: h.score - before[h.passage.text] for h in found(store, meaning, query)}
    best = max(gains, key=lambda passage: gains[passage])
    assert "Brandt" not in best
    assert "She promised that fishing boats would pay nothing." in best
    assert gains[best] > 0.05
    assert all(gain == pytest.approx(0) for passage, gain in gains.items() if passage != best)


def test_a_speaker_s_role_finds_her_too(store: Store, meaning: FullEncoder) -> None:
    asked = found(store, meaning, Query("", "What did the mayor say about dues?", speakers=("the mayor",)))
    assert "pay nothing" in asked[0].passage.text


def test_another_language_rests_on_words_alone(store: Store, meaning: FullEncoder) -> None:
    query = Query("", "Где нашли трещины?", language="ru")
    hits = found(store, meaning, query)
    assert hits[0].passage.article == "мост"
    ranked = [hit.passage.id for hit in hits if hit.lexical is not None]
    assert ranked == [i for i, _ in store.search_text(["наш", "трещин"], 10)][: len(ranked)]


def test_nothing_is_found_in_an_empty_index(tmp_path: Path, meaning: FullEncoder) -> None:
    assert found(shelf(tmp_path, meaning, ()), meaning, Query("", "Who opened the port?")) == ()


def test_an_encoder_that_tells_no_tokens_will_do(tmp_path: Path, encoder: WordEncoder) -> None:
    hits = retrieve(Query("", "safe tunnel"), shelf(tmp_path, encoder), encoder, SETTINGS)
    assert hits[0].passage.article == "rail"
