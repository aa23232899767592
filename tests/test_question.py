from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import CorpusFacts, tidy, understand

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
GOLD = SHARED / "data" / "gold-dev"
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


def test_surname_becomes_the_full_name() -> None:
    query = understand("what did lavrov say about georgia?", corpus=CORPUS)
    assert (query.form, query.speaker, query.topic) == ("said", "Sergei Lavrov", "georgia")


def test_surname_of_two_people_stays_as_named() -> None:
    assert understand("What did Mr Blair say about pubs?", corpus=CORPUS).speaker == "Mr Blair"


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
    ("question", "speaker"),
    [
        ("What did the head of the central bank say about prices?", "the head of the central bank"),
        ("What was the verdict of Georgia's foreign minister on the talks?", "Georgia's foreign minister"),
        ("What has Amnesty's Irene Khan said about cards?", "Irene Khan"),
        ("What does Plaid MP Elfyn Llwyd suspect about fires?", "Elfyn Llwyd"),
        ("What did Chris Fox of Acpo say about pubs?", "Chris Fox"),
        ("What did the BBC say about the licence fee?", "BBC"),
    ],
)
def test_speaker_by_name_or_by_role(question: str, speaker: str) -> None:
    assert understand(question, corpus=CORPUS).speaker == speaker


def test_two_speakers_are_both_named() -> None:
    query = understand("How do Lavrov and Stoltenberg differ over Georgia?", corpus=CORPUS)
    assert query.speakers == ("Sergei Lavrov", "Jens Stoltenberg")
    assert (query.form, query.speaker, query.topic) == ("said", "Sergei Lavrov", "Georgia")


def test_curly_apostrophes_and_line_ends_do_not_matter() -> None:
    plain = understand("What is Tony Blair's view on pubs?", corpus=CORPUS)
    curly = understand(" What is Tony Blair’s\nview on pubs? ", corpus=CORPUS)
    assert (curly.text, curly.speaker, curly.topic) == (plain.text, plain.speaker, plain.topic)


DATED = CorpusFacts(
    latest="2020-12-03",
    earliest="2019-01-10",
    sources=("Reuters", "The Tbilisi Post"),
    speakers=CORPUS.speakers,
)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did Lavrov say about Georgia in September?", "2020-09-01", "2020-09-30"),
        ("In September 2020, what did Lavrov say about the war?", "2020-09-01", "2020-09-30"),
        ("What did Lavrov say in 2019 about the war?", "2019-01-01", "2019-12-31"),
        ("What has Lavrov said about the war since March 2020?", "2020-03-01", ""),
        ("What did Lavrov say about Georgia last week?", "2020-11-23", "2020-11-29"),
        ("Who said last month that the talks had failed?", "2020-11-01", "2020-11-30"),
        ("Which articles published in May 2020 mention NATO?", "2020-05-01", "2020-05-31"),
    ],
)
def test_time_of_a_statement_leaves_articles_out(question: str, since: str, until: str) -> None:
    query = understand(question, corpus=DATED)
    assert (query.since, query.until) == (since, until)
    assert (query.prefer_since, query.prefer_until) == ("", "")
    assert len(query.filters_from) == 1
    assert query.filters_from[0] not in query.topic
    assert query.undated


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did Lavrov say about the war in August 2019?", "2019-08-01", "2019-08-31"),
        ("What happened in Georgia in September?", "2020-09-01", "2020-09-30"),
    ],
)
def test_time_that_may_belong_to_the_topic_only_ranks(question: str, since: str, until: str) -> None:
    query = understand(question, corpus=DATED)
    assert (query.since, query.until) == ("", "")
    assert (query.prefer_since, query.prefer_until) == (since, until)
    assert query.filters_from


@pytest.mark.parametrize(
    "question",
    [
        "When did Lavrov speak about Georgia?",
        "What did Lavrov say about the war in 2008?",
        "Who won the 2012 Olympics?",
        "How many people were killed in 2019?",
        "What did Lavrov promise to finish by 2021?",
        "What did Lavrov say before the 2008 war?",
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


def test_follow_up_is_searched_as_a_whole_question() -> None:
    query = understand(
        "And what did he say about Ukraine?", history=["What did Lavrov say about Georgia?"], corpus=DATED
    )
    assert query.text == "What did Lavrov say about Ukraine?"
    assert (query.form, query.speaker, query.topic) == ("said", "Sergei Lavrov", "Ukraine")
    assert query.rewritten
    assert query.question == "And what did he say about Ukraine?"


def test_pronoun_without_history_names_nobody() -> None:
    query = understand("What did he say about Ukraine?", corpus=DATED)
    assert (query.form, query.speaker, query.speakers) == ("said", "", ())


def test_question_in_another_language() -> None:
    corpus = CorpusFacts(
        latest="2020-12-03", earliest="2020-01-01", speakers=("Сергей Лавров",), languages=("ru", "en")
    )
    query = understand("Что Лавров сказал о Грузии в сентябре?", corpus=corpus)
    assert (query.language, query.form, query.speaker, query.topic) == (
        "ru",
        "said",
        "Сергей Лавров",
        "Грузии",
    )
    assert (query.since, query.until) == ("2020-09-01", "2020-09-30")


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=2))
def test_any_text_is_understood(question: str, history: list[str]) -> None:
    query = understand(question, history=history, corpus=DATED)
    assert query.question == question
    assert query.rewritten == (query.text != tidy(question))


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    if not GOLD.exists():
        pytest.skip("the evaluation data is not beside the project")
    return [json.loads(line) for line in (GOLD / "questions.jsonl").read_text().splitlines()]


def test_gold_questions_for_words_are_told_from_questions_for_facts(gold: list[dict[str, Any]]) -> None:
    forms = {item["id"]: understand(item["question"], corpus=CorpusFacts()).form for item in gold}
    said = [forms[item["id"]] == "said" for item in gold if item["type"] == "said"]
    fact = [forms[item["id"]] == "said" for item in gold if item["type"] == "fact"]
    assert sum(said) >= 0.95 * len(said)
    assert sum(fact) <= 0.05 * len(fact)


def test_gold_questions_name_the_speaker_of_their_evidence(gold: list[dict[str, Any]]) -> None:
    quotes = [json.loads(line) for line in (GOLD / "quotes.jsonl").read_text().splitlines()]
    corpus = CorpusFacts(speakers=tuple(sorted({quote["speaker"] for quote in quotes})))
    judged = right = 0
    for item in gold:
        if item["type"] != "said":
            continue
        said = {
            quote["speaker"]
            for quote in quotes
            for span in item["evidence"]
            if quote["doc"] == span["doc"] and quote["start"] < span["end"] and span["start"] < quote["end"]
        }
        if said:
            judged += 1
            right += understand(item["question"], corpus=corpus).speaker in said
    assert judged >= 25
    assert right >= 0.8 * judged


def test_a_pasted_paragraph_is_searched_as_it_stands() -> None:
    pasted = "How do Lavrov and Stoltenberg differ, " * 200
    query = understand(pasted, history=[pasted], corpus=DATED)
    assert query.text == tidy(pasted)
    assert (query.form, query.speaker) == ("open", "")
    assert understand("And in 2014?", history=[pasted], corpus=DATED).text == "And in 2014?"
