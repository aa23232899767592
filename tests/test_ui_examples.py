from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.store import FileRecord, IndexedArticle, Store
from rag.types import Article, Passage, Sentence, Statement
from rag.ui.examples import examples

TEXT = "We backed Tarn. I know Tarn and Balmere. Rain fell."


def stored(directory: Path, statements: tuple[Statement, ...], title: str = "A") -> Store:
    store = Store.create(directory, {})
    sentence = Sentence("a", 0, len(TEXT), TEXT)
    passage = Passage("a", 0, len(TEXT), TEXT, (sentence,))
    indexed = IndexedArticle(
        Article("a", "/a", title, TEXT, sha256="x"),
        (passage,),
        np.ones((1, 4), dtype=np.float32),
        ((["a"], ["rain"], []),),
        statements,
    )
    store.apply([(FileRecord("/a", "a", "x", "read"), [indexed])])
    return store


def said(speaker: str, start: int, end: int) -> Statement:
    return Statement("a", "reported", speaker, speaker, "said", start, end, TEXT[start:end])


def test_the_most_heard_come_first_with_what_recurs_in_their_words(tmp_path: Path) -> None:
    store = stored(tmp_path, (said("Ann Oak", 0, 15), said("Ann Oak", 16, 41), said("Bo Elm", 42, 52)))
    assert examples(store) == ("What did Ann Oak say about Tarn?", "What did Bo Elm say?")
    store.close()


def test_without_statements_headlines_are_offered(tmp_path: Path) -> None:
    store = stored(tmp_path, (), "Мост через Лену закрыли")
    assert examples(store) == ("Мост через Лену закрыли",)
    store.close()


def test_a_headline_of_a_word_is_no_example(tmp_path: Path) -> None:
    store = stored(tmp_path, ())
    assert examples(store) == ()
    store.close()
