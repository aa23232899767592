"""Where quotations open and close, in the styles that newspapers have."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.statements.marks import stretches


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" twice.', ["yes"]),
        ("“Yes,” he said, “we can.”", ["Yes,", "we can."]),
        ("«Да», сказал он.", ["Да"]),
        ("„Ja“, sagte er, „heute“.", ["Ja", "heute"]),
        ("»Ja«, sagte er.", ["Ja"]),
        ('"One. "Two."', ["One.", "Two."]),
        ('"One runs on.\n\n"Two ends."', ["One runs on.", "Two ends."]),
        ("“He told me ‘go’ and left,” she said.", ["He told me ‘go’ and left,"]),
        ("“He told me “go” and left,” she said.", ["He told me “go” and left,"]),
        ('It was " very good" indeed.', ["very good"]),
        ('A rise "that never came would need "significant" changes.', ["significant"]),
        ('The 5" disc and the 3" disc.', []),
        ("It's the dogs' dinner.", []),
        ("'We will go,' she said.", ["We will go,"]),
        ('""', []),
    ],
)
def test_stretches(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in stretches(text)] == expected


@given(st.text(alphabet="ab A.,!?\n\"“”«»„'‘’ ", max_size=60))
def test_stretches_are_ordered_apart_and_within_a_line(text: str) -> None:
    found = stretches(text)
    assert all(s.outer_start < s.start <= s.end <= s.outer_end <= len(text) for s in found)
    assert all(a.outer_end <= b.outer_start for a, b in pairwise(found))
    assert all("\n" not in text[s.outer_start : s.outer_end] for s in found)
