from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import CorpusFacts, Names, Words, tidy, understand

CORPUS = CorpusFacts(
    speakers=(
        "Sergei Lavrov",
        "Tony Blair",
        "Sir Ian Blair",
        "Tessa Jowell",
        "David Miliband",
        "Pervez Musharraf",
        "Lib Dems",
        "BBC",
        "Central Bank",
        "Jens Stoltenberg",
    )
)


def all_of_them(question: str, names: Names) -> Words:
    """Takes every question to ask for the words of all whom it names."""
    return Words(True, names.named(question))


def test_surname_becomes_the_full_name() -> None:
    query = understand("what did lavrov say about georgia?", corpus=CORPUS, whose=all_of_them)
    assert (query.form, query.speakers, query.named) == ("said", ("Sergei Lavrov",), ("Sergei Lavrov",))


def test_whose_words_are_asked_for_is_for_others_to_say() -> None:
    query = understand("What did Lavrov say about Georgia?", corpus=CORPUS)
    assert (query.form, query.speakers, query.named) == ("open", (), ("Sergei Lavrov",))


def test_surname_of_two_people_names_neither() -> None:
    assert understand("What did Mr Blair say about pubs?", corpus=CORPUS).named == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What is the cap announced by tessa jowel?", "What is the cap announced by Tessa Jowell?"),
        ("Where did david milliband study?", "Where did David Miliband study?"),
        ("What did President Musharaf say about veils?", "What did President Musharraf say about veils?"),
    ],
)
def test_misspelled_speaker_is_put_right(question: str, text: str) -> None:
    query = understand(question, corpus=CORPUS)
    assert query.text == text
    assert query.rewritten
    assert query.question == question


@pytest.mark.parametrize(
    "question",
    [
        "What did the Lib Dem leader say about Iraq?",
        "What did Tony Clair say about Iraq?",
        "What did Ian Bair's dog do?",
        "Where was Sergei Lavrov born?",
        "What did Paul Boateng do after leaving the Commons?",
        "What did Cardinal Murphy O'Connor say about pubs?",
    ],
)
def test_names_that_may_be_right_are_left_alone(question: str) -> None:
    corpus = CorpusFacts(speakers=CORPUS.speakers, words=frozenset({"clair", "bair", "leaving"}))
    query = understand(question, corpus=corpus)
    assert query.text == question
    assert not query.rewritten


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What has Mr Lavrov's office said about cards?", ("Sergei Lavrov",)),
        ("What did President Musharraf say about veils?", ("Pervez Musharraf",)),
        ("What did the BBC say about the licence fee?", ("BBC",)),
        ("How do Lavrov and Stoltenberg differ over Georgia?", ("Sergei Lavrov", "Jens Stoltenberg")),
        ("Who owns the house?", ()),
        ("What does the Central Bank expect?", ("Central Bank",)),
    ],
)
def test_speakers_are_known_by_their_names(question: str, named: tuple[str, ...]) -> None:
    assert understand(question, corpus=CORPUS).named == named


def test_curly_apostrophes_and_line_ends_do_not_matter() -> None:
    plain = understand("What is Tony Blair's view on pubs?", corpus=CORPUS)
    curly = understand(" What is Tony Blair’s\nview on pubs? ", corpus=CORPUS)
    assert (curly.text, curly.named) == (plain.text, plain.named)


