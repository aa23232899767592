from __future__ import annotations

from pathlib import Path

import pytest

from rag.build import update
from rag.relevance import Piece, relevance
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder

ON_TOPIC = Piece("The port cost 40m euros.", "Port opens", "The port cost 40m euros.", "en")
NEAR_TOPIC = Piece("It cost 40m euros.", "Port opens", "The port opened. It cost 40m euros.", "en")
OFF_TOPIC = Piece("Apples froze in May.", "Frost", "Apples froze in May.", "en")


@pytest.fixture
def store(tmp_path: Path, news: Path) -> Store:
    store = Store.create(tmp_path / "index", {"encoder": "words"})
    update(store, WordEncoder(), [news], Settings())
    return store


def test_own_words_count_more_than_words_around(store: Store, encoder: WordEncoder) -> None:
    asked = "What did the port cost?"
    own, near, off = relevance(asked, asked, "en", [ON_TOPIC, NEAR_TOPIC, OFF_TOPIC], store, encoder)
    assert 1 >= own > near > off >= 0


def test_a_topic_without_words_is_compared_by_meaning_alone(store: Store, encoder: WordEncoder) -> None:
    own, off = relevance("the port cost", "the of", "en", [ON_TOPIC, OFF_TOPIC], store, encoder)
    assert own > off


def test_nothing_to_weigh(store: Store, encoder: WordEncoder) -> None:
    assert relevance("a", "a", "en", [], store, encoder) == []
    assert encoder.encoded == []
