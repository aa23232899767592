"""Constrained decoding with the real default model: whole words of the sentence, and the right ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rag.generate.continuation import Continuation, log_probabilities
from rag.generate.core import Core, find_core
from rag.generate.llama import LanguageModel
from rag.generate.spans import tracks, word_ends, words
from rag.generate.turns import Cancelled
from rag.models import reader_path

NEVER = threading.Event()
SENTENCE = (
    "Norrland Lines, which has run ferries to the islands since 1921, has paid £38,500 for a new eight-inch "
    "radar, its owner's spokeswoman Edda Vik said."
)


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    loaded = LanguageModel(reader_path("gemma-3-270m"), context=512)
    yield loaded
    loaded.close()


def core(model: LanguageModel, text: str, question: str, cancel: threading.Event = NEVER) -> Core:
    prompt = model.tokens(f"{text}\nQuestion: {question}\nAnswer:", start=True)
    first = log_probabilities(model.read(prompt, NEVER))
    found = tracks(0, text, model.tokens, model.text)
    after = Continuation(model, first, len(prompt), cancel)
    return find_core(after, found, word_ends(text), model.tokens("\n")[0])


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How much did Norrland Lines pay for the radar?", "£38,500"),
        ("Since which year has Norrland Lines run ferries?", "1921"),
    ],
)
def test_the_words_that_answer_are_found(model: LanguageModel, question: str, wanted: str) -> None:
    found = core(model, SENTENCE, question)
    assert wanted in SENTENCE[found.start : found.end]


@pytest.mark.parametrize("question", ["Why?", "What did the spokeswoman say?", "東京?", "How many inches?"])
@pytest.mark.parametrize("text", [SENTENCE, "No.", "Паром, говорят, сел на мель.", "£38,500", "a " * 60])
def test_only_whole_words_are_quoted(model: LanguageModel, text: str, question: str) -> None:
    found = core(model, text, question)
    assert found.start in {start for start, _ in words(text)}
    assert found.end in word_ends(text)
    assert found.start < found.end


def test_cancelled_before_the_next_token(model: LanguageModel) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        core(model, SENTENCE, "What did the spokeswoman say?", cancel)
