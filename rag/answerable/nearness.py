"""How near each passage comes to each of a question's words: in so many letters, or in meaning.

A question may say "gas" where the article says "petrol". With the encoder's states of every word (``late``) a
word that is not there still has a nearest one. Where there are none, a word is there or it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rag.analysis import terms
from rag.embed import Encoder, TokenEncoder, TokenStates
from rag.late import PassageWords, token_scores
from rag.types import Evidence

#: What the encoder gives, on average, for a word that is there and for one that is not.
THERE = 0.9
NOT_THERE = 0.45
#: Languages whose words the default encoder knows.
KNOWN = frozenset({"en"})


class Index(Protocol):
    """What is needed of the index: ``rag.store.Store`` has it."""

    def frequency(self, term: str) -> int:
        """How many passages have a term (as ``rag.analysis.terms`` gives it)."""
        ...

    def passage_words(self, ids: Iterable[int]) -> dict[int, PassageWords]:
        """The words of passages with their states; those indexed without are left out."""
        ...


#: For one passage: each of the question's terms and how near the passage comes to it, at most about 1.
Nearness = Mapping[str, float]


def nearness(
    evidence: Evidence, wanted: Sequence[str], texts: Sequence[set[str]], index: Index, encoder: Encoder
) -> list[Nearness]:
    """One mapping for each hit of ``evidence``; ``texts`` has the terms of each hit's passage."""
    query = evidence.query
    if query.language in KNOWN and isinstance(encoder, TokenEncoder):
        words = index.passage_words([hit.passage.id for hit in evidence.hits])
        _, (tokens,) = encoder.encode_tokens([query.text])
    else:
        words, tokens = {}, None
    return [
        near_terms(query.text, query.language, wanted, tokens, words[hit.passage.id])
        if tokens is not None and hit.passage.id in words
        else {term: THERE if term in text else NOT_THERE for term in wanted}
        for hit, text in zip(evidence.hits, texts, strict=True)
    ]


def near_terms(
    text: str, language: str, wanted: Sequence[str], tokens: TokenStates, words: PassageWords
) -> Nearness:
    """For each term the mean over the tokens of its word; 0 for a term that the encoder did not read."""
    scores = token_scores(tokens, words)
    pieces: dict[str, list[float]] = {term: [] for term in wanted}
    for (start, end), score in zip(tokens.spans, scores, strict=True):
        for term in terms(_word_around(text, int(start), int(end)), language):
            if term in pieces:
                pieces[term].append(float(score))
    return {term: sum(found) / len(found) if found else 0.0 for term, found in pieces.items()}


def _word_around(text: str, start: int, end: int) -> str:
    """The whole word that a token is a piece of."""
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
