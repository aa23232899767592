"""A figure that a newer article corrects, with the default reader."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answering.local import LocalReader
from rag.answering.proposal import propose
from rag.answering.reader import load_prompts
from rag.models import reader_path
from rag.models.llama import LanguageModel
from rag.types import Draft, EvidenceSentence, Query
from tests.evidence import evidence_of

QUESTION = "How much will the lighthouse of Orrin cost?"
OLD = "The lighthouse of Orrin will cost 40 million crowns, the council said on Thursday."
NEW = "The lighthouse of Orrin will now cost 54 million crowns, the mayor told reporters."


@pytest.fixture(scope="module")
def reader() -> Iterator[LocalReader]:
    model = LanguageModel(reader_path("qwen-1.5b"), context=2048)
    yield LocalReader(model, load_prompts())
    model.close()


def told(reader: LocalReader, *dated: tuple[str, str]) -> tuple[Draft, ...]:
    sentences: tuple[EvidenceSentence, ...] = evidence_of(QUESTION, [text for text, _ in dated]).sentences
    sentences = tuple(replace(one, published=day) for one, (_, day) in zip(sentences, dated, strict=True))
    query = Query(QUESTION, QUESTION)
    return propose(query, sentences, reader, threading.Event(), tokens=350, strictness=0.5).drafts


def test_the_newest_figure_comes_first_and_the_other_as_earlier(reader: LocalReader) -> None:
    newest, earlier = told(reader, (OLD, "2024-05-02"), (NEW, "2024-05-04"))
    assert newest.text == NEW
    assert newest.heading is None
    assert [newest.text[start:end] for start, end in newest.emphasis] == ["54 million crowns"]
    assert earlier.text == OLD
    assert earlier.heading is not None
    assert (earlier.heading.kind, earlier.heading.date) == ("earlier", "2024-05-02")


def test_nothing_is_earlier_where_the_days_are_not_known(reader: LocalReader) -> None:
    assert all(draft.heading is None for draft in told(reader, (OLD, ""), (NEW, "")))


def test_a_newer_figure_for_another_thing_corrects_nothing(reader: LocalReader) -> None:
    other = "The ferry of Tarn will cost 54 million crowns, the owner told reporters."
    drafts = told(reader, (OLD, "2024-05-02"), (other, "2024-05-04"))
    assert drafts[0].text == OLD
    assert all(draft.heading is None for draft in drafts)