DATED = CorpusFacts(
    latest="2020-12-03",
    earliest="2019-01-10",
    sources=("Reuters", "The Tbilisi Post"),
    speakers=CORPUS.speakers,
)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What has Lavrov said about the war since March 2020?", "2020-03-01", ""),
        ("What did Lavrov say about Georgia last week?", "2020-11-23", "2020-11-29"),
        ("Who said last month that the talks had failed?", "2020-11-01", "2020-11-30"),
        ("Which articles published in May 2020 mention NATO?", "2020-05-01", "2020-05-31"),
    ],
)
def test_time_of_a_statement_leaves_articles_out(question: str, since: str, until: str) -> None:
    query = understand(question, corpus=DATED, whose=all_of_them)
    assert (query.since, query.until) == (since, until)
    assert (query.prefer_since, query.prefer_until) == ("", "")
    assert len(query.filters_from) == 1
    assert query.undated


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did Lavrov say about Georgia in September?", "2020-09-01", "2020-09-30"),
        ("In September 2020, what did Lavrov say about the war?", "2020-09-01", "2020-09-30"),
        ("What did Lavrov say in 2019 about the war?", "2019-01-01", "2019-12-31"),
        ("What happened in Georgia in September?", "2020-09-01", "2020-09-30"),
    ],
)
def test_time_that_may_belong_to_the_topic_only_ranks(question: str, since: str, until: str) -> None:
    query = understand(question, corpus=DATED, whose=all_of_them)
    assert (query.since, query.until) == ("", "")
    assert (query.prefer_since, query.prefer_until) == (since, until)
    assert query.filters_from


@pytest.mark.parametrize(
    "question",
    [
        "When did Lavrov speak about Georgia?",
        "Who won the 2012 Olympics?",
        "How many people were killed in 2019?",
        "Compare what Lavrov and Stoltenberg said in 2019 and in 2020.",
    ],
)
def test_time_that_is_part_of_a_fact_does_nothing(question: str) -> None:
    query = understand(question, corpus=DATED)
    assert (query.since, query.until, query.prefer_since, query.prefer_until) == ("", "", "", "")
    assert query.filters_from == ()


@pytest.mark.parametrize(
    "question", ["What is the latest on Georgia?", "What has Lavrov said recently about Georgia?"]
)
def test_latest_puts_new_articles_first(question: str) -> None:
    query = understand(question, corpus=DATED)
    assert query.newest_first
    assert (query.since, query.until) == ("", "")
    assert query.filters_from in {("latest",), ("recently",)}


def test_undated_corpus_has_no_filter() -> None:
    query = understand("What did Lavrov say about Georgia in September 2020?", corpus=CORPUS)
    assert (query.since, query.until, query.prefer_since) == ("", "", "")


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("What did Lavrov say about Georgia in Reuters reports?", ("Reuters",)),
        ("What was published by the Tbilisi Post on the vote?", ("The Tbilisi Post",)),
        ("What did Reuters say about its profits?", ()),
        ("Who owns the Tbilisi Post?", ()),
    ],
)
def test_outlets_are_a_filter_only_in_so_many_words(question: str, sources: tuple[str, ...]) -> None:
    assert understand(question, corpus=DATED).sources == sources


def test_a_follow_up_is_read_as_it_was_made_whole() -> None:
    query = understand(
        "And what did he say about Ukraine?", corpus=DATED, whole="What did Lavrov say about Ukraine?"
    )
    assert query.text == "What did Lavrov say about Ukraine?"
    assert query.named == ("Sergei Lavrov",)
    assert query.rewritten
    assert query.question == "And what did he say about Ukraine?"


def test_question_in_another_language() -> None:
    corpus = CorpusFacts(
        latest="2020-12-03", earliest="2020-01-01", speakers=("Сергей Лавров",), languages=("ru", "en")
    )
    query = understand("Что Лавров сказал о Грузии в сентябре?", corpus=corpus, whose=all_of_them)
    assert (query.language, query.form, query.speakers) == ("ru", "said", ("Сергей Лавров",))
    assert (query.prefer_since, query.prefer_until) == ("2020-09-01", "2020-09-30")


@given(st.text(max_size=80))
def test_any_text_is_understood(question: str) -> None:
    query = understand(question, corpus=DATED)
    assert query.question == question
    assert query.rewritten == (query.text != tidy(question))


def test_a_pasted_paragraph_is_searched_as_it_stands() -> None:
    pasted = "How do Lavrov and Stoltenberg differ, " * 200
    query = understand(pasted, corpus=DATED, whose=all_of_them)
    assert query.text == tidy(pasted)
    assert (query.form, query.speakers) == ("open", ())
