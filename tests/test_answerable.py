"""Whether to answer, on small indexes of our own articles with the real encoder."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import search
from rag.answerable import Decision, answerable, sure_enough
from rag.answerable.decision import stored_model
from rag.answerable.signals import asked, signals
from rag.answerable.sureness import stored_model as stored_sureness
from rag.answerable.sureness import sureness
from rag.logistic import Logistic
from rag.newsroom import Newsroom, open_newsroom
from rag.question import CorpusFacts, understand
from rag.rarity import idf
from rag.settings import Settings
from rag.types import Confidence, Evidence

ARTICLES = {
    "ferry": (
        "Ferry fares to rise\n\nThe harbour board will raise ferry fares by 12% in May, its chairwoman "
        "Maria Lindqvist said on Monday. The crossing to Sandholm will cost 1,400 kronor.\n\n"
        "“We have not taken this decision lightly,” Ms Lindqvist said.\n"
    ),
    "bridge": (
        "Bridge at Torwick closed\n\nThe bridge at Torwick has been closed after engineers found cracks. "
        "Erik Dahl, who leads the opposition, said that the council had ignored warnings for years.\n"
    ),
    "orchard": (
        "Frost harms orchards\n\nApple growers in the Ves valley lost half of their blossom in April. "
        "Anna Berg of the growers' union asked the government for help.\n"
    ),
}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return opened([folder], tmp_path_factory.mktemp("index"))


def opened(paths: Sequence[Path], directory: Path) -> Newsroom:
    newsroom = open_newsroom(directory, Settings(), create=True)
    newsroom.update([str(path) for path in paths])
    return newsroom


def found(newsroom: Newsroom, question: str) -> Evidence:
    speakers = tuple(speaker for speaker, *_ in newsroom.store.speakers())
    query = understand(question, corpus=CorpusFacts(speakers=speakers))
    return search(query, newsroom.parts)


def decide(newsroom: Newsroom, question: str, strictness: float = 0.5) -> Decision:
    return answerable(
        found(newsroom, question), newsroom.store, newsroom.parts.encoder, strictness=strictness
    )


@pytest.mark.parametrize(
    "question",
    [
        "How much will ferry fares rise?",
        "What does the crossing to Sandholm cost?",
        "What did Maria Lindqvist say about ferry fares?",
        "Why was the bridge at Torwick closed?",
        "Who leads the opposition?",
        "What did apple growers lose?",
    ],
)
def test_what_is_there_is_answered(newsroom: Newsroom, question: str) -> None:
    assert decide(newsroom, question).answer


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What did Maria Lindqvist say about nuclear power in Belgium?", ""),
        ("Who won the chess tournament in Reykjavik?", ""),
        ("What does petrol cost in Lisbon?", "petrol"),
    ],
)
def test_what_is_not_there_is_declined_with_the_reason(
    newsroom: Newsroom, question: str, missing: str
) -> None:
    decision = decide(newsroom, question)
    assert not decision.answer
    assert missing in decision.reason
    assert decision.reason.endswith(".")


def test_strictness_moves_the_bar(newsroom: Newsroom) -> None:
    question = "What does petrol cost in Lisbon?"
    assert decide(newsroom, question, 0.0).answer
    assert not decide(newsroom, "How much will ferry fares rise?", 1.0).answer


def test_nothing_found_is_declined(newsroom: Newsroom) -> None:
    evidence = dataclasses.replace(found(newsroom, "How much will ferry fares rise?"), hits=(), sentences=())
    assert not answerable(evidence, newsroom.store, newsroom.parts.encoder).answer


def test_every_weight_has_its_signal(newsroom: Newsroom) -> None:
    evidence = found(newsroom, "How much will ferry fares rise?")
    question = asked(evidence, newsroom.store)
    measured = signals(evidence, question, newsroom.store, newsroom.parts.encoder)
    assert set(stored_model().weights) == set(measured)


class WordsOnly:
    """An encoder that tells nothing of single tokens."""

    name = "words only"

    def __init__(self, newsroom: Newsroom) -> None:
        self.encode = newsroom.parts.encoder.encode


def test_an_encoder_without_tokens_will_do(newsroom: Newsroom) -> None:
    there = found(newsroom, "How much will ferry fares rise?")
    absent = found(newsroom, "Who won the chess tournament in Reykjavik?")
    encoder = WordsOnly(newsroom)
    assert (
        answerable(there, newsroom.store, encoder).score > answerable(absent, newsroom.store, encoder).score
    )


@given(st.integers(0, 500), st.integers(0, 500))
def test_rarer_words_weigh_more_and_none_below_nothing(having: int, passages: int) -> None:
    assert idf(having, passages) >= 0
    assert idf(having, passages) >= idf(having + 1, passages + 1) or having >= passages


def test_a_regression_is_read_back(tmp_path: Path) -> None:
    model = Logistic(0.5, {"a": 1.0, "b": -2.0}, 0.4)
    file = tmp_path / "model.json"
    file.write_text(model.as_json(made_by="a test"), encoding="utf-8")
    assert Logistic.read(file) == model
    assert model.probability({"a": 2.0, "b": 0.0}) > model.probability({"a": 0.0, "b": 1.0})


def test_the_second_look_wants_the_model_to_be_sure() -> None:
    found = Decision(True, 0.6, "A passage speaks of what is asked.", open=True)
    sure, unsure = Confidence(0.9, 0.1), Confidence(0.1, 0.0)
    assert sure_enough(found, sure)
    assert not sure_enough(found, unsure)
    assert sure_enough(found, unsure, strictness=0.0)
    assert not sure_enough(found, sure, strictness=1.0)
    doubtful = Decision(False, 0.4, "", open=True)
    assert not sure_enough(doubtful, Confidence(0.2, 0.0))
    assert sure_enough(doubtful, Confidence(0.9, 0.2))


def test_without_a_confidence_the_first_look_stands() -> None:
    assert sure_enough(Decision(True, 0.6, ""), None)
    assert not sure_enough(Decision(False, 0.1, ""), None)
    assert not sure_enough(Decision(False, 0.1, ""), Confidence(1.0, 1.0))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_second_look_sees_finite_signals_that_all_have_weights(
    score: float, begins: float, answers: float
) -> None:
    seen = sureness(score, Confidence(begins, answers))
    assert set(seen) == set(stored_sureness().weights)
    assert 0 <= stored_sureness().probability(seen) <= 1
