"""Evidence sentences within a budget."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.embed import FullEncoder, encoder_for
from rag.pack import pack
from rag.retrieve import retrieve
from rag.segment import count_tokens
from rag.settings import RetrievalSettings
from rag.store import Store
from rag.types import EvidenceSentence, Query
from tests.conftest import WordEncoder
from tests.shelf import shelf


@pytest.fixture(scope="module")
def meaning() -> FullEncoder:
    return encoder_for("")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, meaning: FullEncoder) -> Iterator[Store]:
    opened = shelf(tmp_path_factory.mktemp("index"), meaning)
    yield opened
    opened.close()


def packed(store: Store, encoder: FullEncoder, question: str, budget: int) -> tuple[EvidenceSentence, ...]:
    query, settings = Query("", question), RetrievalSettings(evidence_tokens=budget)
    return pack(query, retrieve(query, store, encoder, settings), store, encoder, tokens=budget)


@pytest.mark.parametrize("budget", [10, 25, 60, 350])
def test_sentences_fit_the_budget_and_stand_where_they_say(
    store: Store, meaning: FullEncoder, budget: int
) -> None:
    sources = packed(store, meaning, "How long is the breakwater of Balmere?", budget)
    assert sum(count_tokens(source.sentence.text) for source in sources) <= budget
    assert [source.n for source in sources] == list(range(1, len(sources) + 1))
    for source in sources:
        article = store.article(source.sentence.article)
        assert article is not None
        assert article.text[source.sentence.start : source.sentence.end] == source.sentence.text
        assert (source.title, source.source, source.published) == (
            article.title,
            article.source,
            article.published,
        )


def test_a_tight_budget_holds_the_sentence_that_answers(store: Store, meaning: FullEncoder) -> None:
    sources = packed(store, meaning, "How long is the breakwater?", 10)
    assert [source.sentence.text for source in sources] == ["The breakwater is 900 metres long."]


def test_a_sentence_that_points_back_brings_the_one_before(store: Store, meaning: FullEncoder) -> None:
    texts = [s.sentence.text for s in packed(store, meaning, "What was a debt to the old town?", 26)]
    assert "It was a debt to the old town, she said." in texts
    assert "She promised that fishing boats would pay nothing." in texts


def test_sentences_of_an_article_are_in_reading_order(store: Store, meaning: FullEncoder) -> None:
    sources = packed(store, meaning, "What did the mayor of Balmere promise fishing boats?", 350)
    for article in {source.sentence.article for source in sources}:
        starts = [source.sentence.start for source in sources if source.sentence.article == article]
        assert starts == sorted(starts)


def test_a_sentence_names_its_other_places(store: Store, meaning: FullEncoder) -> None:
    (source,) = packed(store, meaning, "How long is the breakwater?", 10)
    places = {source.sentence.article, *(place.article for place in source.also)}
    assert places == {"port", "wire"}
    assert all(place.text == source.sentence.text for place in source.also)


def test_no_passages_give_no_sentences(store: Store, meaning: FullEncoder) -> None:
    assert pack(Query("", "Balmere"), (), store, meaning, tokens=350) == ()


def test_without_stored_words_sentences_are_encoded(tmp_path: Path, encoder: WordEncoder) -> None:
    store = shelf(tmp_path, encoder)
    query, settings = Query("", "safe tunnel"), RetrievalSettings(evidence_tokens=12)
    sources = pack(query, retrieve(query, store, encoder, settings), store, encoder, tokens=12)
    assert [source.sentence.text for source in sources] == ["The tunnel is no longer safe."]
