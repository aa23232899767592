from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from rag.store import FileRecord, IndexedArticle, Store
from rag.types import Article, Passage, Query, Sentence, Statement
from rag.ui.suggest import follow_ups
from rag.ui.turn import Turn
from tests.test_ui_render import turn

TEXT = "Tarn is safe. Tarn is cold. Tarn is far. Rain fell."


def stored(directory: Path) -> Store:
    def said(speaker: str, start: int, end: int) -> Statement:
        return Statement("a", "reported", speaker, speaker, "said", start, end, TEXT[start:end])

    statements = (
        said("Anna Oak", 0, 13),
        said("David Elm", 14, 27),
        said("David Elm", 28, 40),
        said("Mary Ash", 41, 51),
        said("United Towns", 0, 13),
        said("officials", 0, 13),
    )
    store = Store.create(directory, {})
    sentence = Sentence("a", 0, len(TEXT), TEXT)
    indexed = IndexedArticle(
        Article("a", "/a", "A", TEXT, sha256="x"),
        (Passage("a", 0, len(TEXT), TEXT, (sentence,)),),
        np.ones((1, 4), dtype=np.float32),
        ((["a"], ["rain"], []),),
        statements,
    )
    store.apply([(FileRecord("/a", "a", "x", "read"), [indexed])])
    return store


def asked(stage: str = "answered") -> Turn:
    base = turn("w", stage)
    cited = dataclasses.replace(base.citations[0], article="a")
    query = Query("q", "q", form="said", named=("Anna Oak",), speakers=("Anna Oak",))
    return dataclasses.replace(base, query=query, citations=(cited,))


def test_others_who_speak_in_the_same_articles_are_suggested(tmp_path: Path) -> None:
    store = stored(tmp_path)
    assert follow_ups(asked(), store) == ("And David Elm?", "And Mary Ash?")
    store.close()


def test_after_a_fact_a_summary_of_its_article_is_suggested(tmp_path: Path) -> None:
    store = stored(tmp_path)
    fact = dataclasses.replace(asked(), query=Query("q", "q"))
    assert follow_ups(fact, store) == (f"Summarise “{fact.citations[0].title}”.",)
    assert follow_ups(dataclasses.replace(fact, query=Query("q", "q", layout="summary")), store) == ()
    store.close()


def test_without_an_answer_nothing_is_suggested(tmp_path: Path) -> None:
    store = stored(tmp_path)
    assert follow_ups(asked("not_found"), store) == ()
    assert follow_ups(dataclasses.replace(asked(), query=None), store) == ()
    store.close()
