"""A quotation starts and ends with a word, and its tokens spell exactly what stands there."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answering.spans import tracks, word_ends, words
from rag.models import reader_path
from rag.models.llama import LanguageModel

NEVER = threading.Event()


@pytest.fixture(scope="module")
def model() -> Iterator[LanguageModel]:
    loaded = LanguageModel(reader_path("gemma-3-270m"), context=256)
    yield loaded
    loaded.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up by £1,400 a year.", ["up", "by", "£1,400", "a", "year"]),
        ('an "eight-year" ban, 12.6% of it', ["an", "eight-year", "ban", "12.6%", "of", "it"]),
        ("O'Brien's AT&T deal (2004/05)", ["O'Brien's", "AT&T", "deal", "2004/05"]),
        ("U.S. law. Next", ["U.S", "law", "Next"]),
        ("Россия — 5 млн", ["Россия", "5", "млн"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


def test_a_name_may_be_quoted_without_its_possessive() -> None:
    text = "Labour's plan"
    assert sorted(text[:end] for end in word_ends(text)) == ["Labour", "Labour's", "Labour's plan"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.sampled_from("abcXYZ 0129.,£%\"'()-é漢Ж🙂"), max_size=40), st.sampled_from(["", " "])
)
def test_tracks_spell_the_sentence_from_every_word(model: LanguageModel, text: str, lead: str) -> None:
    found = tracks(3, text, model.tokens, model.text, lead=lead)
    assert [track.start for track in found] == [start for start, _ in words(text)]
    for track in found:
        assert track.sentence == 3
        assert b"".join(model.text(t) for t in track.tokens).decode() == f"{lead}{text[track.start :]}"
        assert track.ends[-1] == len(text)
        for count, end in enumerate(track.ends, start=1):
            if end >= 0:
                spelled = b"".join(model.text(t) for t in track.tokens[:count])
                assert spelled.decode() == f"{lead}{text[track.start : end]}"
