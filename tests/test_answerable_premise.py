"""Questions that have a speaker for what the speaker is against."""

from __future__ import annotations

import pytest

from rag.answer import search
from rag.answerable import answerable
from rag.answerable.premise import contrary
from rag.newsroom import Newsroom, open_newsroom
from rag.question import CorpusFacts, understand
from rag.settings import Settings
from rag.types import Evidence

ARTICLE = (
    "Toll plan divides the harbour\n\n"
    "Maria Lindqvist, who chairs the harbour board, criticised the toll plan on Monday, saying it would "
    "undermine the ferries.\n\n"
    "“The toll plan is unfair to everybody who lives on Sandholm,” Ms Lindqvist said.\n\n"
    "Erik Dahl welcomed the toll plan. Mr Dahl said the toll plan was good for the town and that he "
    "supported it.\n\n"
    "Anna Berg said she would not run for the harbour board again. “No, I am done,” Ms Berg said.\n"
)

LINDQVIST = "The question has Maria Lindqvist for this, but what Maria Lindqvist says is against it."
DAHL = "The question has Erik Dahl against this, but what Erik Dahl says is for it."
BERG = "The question has Anna Berg for this, but what Anna Berg says is against it."


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "toll.txt").write_text(ARTICLE, encoding="utf-8")
    newsroom = open_newsroom(tmp_path_factory.mktemp("index"), Settings(), create=True)
    newsroom.update([str(folder)])
    return newsroom


def found(newsroom: Newsroom, question: str) -> Evidence:
    speakers = tuple(speaker for speaker, *_ in newsroom.store.speakers())
    return search(understand(question, corpus=CorpusFacts(speakers=speakers)), newsroom.parts)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did Maria Lindqvist praise the toll plan?", LINDQVIST),
        ("Why does Lindqvist support the toll plan?", LINDQVIST),
        ("Why did Maria Lindqvist agree to support the toll plan?", LINDQVIST),
        ("What did Maria Lindqvist say when she welcomed the toll plan?", LINDQVIST),
        ("Why did Erik Dahl oppose the toll plan?", DAHL),
        ("Why did Erik Dahl vow to resist the toll plan?", DAHL),
        ("What reason did Anna Berg give for deciding to run for the harbour board again?", BERG),
    ],
)
def test_a_speaker_of_the_other_side_is_noticed_and_declined_with_the_reason(
    newsroom: Newsroom, question: str, told: str
) -> None:
    evidence = found(newsroom, question)
    decision = answerable(evidence, newsroom.store, newsroom.parts.encoder)
    assert not decision.answer
    assert decision.reason == contrary(evidence) == told


@pytest.mark.parametrize(
    "question",
    [
        "Why did Maria Lindqvist criticise the toll plan?",
        "Why didn't Maria Lindqvist support the toll plan?",
        "Why does Maria Lindqvist not support the toll plan?",
        "Why did Maria Lindqvist decide to oppose the toll plan?",
        "What did Maria Lindqvist say when critics accused her, after she agreed to a review?",
        "Why did Maria Lindqvist defend the ferries?",
        "Why did Erik Dahl welcome the toll plan?",
        "What did Maria Lindqvist say about the toll plan?",
        "What did Maria Lindqvist say about those who support the toll plan?",
        "How did Maria Lindqvist defend her ferries?",
        "Who supports the toll plan?",
    ],
)
def test_other_questions_are_left_alone(newsroom: Newsroom, question: str) -> None:
    assert not contrary(found(newsroom, question))
