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
from rag.embed import DEFAULT_ENCODER, Encoder, TokenEncoder, TokenStates, Vectors
from rag.late import passage_scores
from rag.recency import date_scores, prefers_dates
from rag.settings import RetrievalSettings
from rag.speaking import speaking_scores
from rag.store import Filter, Store
from rag.types import Hit, Passage, Query

#: Candidates taken from each side.
DEPTH = 100
#: Of these, how many are looked at for who speaks in them.
LISTENED_TO = 50

#: The weight of each signal; those of the encoder are scaled by how well it knows the language.
WORDS = 0.3
MEANING = 0.5
WORD_BY_WORD = 1.0

#: How much the default encoder, trained on English, is worth in other languages; 0 in those not named.
KNOWN_TO_DEFAULT = {"en": 1.0}


def retrieve(query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings) -> tuple[Hit, ...]:
    """The best passages for ``query``, best first, ``settings.passages`` at most."""
    where = Filter(query.since, query.until, query.sources, query.undated)
    lexical = dict(store.search_text(terms(query.text, query.language), DEPTH, where))
    asked = ask(query.text, encoder)
    dense = dict(store.search_vectors(asked.vector, DEPTH, where))
    cosine = dense | _cosines(store, asked.vector, [i for i in lexical if i not in dense])
    scores = _fused(lexical, cosine, _word_by_word(asked, store, cosine), _known(encoder, query.language))
    nearest = sorted(scores, key=lambda i: (-scores[i], i))[: max(LISTENED_TO, settings.passages)]
    passages = store.passages(nearest)
    said = speaking_scores(query, passages, store)
    dated = date_scores(query, _published(passages, store)) if prefers_dates(query) else {}
    whole = {i: scores[i] + said.get(i, 0.0) + dated.get(i, 0.0) for i in passages}
    best = sorted(passages, key=lambda i: (-whole[i], i))[: settings.passages]
    return tuple(Hit(passages[i], whole[i], dense.get(i), lexical.get(i)) for i in best)


def _published(passages: Mapping[int, Passage], store: Store) -> dict[int, str]:
    articles = store.articles({passage.article for passage in passages.values()})
    return {i: articles[passage.article].published for i, passage in passages.items()}


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


def _fused(
    lexical: Mapping[int, float], cosine: Mapping[int, float], late: Mapping[int, float], known: float
) -> dict[int, float]:
    """The weighted mean of the signals, each at most 1: BM25 as a share of the best, cosines as they are."""
    top = max(lexical.values(), default=0.0) or 1.0
    meaning = MEANING * known
    word_by_word = WORD_BY_WORD * known if late else 0.0
    whole = WORDS + meaning + word_by_word
    return {
        i: (WORDS * lexical.get(i, 0.0) / top + meaning * near + word_by_word * late.get(i, 0.0)) / whole
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
