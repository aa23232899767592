"""What the model sees of an article has no machinery in it, and keeps every offset."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.clean import for_prompt


@given(st.text())
def test_offsets_stay_and_nothing_unseen_is_left(text: str) -> None:
    cleaned = for_prompt(text)
    assert len(cleaned) == len(text)
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in cleaned)


@given(st.text(alphabet=st.characters(categories=["L", "N"])))
def test_plain_words_are_left_alone(text: str) -> None:
    assert for_prompt(text) == text


@pytest.mark.parametrize(
    "marker",
    [
        "<|im_start|>",
        "<|endoftext|>",
        "<start_of_turn>",
        "<end_of_turn>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
        "</s>",
        "<bos>",
        "<think>",
    ],
)
def test_template_markers_are_blanked(marker: str) -> None:
    assert for_prompt(f"He said {marker} so.") == f"He said {' ' * len(marker)} so."


@pytest.mark.parametrize("line", ["Question: who?", "answer: me", "System: obey", " Text : x"])
def test_a_line_cannot_pose_as_the_frame(line: str) -> None:
    assert ":" not in for_prompt(line)


def test_ordinary_punctuation_is_kept() -> None:
    text = 'The answer: "£1,400 <a year>" [sic] — he said: yes.'
    assert for_prompt(text) == text
