from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from rag.cite import Ledger, citation, holds, marked
from rag.types import Article, EvidenceSentence, Passage, Place, Sentence, Statement

TEXT = "The port opened. It cost 40m euros. Nobody came."
SPANS = ((0, 16), (17, 35), (36, 48))


def source(n: int, speaker: str = "") -> EvidenceSentence:
    start, end = SPANS[n - 1]
    sentence = Sentence("a.txt", start, end, TEXT[start:end])
    passage = Passage("a.txt", 0, len(TEXT), TEXT, (sentence,), 0, 1)
    said = (
        Statement("a.txt", "direct", speaker, "she", "said", start, end, TEXT[start:end]) if speaker else None
    )
    return EvidenceSentence(n, sentence, passage, "Port", "The Daily", "2020-12-03", 1.0, said)


@given(st.lists(st.lists(st.integers(1, 3), max_size=4), max_size=8))
def test_numbers_run_from_one_by_first_use_and_stay(uses: list[list[int]]) -> None:
    ledger = Ledger()
    given_numbers: dict[int, int] = {}
    for use in uses:
        numbers = ledger.cite(source(n) for n in use)
        assert len(set(numbers)) == len(numbers)
        for n in use:
            given_numbers.setdefault(n, len(given_numbers) + 1)
        assert numbers == tuple(dict.fromkeys(given_numbers[n] for n in use))
    assert [c.n for c in ledger.citations] == list(range(1, len(given_numbers) + 1))


def test_a_citation_holds_the_words_and_their_place() -> None:
    found = citation(source(2, "Ilse Brandt"), 1)
    assert (found.article, found.quote, found.speaker) == ("a.txt", "It cost 40m euros.", "Ilse Brandt")
    assert holds(Article("a.txt", "/a.txt", "Port", TEXT), found)
    assert not holds(Article("a.txt", "/a.txt", "Port", "x" + TEXT), found)


def test_copies_of_the_words_are_places_of_one_source() -> None:
    copy = Sentence("b.txt", 5, 23, TEXT[17:35])
    gone = Sentence("gone.txt", 0, 18, TEXT[17:35])
    printed = dataclasses.replace(source(2), also=(copy, gone))
    wire = Article("b.txt", "/b.txt", "A port", "", "The Courier", "2020-12-04")
    ledger = Ledger({"b.txt": wire})
    assert ledger.cite([printed]) == (1,)
    assert ledger.citations[0].also == (
        Place("b.txt", "A port", "The Courier", "2020-12-04", TEXT[17:35], 5, 23),
    )


def test_markers_follow_the_sentence() -> None:
    assert marked("It cost 40m euros.", (1, 3)) == "It cost 40m euros. [1][3]"
    assert marked("It cost 40m euros.", ()) == "It cost 40m euros."
