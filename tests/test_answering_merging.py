"""Follow-ups put into the question before, with a model small enough for tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.answering.local import LocalReader
from rag.answering.reader import load_prompts
from rag.models import reader_path
from rag.models.llama import LanguageModel

NEVER = threading.Event()


@pytest.fixture(scope="module")
def reader() -> Iterator[LocalReader]:
    model = LanguageModel(reader_path("qwen-1.5b"), context=2048)
    yield LocalReader(model, load_prompts())
    model.close()


@pytest.mark.parametrize(
    ("earlier", "follow_up", "whole"),
    [
        (
            "What did Okafor say about the tunnel?",
            "And about the ferry?",
            "What did Okafor say about the ferry?",
        ),
        (
            "How much does a bed in the Orla cost?",
            "And in the Meridian?",
            "How much does a bed in the Meridian cost?",
        ),
        ("Was sagte Anna Brandt zur Brücke?", "Und Jonas Reuter?", "Was sagte Jonas Reuter zur Brücke?"),
    ],
)
def test_what_is_different_takes_its_place(
    reader: LocalReader, earlier: str, follow_up: str, whole: str
) -> None:
    assert reader.merged(follow_up, [earlier], NEVER) == whole


def test_a_question_that_refers_back_is_made_whole(reader: LocalReader) -> None:
    whole = reader.whole("When was it built?", ["Who owns the ferry Halcyon?"], NEVER)
    assert "Halcyon" in whole


def test_one_that_stands_alone_stays(reader: LocalReader) -> None:
    question = "How much did the lighthouse cost?"
    assert reader.whole(question, ["Who owns the ferry Halcyon?"], NEVER) == question


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare what Brandt and Okafor say about the port.", ("Brandt", "Okafor")),
        ("Which is cheaper, the Orla or the Meridian?", ("Orla", "Meridian")),
        ("Чем отличаются планы Тулы и Калуги?", ("Тулы", "Калуги")),
    ],
)
def test_sides_are_copied_from_the_question(
    reader: LocalReader, question: str, sides: tuple[str, ...]
) -> None:
    found = reader.sides(question, NEVER)
    assert all(side in question for side in found)
    assert len(found) == len(sides)
    assert all(wanted in side for wanted, side in zip(sides, found, strict=True))
