from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.segment import LONGEST_SENTENCE, count_tokens, passages, sentences
from rag.types import Article

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def article(text: str, *, title: str = "", language: str = "en") -> Article:
    return Article(id="a.txt", path="/a.txt", title=title, text=text, language=language)


def texts(text: str, language: str = "en") -> list[str]:
    return [s.text for s in sentences(article(text, language=language))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mr. Hale met U.S. officials on Jan. 5 in Washington. He left.",
            ["Mr. Hale met U.S. officials on Jan. 5 in Washington.", "He left."],
        ),
        ('He said: "We will go." Then she left.', ['He said: "We will go."', "Then she left."]),
        ('"It is over. We are done," she said.', ['"It is over.', 'We are done," she said.']),
        (
            "The pact brings it closer to NATO.. Talks go on …",
            ["The pact brings it closer to NATO..", "Talks go on …"],
        ),
        ("«We will not start it.», – he said.", ["«We will not start it.», – he said."]),
        ("Headline\n\nFirst line.\nSecond line.", ["Headline", "First line.", "Second line."]),
        ("Prices rose 3.5% to $1.2bn.", ["Prices rose 3.5% to $1.2bn."]),
        ("", []),
        (" \n\t\n ", []),
    ],
)
def test_sentences_of_news_text(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_sentences_in_other_languages() -> None:
    assert texts("«Мы готовы», — сказал он. В 2008 г. он был там.", "ru") == [
        "«Мы готовы», — сказал он.",
        "В 2008 г. он был там.",
    ]
    assert texts("Il a dit : « Nous irons. » Puis il est parti.", "fr") == [
        "Il a dit : « Nous irons. »",
        "Puis il est parti.",
    ]
    assert texts("„Wir gehen.“ Dann ging er.", "de") == ["„Wir gehen.“", "Dann ging er."]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_spans_are_slices_in_order_without_overlap(text: str) -> None:
    found = sentences(article(text))
    at = 0
    for sentence in found:
        assert sentence.start >= at
        assert sentence.text == text[sentence.start : sentence.end]
        assert sentence.text.strip() == sentence.text != ""
        at = sentence.end


@given(
    st.lists(
        st.sampled_from(["Ja.", '"No," he said.', "Mr. Hale rose 3.5%!", "\n", "«Да».", "a" * 30]),
        max_size=60,
    )
)
def test_no_letter_is_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    found = sentences(article(text))
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())


@given(
    st.lists(
        st.sampled_from(["One two three.", "He said “no”.", "\n\n", "word " * 50 + "."]),
        min_size=1,
        max_size=80,
    )
)
def test_passages_are_whole_sentences_in_order(parts: list[str]) -> None:
    whole = article(" ".join(parts))
    found = passages(whole, 140)
    assert [s for p in found for s in p.sentences] == list(sentences(whole))
    for ordinal, passage in enumerate(found):
        assert passage.text == whole.text[passage.start : passage.end]
        assert passage.ordinal == ordinal
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)


def test_passages_keep_near_their_size() -> None:
    text = "\n\n".join("The council met on Monday and agreed on nothing at all. " * 6 for _ in range(12))
    sizes = [count_tokens(p.text) for p in passages(article(text), 140)]
    assert all(60 <= size <= 210 for size in sizes)


def test_a_text_without_full_stops_is_cut_at_spaces() -> None:
    found = sentences(article("word " * 1000))
    assert max(count_tokens(s.text) for s in found) <= LONGEST_SENTENCE
    assert sum(count_tokens(s.text) for s in found) == 1000


def test_the_headline_is_context_and_not_a_passage() -> None:
    whole = article("Port opens\n\nThe port opened on Monday.", title="Port opens")
    assert [p.text for p in passages(whole, 140)] == ["The port opened on Monday."]
    assert [p.text for p in passages(article("Port opens", title="Port opens"), 140)] == ["Port opens"]


def test_the_users_article_is_cut_at_its_odd_punctuation() -> None:
    path = SHARED / "articles" / "000_c3acd6d58224781c.txt"
    if not path.is_file():
        pytest.skip("the user's own article is not here")
    found = [s.text for s in sentences(article(path.read_text(encoding="utf-8")))]
    assert sum(text.endswith("..") for text in found) == 6
    assert not any(".. " in text for text in found)
    assert any(text.endswith("seriously undermined.».") for text in found)
