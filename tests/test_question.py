from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.question import CorpusFacts, understand

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
    ],
)
def test_names_that_may_be_right_are_left_alone(question: str) -> None:
    words = frozenset({"clair", "bair's", "bair"})
    query = understand(question, corpus=CorpusFacts(speakers=CORPUS.speakers, words=words))
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
