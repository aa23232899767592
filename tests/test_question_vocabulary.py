from __future__ import annotations

from pathlib import Path

import pytest

from rag.build import update
from rag.question.vocabulary import Vocabulary
from rag.settings import Settings
from rag.store import Store
from tests.conftest import WordEncoder


@pytest.mark.parametrize(
    ("word", "known"),
    [("Port", True), ("orchard", True), ("did", True), ("Brandtt", False), ("", False), ("?", False)],
)
def test_words_of_the_articles_are_known(tmp_path: Path, news: Path, word: str, known: bool) -> None:
    store = Store.create(tmp_path / "index", {"encoder": "words"})
    update(store, WordEncoder(), [news], Settings())
    assert (word in Vocabulary(store, ("en",))) is known
