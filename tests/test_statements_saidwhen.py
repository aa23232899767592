"""The day on which something was said."""

from __future__ import annotations

import pytest

from rag.statements import extract
from rag.statements.saidwhen import day_of, day_phrase
from rag.types import Article


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("on Monday", "2024-05-08", "2024-05-06"),
        ("on Wednesday", "2024-05-08", "2024-05-08"),
        ("on Thursday", "2024-05-08", "2024-05-02"),
        ("at a December 2 press conference", "2020-12-04", "2020-12-02"),
        ("on 3 December", "2021-01-02", "2020-12-03"),
        ("on 9 May", "2024-05-08", "2024-05-09"),
        ("on 3rd Jan. 2019", "2024-05-08", "2019-01-03"),
        ("on March 4, 2022", "", "2022-03-04"),
        ("yesterday", "2024-03-01", "2024-02-29"),
        ("on 31 June", "2024-05-08", ""),
        ("on Monday", "", ""),
        ("in September", "2024-05-08", ""),
        ("in a speech", "2024-05-08", ""),
    ],
)
def test_days(text: str, published: str, expected: str) -> None:
    assert day_of(day_phrase(text), published) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tom Reed said on Monday that the pier would open.", "2024-05-06"),
        ('Speaking on Tuesday, Tom Reed said: "The pier will open."', "2024-05-07"),
        ("Tom Reed said that the pier would open on Friday.", "2024-05-08"),
        ("Tom Reed, who was elected on Monday, said the pier would open.", "2024-05-08"),
        ("Tom Reed said the pier would open.", "2024-05-08"),
    ],
)
def test_a_statement_has_the_day_it_was_made_or_its_articles(sentence: str, expected: str) -> None:
    found = extract(Article("a", "/a", "", sentence, published="2024-05-08"))
    assert [s.date for s in found] == [expected]
