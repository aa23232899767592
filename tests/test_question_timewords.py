from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.timewords import find_times

LATEST = "2020-12-03"  # a Thursday


def only(question: str, language: str = "en", latest: str = LATEST) -> tuple[str, str, str]:
    (phrase,) = find_times(question, latest=latest, language=language)
    assert question[phrase.start : phrase.end] == phrase.text
    return phrase.text, phrase.since, phrase.until


@pytest.mark.parametrize(
    ("question", "text", "since", "until"),
    [
        ("What did he say in September?", "in September", "2020-09-01", "2020-09-30"),
        ("What did he say in December?", "in December", "2020-12-01", "2020-12-31"),
        ("what did he say in sept. 2019?", "in sept. 2019", "2019-09-01", "2019-09-30"),
        ("In 2014, what did he say?", "In 2014", "2014-01-01", "2014-12-31"),
        ("What has he said since 2019?", "since 2019", "2019-01-01", ""),
        ("What has he said since March 2020?", "since March 2020", "2020-03-01", ""),
        ("What did he say before May 2020?", "before May 2020", "", "2020-04-30"),
        ("What did he say until May 2020?", "until May 2020", "", "2020-05-31"),
        ("What did he say after 3 May 2020?", "after 3 May 2020", "2020-05-04", ""),
        ("What did he say on December 3, 2020?", "on December 3, 2020", "2020-12-03", "2020-12-03"),
        ("What did he say on 2 December?", "on 2 December", "2020-12-02", "2020-12-02"),
        ("What did he say on 2020-11-30?", "on 2020-11-30", "2020-11-30", "2020-11-30"),
        ("What did he say in summer 2020?", "in summer 2020", "2020-06-01", "2020-08-31"),
        (
            "What did he say between March and May 2020?",
            "between March and May 2020",
            "2020-03-01",
            "2020-05-31",
        ),
        ("What did he say from 2018 to 2019?", "from 2018 to 2019", "2018-01-01", "2019-12-31"),
        ("What did he say last week?", "last week", "2020-11-23", "2020-11-29"),
        ("What did he say last month?", "last month", "2020-11-01", "2020-11-30"),
        ("What did he say last year?", "last year", "2019-01-01", "2019-12-31"),
        ("What did he say this year?", "this year", "2020-01-01", "2020-12-03"),
        ("What did he say in the last two weeks?", "in the last two weeks", "2020-11-20", "2020-12-03"),
        ("What did he say in the past month?", "in the past month", "2020-11-04", "2020-12-03"),
        ("What did he say yesterday?", "yesterday", "2020-12-02", "2020-12-03"),
        ("What has he said since last month?", "since last month", "2020-11-01", "2020-12-03"),
        ("What did he say two months ago?", "two months ago", "2020-10-01", "2020-10-31"),
        ("What is his latest statement?", "latest", "", ""),
        ("What did he say recently?", "recently", "", ""),
    ],
)
def test_times_are_found_and_dated(question: str, text: str, since: str, until: str) -> None:
    assert only(question) == (text, since, until)


@pytest.mark.parametrize(
    "question",
    [
        "When did Lavrov speak about Georgia?",
        "Who won a medal at the 2012 Olympics?",
        "What did he say about the 2005 election?",
        "What did he say before the 2008 war?",
        "How many homes will be built by 2007?",
        "What did he say in 2005 elections?",
        "May he return?",
        "What may happen now that he has gone?",
        "Who marched on Sunday?",
        "What did he say about July?",
        "Who is in the market for 1900 houses?",
        "What did he say about section 2019?",
    ],
)
def test_words_that_are_no_time_of_publication(question: str) -> None:
    assert find_times(question, latest=LATEST) == ()


@pytest.mark.parametrize(
    ("language", "question", "text", "since", "until"),
    [
        ("ru", "Что Лавров сказал о Грузии в сентябре 2020?", "в сентябре 2020", "2020-09-01", "2020-09-30"),
        ("ru", "Что Лавров говорил с 2019 года о Грузии?", "с 2019 года", "2019-01-01", ""),
        ("uk", "Що він сказав про Грузію у вересні 2020?", "у вересні 2020", "2020-09-01", "2020-09-30"),
        (
            "de",
            "Was sagte er im September 2020 über Georgien?",
            "im September 2020",
            "2020-09-01",
            "2020-09-30",
        ),
        ("de", "Was hat er seit 2019 gesagt?", "seit 2019", "2019-01-01", ""),
        ("fr", "Qu'a-t-il dit en septembre 2020 ?", "en septembre 2020", "2020-09-01", "2020-09-30"),
        ("es", "¿Qué dijo en septiembre de 2020?", "en septiembre de 2020", "2020-09-01", "2020-09-30"),
    ],
)
def test_other_languages(language: str, question: str, text: str, since: str, until: str) -> None:
    assert only(question, language) == (text, since, until)


def test_without_a_dated_corpus_only_full_dates_are_known() -> None:
    assert find_times("What did he say last week?", latest="") == ()
    assert find_times("What did he say in September?", latest="") == ()
    assert only("What did he say in September 2020?", latest="")[1] == "2020-09-01"


@given(st.text(alphabet="in September2020 sincelast week,?MayÄж", max_size=60))
def test_phrases_are_slices_in_order(question: str) -> None:
    phrases = find_times(question, latest=LATEST)
    ends = [0]
    for phrase in phrases:
        assert question[phrase.start : phrase.end] == phrase.text
        assert phrase.start >= ends[-1]
        assert not (phrase.since and phrase.until) or phrase.since <= phrase.until
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in (phrase.since, phrase.until) if day)
        ends.append(phrase.end)
