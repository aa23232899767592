"""What is proposed as an answer, and whether anything is."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.decision import Judgement, is_enough, nearness, probability
from rag.answering.proposal import propose, within
from rag.models.turns import Cancelled
from rag.types import EvidenceSentence, Hit, Query, Statement
from tests.evidence import FERRY, evidence_of
from tests.readers import WordReader

NEVER = threading.Event()
QUESTION = "How many passengers were on board the ferry Halcyon?"


def sentences(question: str = QUESTION) -> tuple[EvidenceSentence, ...]:
    return evidence_of(question, FERRY).sentences


def proposed(question: str = QUESTION, *, enough: float = 0.5, strictness: float = 0.5) -> tuple[str, ...]:
    proposal = propose(
        Query(question, question),
        sentences(question),
        WordReader(enough),
        NEVER,
        tokens=350,
        strictness=strictness,
    )
    return tuple(draft.text for draft in proposal.drafts)


def test_the_sentence_that_answers_is_proposed_as_it_stands() -> None:
    assert proposed()[0] == FERRY[0]


def test_nothing_is_proposed_where_the_reader_finds_no_answer() -> None:
    assert proposed("Who won the chess olympiad?") == ()


def test_strictness_moves_the_bar_from_everything_to_nothing() -> None:
    assert proposed(enough=2.0, strictness=0.0)
    assert proposed(enough=0.0, strictness=1.0) == ()


def test_a_reading_that_is_called_off_proposes_nothing() -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        propose(Query("?", "?"), sentences(), WordReader(), cancel, tokens=350, strictness=0.5)


def test_statements_are_told_with_their_speaker() -> None:
    words = FERRY[0]
    said = Statement("a", "direct", "Maria Lindqvist", "she", "said", 0, len(words), words)
    (first, *rest) = sentences()
    quoted = replace(
        first, statement=replace(said, article=first.sentence.article, start=first.sentence.start)
    )
    proposal = propose(
        Query(QUESTION, QUESTION, form="said"),
        (quoted, *rest),
        WordReader(0.1),
        NEVER,
        tokens=350,
        strictness=0.5,
    )
    assert any(draft.speaker == "Maria Lindqvist" for draft in proposal.drafts)


@given(st.lists(st.floats(0, 4), min_size=1, max_size=20), st.integers(0, 400))
def test_the_best_sentences_are_read_within_the_tokens(scores: list[float], tokens: int) -> None:
    (first, *_) = sentences()
    given_ = tuple(replace(first, n=n, score=score) for n, score in enumerate(scores, start=1))
    kept = within(given_, tokens)
    assert kept
    assert [one.n for one in kept] == sorted(one.n for one in kept)
    left_out = [one.score for one in given_ if one not in kept]
    assert all(one.score >= score for one in kept for score in left_out)


@given(st.floats(-20, 20), st.floats(0, 1), st.floats(0, 5))
def test_a_decision_is_a_probability_whatever_the_reader_makes_of_it(
    answered: float, some: float, spread: float
) -> None:
    judgement = Judgement(answered, some, some / 2, spread)
    for form in ("open", "said"):
        for reader in ("qwen2.5-coder-1.5b-instruct-q4_k_m", "some other model"):
            assert 0 < probability(judgement, form, reader) < 1
    assert is_enough(0.0, 0.0)
    assert not is_enough(0.99, 1.0)


def test_an_overview_needs_passages_that_are_near() -> None:
    judgement = Judgement(answered=0.2, some=0.7, best=0.1, spread=2.0)
    near, far = (replace(judgement, found=found) for found in (0.05, -0.03))
    assert probability(near, "broad", "any") > 0.5 > probability(far, "broad", "any")
    # A fact is in the sentences or not, however near they are.
    assert probability(near, "open", "any") == probability(far, "open", "any")


def test_nearness_is_told_for_encoders_that_are_known() -> None:
    passage = sentences()[0].passage
    hits = (Hit(passage, 1.0, dense=0.9), Hit(passage, 0.5, dense=0.7), Hit(passage, 0.2))
    assert nearness(hits, "multilingual-e5-small") == pytest.approx(0.05)
    assert nearness(hits, "another") == 0
    assert nearness((), "multilingual-e5-small") == 0
