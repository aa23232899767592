from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from rag.types import Article, Citation
from rag.ui.reader import open_at, unmarked

TEXT = "“One two,” she said. Three four.\n\nFive six."


def article(text: str = TEXT) -> Article:
    return Article("a.md", "/a.md", "Title", text)


def citation(start: int, end: int, *, n: int = 1, text: str = TEXT) -> Citation:
    return Citation(n, "a.md", "Title", "", "", "", text[start:end], start, end)


def test_the_cited_words_are_marked_and_nothing_else() -> None:
    page = open_at(article(), citation(21, 32, n=2), [citation(0, 20), citation(21, 32, n=2)])
    assert page.placed
    assert [(p.text, p.n, p.current) for p in page.pieces] == [
        ("“One two,” she said.", 1, False),
        (" ", 0, False),
        ("Three four.", 2, True),
        ("\n\nFive six.", 0, False),
    ]


def test_words_that_an_update_moved_are_marked_where_they_stand_now() -> None:
    longer = f"Zero.\n\n{TEXT}"
    page = open_at(article(longer), citation(21, 32), [citation(0, 20, n=2)])
    assert page.placed
    assert [(p.text, p.n) for p in page.pieces if p.n] == [("“One two,” she said.", 2), ("Three four.", 1)]


def test_words_that_stand_there_no_more_or_twice_are_not_marked() -> None:
    for text in ("One two. Three five.", f"{TEXT}\n\nThree four. Zero."[1:]):
        page = open_at(article(text), citation(21, 32), [citation(21, 32)])
        assert not page.placed
        assert "".join(p.text for p in page.pieces) == text
        assert not any(p.n or p.current for p in page.pieces)


def test_a_citation_of_another_article_is_not_marked() -> None:
    elsewhere = dataclasses.replace(citation(21, 32), article="b.md")
    assert not open_at(article(), elsewhere, [elsewhere]).placed


def test_the_current_citation_goes_before_one_it_overlaps() -> None:
    page = open_at(article(), citation(21, 32, n=2), [citation(0, 25)])
    assert [p.n for p in page.pieces if p.n] == [2]


@given(st.text(max_size=80), st.integers(-3, 90), st.integers(-3, 90), st.integers(-3, 90))
def test_the_pieces_join_to_the_article(text: str, start: int, end: int, other: int) -> None:
    page = open_at(
        article(text),
        citation(start, end, text=text),
        [citation(min(other, end), max(other, end), n=2, text=text)],
    )
    assert "".join(p.text for p in page.pieces) == text
    assert page.placed == any(p.current and p.text == text[start:end] for p in page.pieces)


def test_a_headline_that_begins_the_text_is_told_from_it() -> None:
    headed = Article("a.md", "/a.md", "One two", "One two\n\nThree four.")
    page = unmarked(headed)
    assert [(p.text, p.headline) for p in page.pieces] == [("One two", True), ("\n\nThree four.", False)]
    cited = open_at(headed, citation(0, 7, text=headed.text))
    assert not any(p.headline for p in cited.pieces)
    assert not any(p.headline for p in unmarked(article()).pieces)
