"""Passages for a query, by signals on one scale: shared words, meaning, meaning word by word, likeness to the
best found, and who speaks in a passage.

Words (BM25) and meaning (vectors) each propose candidates; all signals rank them together. Scores are added,
not ranks: that keeps how far apart passages are (Bruch, Gai and Ingber 2023). Filters apply before anything
is ranked.

What this does not know: whether a passage answers. It finds what is about the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from rag.analysis import terms
from rag.copies import collapsed
from rag.embed import Encoder, TokenEncoder, TokenStates, Vectors
from rag.late import PassageWords, passage_scores
from rag.rarity import Weights, rarity_of_found
from rag.recency import date_scores, prefers_dates
from rag.rerank import reranked
from rag.settings import RetrievalSettings
from rag.speaking import speaking_scores
from rag.store import Filter, Store
from rag.types import Hit, Passage, Query

#: Of SQLite's BM25.
BM25_K1 = 1.2
#: Candidates taken from each side.
DEPTH = 100
#: Passages whose words are scored, so that one proposed for its meaning has the score of its words, too.
SCORED_BY_WORDS = 1000
#: Of these, how many are looked at more closely: for who speaks in them, and for being copies.
CLOSER = 50

#: The weight of each signal; those of the encoder are scaled by how well it knows the language.
WORDS = 0.6
MEANING = 0.6
WORD_BY_WORD = 1.0
LIKE_THE_BEST = 0.3
#: How many of the best passages others are compared with.
BEST = 2

#: Where questions are encoded while their words are looked up, and compared with passages found by their
#: words while others are looked up by their meaning.
_BESIDE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="question")


def retrieve(query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings) -> tuple[Hit, ...]:
    """The best passages for ``query``, best first, ``settings.passages`` at most, none a copy of another."""
    # One state of the index, and one transaction instead of dozens.
    with store.snapshot():
        return _retrieved(query, store, encoder, settings)


def _retrieved(query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings) -> tuple[Hit, ...]:
    scored = _scored(query, store, encoder)
    ranked = sorted(scored, key=lambda i: (-scored[i].score, i))[: max(CLOSER, settings.passages)]
    passages = store.passages(ranked)
    said = speaking_scores(query, passages, store)
    dated = date_scores(query, _published(passages, store)) if prefers_dates(query) else {}
    hits = [
        Hit(passages[i], found.score + said.get(i, 0.0) + dated.get(i, 0.0), found.dense, found.lexical)
        for i in ranked
        if i in passages
        for found in [scored[i]]
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    if settings.reranker:
        articles = store.articles({passage.article for passage in passages.values()})
        hits = reranked(query.text, hits, {a.id: a.title for a in articles.values()}, settings.reranker)
    return collapsed(hits, settings.passages)


def _published(passages: Mapping[int, Passage], store: Store) -> dict[int, str]:
    articles = store.articles({passage.article for passage in passages.values()})
    return {i: articles[passage.article].published for i, passage in passages.items()}


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate by its words and meaning; fields as of ``Hit``."""

    score: float
    dense: float | None
    lexical: float | None


def _scored(query: Query, store: Store, encoder: Encoder) -> dict[int, _Scored]:
    where = Filter(query.since, query.until, query.sources, query.undated)
    wanted = terms(query.text, query.language)
    encoding = _BESIDE.submit(ask, query.text, encoder)
    lexical = dict(store.search_text(wanted, SCORED_BY_WORDS, where))
    weights = rarity_of_found(wanted, store)
    by_words = list(lexical)[:DEPTH]
    words = store.passage_words(by_words) if isinstance(encoder, TokenEncoder) else {}
    asked = encoding.result()
    comparing = _BESIDE.submit(_word_by_word, asked, words)
    dense = dict(store.search_vectors(asked.vector, DEPTH, where))
    ids = list(dict.fromkeys([*dense, *by_words]))
    if not ids:
        return {}
    by_meaning = dense.keys() - set(by_words)
    more = store.passage_words(by_meaning) if asked.tokens is not None else {}
    near = _word_by_word(asked, more) | comparing.result()
    vectors = store.passage_vectors(ids)
    signals = _Signals(
        words=_shares(ids, lexical, weights),
        meaning=vectors @ asked.vector,
        word_by_word=np.array([near.get(i, 0.0) for i in ids], dtype=np.float32) if near else None,
        vectors=vectors,
    )
    scores = signals.fused()
    return {
        i: _Scored(float(score), dense.get(i), lexical.get(i)) for i, score in zip(ids, scores, strict=True)
    }


@dataclass(frozen=True, slots=True)
class _Signals:
    """What each of n candidates has to show, float32 (n) and at most 1; ``vectors`` (n, dim).

    ``word_by_word`` is None where the encoder or the index does not have it.
    """

    words: Vectors
    meaning: Vectors
    word_by_word: Vectors | None
    vectors: Vectors

    def fused(self, known: float = 1.0) -> Vectors:
        """The weighted mean of the signals (n); then of likeness to the best, too.

        The latter is relevance feedback in the encoder's space (Rocchio 1971): what the two best passages
        are about is taken to be what the question is about.
        """
        late = 0.0 if self.word_by_word is None else WORD_BY_WORD * known
        score = WORDS * self.words + MEANING * known * self.meaning
        if self.word_by_word is not None:
            score = score + late * self.word_by_word
        best = np.argsort(-score, kind="stable")[:BEST]
        like_the_best = self.vectors @ self.vectors[best].mean(axis=0)
        score = score + LIKE_THE_BEST * known * like_the_best
        fused: Vectors = score / (WORDS + (MEANING + LIKE_THE_BEST) * known + late)
        return fused


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, encoded: its vector (dim,), and its tokens where the encoder tells them."""

    vector: Vectors
    tokens: TokenStates | None


def ask(text: str, encoder: Encoder) -> Asked:
    if isinstance(encoder, TokenEncoder):
        vectors, tokens = encoder.encode_tokens([text], query=True)
        return Asked(vectors[0], tokens[0] if tokens else None)
    return Asked(encoder.encode([text], query=True)[0], None)


def _shares(ids: Sequence[int], lexical: Mapping[int, float], weights: Weights) -> Vectors:
    """BM25 scores as a share of what a passage could reach that had all the terms often: so they say how much
    of what can be found of the question is there, and a search that finds little counts little.
    """
    bound = (BM25_K1 + 1) * sum(weights.values()) or 1.0
    return np.array([lexical.get(i, 0.0) / bound for i in ids], dtype=np.float32)


def _word_by_word(asked: Asked, words: Mapping[int, PassageWords]) -> dict[int, float]:
    return {} if asked.tokens is None else passage_scores(asked.tokens, words)
