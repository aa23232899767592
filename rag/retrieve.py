"""Passages for a query, by four signals on one scale: shared words, meaning, meaning word by word, and who
speaks in a passage.

Words (BM25) and meaning (vectors) each propose candidates; all signals rank them together. Scores are added,
not ranks: that keeps how far apart passages are (Bruch, Gai and Ingber 2023). Filters apply before anything
is ranked.

What this does not know: whether a passage answers. It finds what is about the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.analysis import terms
from rag.copies import collapsed
from rag.embed import DEFAULT_ENCODER, Encoder, TokenEncoder, TokenStates, Vectors
from rag.late import passage_scores
from rag.rarity import Weights, rarity
from rag.recency import date_scores, prefers_dates
from rag.settings import RetrievalSettings
from rag.speaking import speaking_scores
from rag.store import Filter, Store
from rag.types import Hit, Query

#: Of SQLite's BM25.
BM25_K1 = 1.2
#: Candidates taken from each side.
DEPTH = 100
#: Of these, how many are looked at more closely: for who speaks in them, and for being copies.
CLOSER = 50

#: The weight of each signal; those of the encoder are scaled by how well it knows the language.
WORDS = 0.6
MEANING = 0.5
WORD_BY_WORD = 1.0

#: How much the default encoder, trained on English, is worth in other languages; nothing in those not named.
KNOWN_TO_DEFAULT = {"en": 1.0, "de": 0.2, "es": 0.2, "fr": 0.2}


def retrieve(query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings) -> tuple[Hit, ...]:
    """The best passages for ``query``, best first, ``settings.passages`` at most, none a copy of another."""
    scored = _scored(query, store, encoder)
    ranked = sorted(scored, key=lambda i: (-scored[i].score, i))[: max(CLOSER, settings.passages)]
    passages = store.passages(ranked)
    articles = store.articles({passage.article for passage in passages.values()})
    said = speaking_scores(query, passages, store)
    published = {i: articles[passage.article].published for i, passage in passages.items()}
    dated = date_scores(query, published) if prefers_dates(query) else {}
    hits = [
        Hit(passages[i], found.score + said.get(i, 0.0) + dated.get(i, 0.0), found.dense, found.lexical)
        for i in ranked
        if i in passages
        for found in [scored[i]]
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
    return collapsed(hits, settings.passages)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate by its words and meaning; fields as of ``Hit``."""

    score: float
    dense: float | None
    lexical: float | None


def _scored(query: Query, store: Store, encoder: Encoder) -> dict[int, _Scored]:
    where = Filter(query.since, query.until, query.sources, query.undated)
    wanted = terms(query.text, query.language)
    lexical = dict(store.search_text(wanted, DEPTH, where))
    asked = ask(query.text, encoder)
    dense = dict(store.search_vectors(asked.vector, DEPTH, where))
    cosine = dense | _cosines(store, asked.vector, [i for i in lexical if i not in dense])
    scores = _fused(
        _shares(lexical, rarity(wanted, store)),
        cosine,
        _word_by_word(asked, store, cosine),
        _known(encoder, query.language),
    )
    return {i: _Scored(score, dense.get(i), lexical.get(i)) for i, score in scores.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, encoded: its vector (dim,), and its tokens where the encoder tells them."""

    vector: Vectors
    tokens: TokenStates | None


def ask(text: str, encoder: Encoder) -> Asked:
    if isinstance(encoder, TokenEncoder):
        vectors, tokens = encoder.encode_tokens([text])
        return Asked(vectors[0], tokens[0] if tokens else None)
    return Asked(encoder.encode([text])[0], None)


def _shares(lexical: Mapping[int, float], weights: Weights) -> dict[int, float]:
    """BM25 scores as a share of what a passage could reach that had all terms often: so they say how much of
    the question was found, and a search that finds little counts little.
    """
    bound = (BM25_K1 + 1) * sum(weights.values())
    return {i: score / bound if bound else 0.0 for i, score in lexical.items()}


def _fused(
    lexical: Mapping[int, float], cosine: Mapping[int, float], late: Mapping[int, float], known: float
) -> dict[int, float]:
    """The weighted mean of the signals, each at most 1."""
    meaning = MEANING * known
    word_by_word = WORD_BY_WORD * known if late else 0.0
    whole = WORDS + meaning + word_by_word
    return {
        i: (WORDS * lexical.get(i, 0.0) + meaning * near + word_by_word * late.get(i, 0.0)) / whole
        for i, near in cosine.items()
    }


def _known(encoder: Encoder, language: str) -> float:
    return KNOWN_TO_DEFAULT.get(language, 0.0) if encoder.name == DEFAULT_ENCODER else 1.0


def _word_by_word(asked: Asked, store: Store, ids: Mapping[int, float]) -> dict[int, float]:
    return passage_scores(asked.tokens, store.passage_words(ids)) if asked.tokens else {}


def _cosines(store: Store, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
    if not ids:
        return {}
    cosines = store.passage_vectors(ids) @ vector
    return {i: float(cosine) for i, cosine in zip(ids, cosines, strict=True)}
