from __future__ import annotations

from pathlib import Path

import pytest

from rag.build import update
from rag.retrieve import retrieve
from rag.said import asks_for_statements, by_anybody, nearest_said, said_drafts, said_evidence
from rag.settings import RetrievalSettings, Settings
from rag.statements import extract_all
from rag.store import Store
from rag.types import Draft, Evidence, EvidenceSentence, Query
from tests.conftest import WordEncoder

ARTICLE = """---
title: Dispute over the dam at Orle
source: The Courier
published: 2020-03-02
---
The dam at Orle will be raised by four metres.

Minister Vera Holm said that the valley would be flooded. "Nobody will lose a home," Ms Holm told reporters.
She denied that the dam had been planned in secret.

Farmer Jonas Pike said: "The dam takes our land."
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "dam.md").write_text(ARTICLE)
    (tmp_path / "bread.txt").write_text(
        "Bread prices rise\n\nVera Holm said that bread was too cheap. "
        "Jonas Pike said that flour was scarce.\n"
    )
    store = Store.create(tmp_path / "index", {"encoder": "words"})
    update(store, WordEncoder(), [tmp_path], Settings(), find_statements=extract_all)
    return store


def query(topic: str, *speakers: str, form: str = "said") -> Query:
    text = f"What did {speakers[0]} say about {topic}?" if speakers else f"Who said that {topic}?"
    first = speakers[0] if speakers else ""
    return Query(text, text, form, first, topic, speakers=speakers)  # type: ignore[arg-type]


def found(store: Store, asked: Query) -> tuple[EvidenceSentence, ...]:
    hits = retrieve(asked, store, WordEncoder(), RetrievalSettings())
    return said_evidence(asked, hits, store, WordEncoder())


def told(store: Store, asked: Query) -> list[Draft]:
    return list(said_drafts(Evidence(asked, found(store, asked), (), 2, 4)))


def test_only_the_speaker_asked_for_is_heard(store: Store) -> None:
    evidence = found(store, query("the dam", "Vera Holm"))
    assert evidence
    assert all(s.statement is not None and s.statement.speaker.endswith("Vera Holm") for s in evidence)
    assert not any("takes our land" in draft.text for draft in told(store, query("the dam", "Holm")))


def test_the_topic_decides_between_articles(store: Store) -> None:
    assert {s.sentence.article.rsplit("/", 1)[1] for s in found(store, query("the dam", "Vera Holm"))} == {
        "dam.md"
    }
    assert "bread" in told(store, query("bread", "Vera Holm"))[0].text


def test_evidence_is_numbered_and_holds_its_statement(store: Store) -> None:
    evidence = found(store, query("the dam", "Vera Holm"))
    assert [s.n for s in evidence] == list(range(1, len(evidence) + 1))
    for source in evidence:
        article = store.article(source.sentence.article)
        assert article is not None
        assert article.text[source.sentence.start : source.sentence.end] == source.sentence.text
        assert source.statement is not None
        assert source.statement.start < source.sentence.end
        assert source.statement.end > source.sentence.start


def test_own_words_stand_in_quotation_marks(store: Store) -> None:
    drafts = told(store, query("losing a home", "Vera Holm"))
    quoted = [d for d in drafts if "Nobody will lose a home" in d.text]
    assert quoted
    assert "“Nobody will lose a home”" in quoted[0].text
    assert "Vera Holm said:" in quoted[0].text


def test_the_name_stands_for_the_pronoun(store: Store) -> None:
    drafts = told(store, query("planned in secret", "Vera Holm"))
    denial = [d.text for d in drafts if "denied" in d.text]
    assert denial
    assert "Vera Holm denied that the dam had been planned in secret." in denial[0]


def test_no_name_is_put_where_the_sentence_has_it(tmp_path: Path) -> None:
    (tmp_path / "quit.txt").write_text(
        "A minister goes\n\nMinister Vera Holm spoke. "
        "Ms Holm had decided to quit because she felt that the dam was wrong.\n"
    )
    store = Store.create(tmp_path / "index", {"encoder": "words"})
    update(store, WordEncoder(), [tmp_path], Settings(), find_statements=extract_all)
    drafts = told(store, query("the dam", "Vera Holm"))
    assert any("because she felt" in d.text for d in drafts)
    assert not any("because Vera Holm" in d.text for d in drafts)


def test_who_said_looks_at_everybody(store: Store) -> None:
    drafts = told(store, query("the dam takes land", form="who_said"))
    assert any("Jonas Pike" in draft.text for draft in drafts)


@pytest.mark.parametrize(
    "claim", ["the dam takes bread", "flour was stolen from our land", "bread harms dogs"]
)
def test_nobody_said_what_only_shares_words(store: Store, claim: str) -> None:
    assert found(store, query(claim, form="who_said")) == ()


def test_instead_of_an_answer_the_speaker_on_other_things_and_others_on_this(store: Store) -> None:
    asked = query("flour", "Vera Holm")
    assert found(store, asked) == ()
    hits = retrieve(asked, store, WordEncoder(), RetrievalSettings())
    others = retrieve(by_anybody(asked), store, WordEncoder(), RetrievalSettings())
    near = nearest_said(asked, hits, others, store, WordEncoder())
    said = [(s.statement.speaker, s.sentence.text) for s in near if s.statement is not None]
    assert len(said) == len(near)
    assert said[0][0].endswith("Vera Holm")
    assert any(who == "Jonas Pike" and "flour" in text for who, text in said)


def test_a_speaker_who_is_not_there_says_nothing(store: Store) -> None:
    assert found(store, query("the dam", "Ada Quist")) == ()


def test_a_topic_the_speaker_never_touched_finds_nothing(store: Store) -> None:
    assert found(store, query("the moons of Jupiter", "Vera Holm")) == ()


def test_other_questions_are_not_for_statements(store: Store) -> None:
    asked = Query("How high is the dam?", "How high is the dam?", "fact")
    assert not asks_for_statements(asked)
    assert found(store, asked) == ()
