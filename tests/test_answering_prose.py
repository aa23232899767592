"""What a model writes in its own words is cut into sentences, cleaned and matched by the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from rag.answering.prose import NOT_STATED, drafts
from rag.types import Draft, Token
from tests.evidence import FERRY, evidence_of


def echo(question: str, texts: Sequence[str], style: str) -> Iterator[str]:
    """The pieces of a reply that repeats the texts that share a word with the question, dressed up."""
    asked = set(re.findall(r"\w{4,}", question.lower()))
    found = [
        style.format(n=n, text=text)
        for n, text in enumerate(texts, start=1)
        if asked & set(re.findall(r"\w{4,}", text.lower()))
    ]
    yield from re.findall(r"\S+\s*", "".join(found) or NOT_STATED)


def ask(question: str, style: str = "{text} [{n}] ") -> list[Token | Draft]:
    evidence = evidence_of(question, FERRY)
    return list(drafts(echo(question, FERRY, style), evidence.sentences, "en"))


@pytest.mark.parametrize(
    "style", ["{text} [{n}] ", "- {text}\n", "<think>Which? [9]</think>{text} (source {n}) "]
)
def test_sentences_are_cleaned_and_matched_with_what_carries_them(style: str) -> None:
    written = [piece for piece in ask("Which ferry ran aground?", style) if isinstance(piece, Draft)]
    assert written == [Draft(FERRY[0], (1,)), Draft(FERRY[3], (4,))]


def test_a_sentence_is_handed_over_before_the_next_is_finished() -> None:
    kinds = [type(piece).__name__ for piece in ask("Which ferry ran aground?")]
    assert kinds.index("Draft") < len(kinds) - 2
    assert "Token" in kinds[kinds.index("Draft") + 1 :]


def test_no_answer_is_no_draft() -> None:
    assert not any(isinstance(piece, Draft) for piece in ask("Wer gewann?"))
