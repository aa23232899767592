"""Sentence ends found from part of a line are those that syntok finds in all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.boundaries import sentence_spans, whole_spans

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
#: What decides about an end, and words that do not.
PIECES = [
    "a", "The", "b.", "U.S.", "said", "...", "!", '?"', '"No.', "3", "1.5", ".", "Mr.", ";", "x;y", "I.",
    "don't", "£5m.", "Jan.", "12", "\u200b", "\xa0", "'Yes'", "no.", "etc.", "end.’", "“Go.”", "camelCase",
    "a.b", "»", "i.e.,", "(see", "p. 3)", "[sic]", "\x1c", "walk", "Some", "of", "road", "was", "it", "and",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " ", "  "]))
def test_any_line_has_the_sentences_that_syntok_gives_it(pieces: list[str], edge: str) -> None:
    line = f"{edge}{' '.join(pieces)}{edge}"
    assert sentence_spans(line) == whole_spans(line)


@given(st.text(alphabet="ab .A!;'(\u200b\t\x1f", max_size=80))
def test_any_text_has_the_sentences_that_syntok_gives_it(line: str) -> None:
    assert sentence_spans(line) == whole_spans(line)


def test_news_has_the_sentences_that_syntok_gives_it() -> None:
    lines = [line for path in SEEDS.glob("*.md") for line in path.read_text("utf-8").splitlines() if line]
    assert lines
    assert [sentence_spans(line) for line in lines] == [whole_spans(line) for line in lines]


@pytest.mark.parametrize("words", [1, 3, 30])
def test_an_end_is_where_its_mark_is_however_much_is_left_out(words: int) -> None:
    line = " ".join(["one", *["more"] * words, "word.", "The", *["next"] * words, "one."])
    assert [line[start:end] for start, end in sentence_spans(line)] == re.split(r"(?<=\.) ", line)
