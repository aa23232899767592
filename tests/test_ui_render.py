from __future__ import annotations

import dataclasses
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from rag.store import Overview
from rag.types import (
    Answer,
    AnswerSentence,
    Article,
    Citation,
    Place,
    Query,
    Timings,
    Withheld,
)
from rag.ui import render
from rag.ui.reader import open_at
from rag.ui.turn import Conversation, Retrieved, Turn

OVERVIEW = Overview(2225, 5000, 10, (("The Daily", 2225),), "2004-01-05", "2005-12-31", "", (("en", 2225),))


class Page(HTMLParser):
    """What a browser makes of the markup: the tags, their attributes and the text between them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def turn(words: str, stage: str = "answered") -> Turn:
    copy = Place(words, words, words, words, words, 2, 2 + len(words))
    citation = Citation(1, words, words, words, words, words, words, 0, len(words), also=(copy,))
    elsewhere = dataclasses.replace(citation, n=0, start=1, also=(copy,))
    answer = Answer(
        question=words,
        query=words,
        state="answered",
        answer=words,
        sentences=(AnswerSentence(words, "supported", (1,), (elsewhere,)),),
        withheld=(Withheld(words, words, elsewhere),),
        citations=(citation,),
        nearest=(citation,),
        timings=Timings(0.1, None, 1.25),
        model=words,
        why_not=words,
    )
    base = Turn("t1", words, "2020-12-03T10:00:00+00:00", query=Query(words, words, rewritten=True))
    return dataclasses.replace(
        base,
        stage=stage,  # type: ignore[arg-type]
        retrieved=(Retrieved("other.md", words, words, words, 5, 9, words, (copy,)),),
        draft=words,
        sentences=answer.sentences,
        citations=answer.citations,
        answer=answer,
        failure=words,
    )


def everything(words: str) -> dict[str, str]:
    """All that is rendered, from turns and articles made of ``words``."""
    stages = ("waiting", "searching", "reading", "writing", "answered", "not_found", "stopped", "failed")
    turns = tuple(turn(words, stage) for stage in stages)
    article = Article(words, words, words, words, words, words, words, words)
    wanted = turns[0].citations[0]
    moved = dataclasses.replace(wanted, quote=words + "x")
    return {
        "thread": render.thread(Conversation("c", turns)),
        "sources": render.sources(turns[4]),
        "reader": render.reader(open_at(article, wanted, [wanted]), turns[4], wanted),
        "moved": render.reader(open_at(article, moved), turns[4], moved),
        "welcome": render.welcome(OVERVIEW, [words]),
        "notice": render.notice(words),
    }


@given(st.text(min_size=1, max_size=30) | st.sampled_from(
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<style>*{}</style>", "</div></section>",
     '" onmouseover="alert(1)', "' onclick='alert(1)", "[a](javascript:alert(1))", "{{ 7*7 }}", "${7*7}",
     "<!-- ", "&lt;b&gt;", "<svg/onload=alert(1)>"]
))  # fmt: skip
def test_words_never_become_markup(words: str) -> None:
    plain = everything("word")
    for name, markup in everything(words).items():
        harmless, page = Page(plain[name]), Page(markup)
        assert page.tags == harmless.tags, name
        assert [key for key, _ in page.attributes] == [key for key, _ in harmless.attributes], name


def test_an_article_is_shown_letter_for_letter() -> None:
    text = "  <b>Bold</b> & “quoted”\n\n{{ x }} ${y}\t*star* [link](http://example.org)  "
    article = Article("a", "a", "A", text)
    wanted = Citation(1, "a", "A", "", "", "", text[2:13], 2, 13)
    page = Page(render.reader(open_at(article, wanted), None, wanted))
    assert text in page.text
    assert page.tags.count("mark") == 1
    assert "a" not in page.tags


def test_nothing_is_marked_when_the_words_are_not_there() -> None:
    markup = everything("word")["moved"]
    assert "<mark" not in markup
    assert "do not stand at this place" in markup


def test_a_chip_stands_at_the_end_of_its_sentence_with_its_card() -> None:
    markup = render.thread(Conversation("c", (turn("Port opens"),)))
    page = Page(markup)
    assert ("data-act", "cite") in page.attributes
    assert ("role", "tooltip") in page.attributes
    assert markup.index("Port opens<span") < markup.index('class="chip"')
    assert "(checked)" in page.text


def test_stages_tell_what_goes_on() -> None:
    def said(stage: str, **values: object) -> str:
        return Page(render.thread(Conversation("c", (dataclasses.replace(turn("w", stage), **values),)))).text  # type: ignore[arg-type]

    assert "2 questions before yours" in said("waiting", ahead=2)
    assert "1 question before yours" in said("waiting", ahead=1)
    assert "Searched 2,225 articles. Reading 6 sentences" in said(
        "reading", articles_searched=2225, reading=6
    )
    assert "Not found in your articles" in said("not_found")
    assert "What was withheld and why (1)" in said("answered")
    assert "Stopped." in said("stopped")


def test_cited_and_found_are_apart() -> None:
    markup = render.sources(turn("w"))
    assert markup.index("Cited") < markup.index("Also found, not cited")
    assert render.sources(None) != markup


def test_the_way_to_the_other_citations() -> None:
    article = Article("a", "a", "A", "One. Two. Three.")
    cited = tuple(
        Citation(n, "a", "A", "", "", "", article.text[s:e], s, e)
        for n, (s, e) in enumerate([(0, 4), (5, 9), (10, 16)], 1)
    )
    three = dataclasses.replace(turn("w"), citations=cited)
    middle = render.reader(open_at(article, cited[1], cited), three, cited[1])
    assert "Citation 2 of 3" in middle
    assert "disabled" not in middle
    assert middle.count("<mark") == 3
    assert "disabled" in render.reader(open_at(article, cited[0], cited), three, cited[0])
    assert "Citation" not in Page(render.reader(open_at(article, cited[0]), None, cited[0])).text


def test_dates_and_counts_as_words() -> None:
    assert render.day("2020-12-03") == "3 December 2020"
    assert render.day("sometime") == "sometime"
    assert render.moment("not a time") == "not a time"
    assert render.counted(1, "article") == "1 article"
    assert render.counted(2225, "article") == "2,225 articles"
    assert "2,225 articles" in render.masthead(OVERVIEW)
