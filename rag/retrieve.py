"""Passages for a query, by three signals: shared words, meaning, and meaning word by word.

Words (BM25) and meaning (vectors) each propose candidates; all signals rank them together. A signal's scores
are counted in standard deviations from their mean over the candidates and added (distribution-based score
fusion; Mazzeschi 2023): ranks would lose how far apart passages are, and raw scores are on another scale for
every encoder and every pair of languages. Where no article shares a word with the question, its words add
nothing. Filters apply before anything is ranked.

What this does not know: whether a passage answers. It finds what is about the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.analysis import terms
from rag.copies import collapsed
from rag.embed import Encoder, TokenEncoder, TokenStates, Vectors
from rag.late import PassageWords, passage_scores
from rag.recency import date_scores, prefers_dates
from rag.rerank import reranked
from rag.settings import RetrievalSettings
from rag.speaking import speaking_scores
from rag.store import Filter, Store
from rag.types import Hit, Passage, Query

Scores = npt.NDArray[np.floating[Any]]

#: Candidates taken from each side.
DEPTH = 100
#: Passages whose words are scored, so that one proposed for its meaning has the score of its words, too.
SCORED_BY_WORDS = 1000
#: Of these, how many are looked at more closely: for who speaks in them, and for being copies.
CLOSER = 50

#: The weight of each signal. Chosen on XQuAD, within and across four languages.
WORDS = 0.3
MEANING = 1.0
WORD_BY_WORD = 1.0
#: A hit's score for each standard deviation: what speakers and dates add is on this scale.
SCALE = 0.1
#: Scores that differ less are equal.
_LEAST = 1e-6

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
    scores = fused(
        [
            (WORDS, np.array([lexical.get(i, 0.0) for i in ids])),
            (MEANING, store.passage_vectors(ids) @ asked.vector),
            (WORD_BY_WORD, np.array([near.get(i, 0.0) for i in ids])),
        ]
    )
    return {
        i: _Scored(SCALE * float(score), dense.get(i), lexical.get(i))
        for i, score in zip(ids, scores, strict=True)
    }


def fused(signals: Sequence[tuple[float, Scores]]) -> Scores:
    """The weighted mean (n,) of signals, each with its weight, in standard deviations. One that tells nothing
    apart counts for nothing.
    """
    telling = [(weight, told) for weight, scores in signals if (told := standardised(scores)).any()]
    total = sum((weight * scores for weight, scores in telling), np.zeros(len(signals[0][1])))
    return total / (sum(weight for weight, _ in telling) or 1.0)


def standardised(scores: Scores) -> Scores:
    """Scores (n,) in standard deviations from their mean; 0 where all are the same."""
    deviation = float(scores.std()) if len(scores) else 0.0
    return (scores - scores.mean()) / deviation if deviation > _LEAST else np.zeros(len(scores))


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


def _word_by_word(asked: Asked, words: Mapping[int, PassageWords]) -> dict[int, float]:
    return {} if asked.tokens is None else passage_scores(asked.tokens, words)
