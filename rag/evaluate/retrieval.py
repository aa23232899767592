"""Does search find the passages that answer? On gold-dev, SciFact and XQuAD, against three baselines.

Each set is indexed as the program indexes articles, in a temporary directory; the baselines search the same
index: BM25 alone, the encoder alone, and their reciprocal-rank fusion (Cormack et al. 2009, k = 60).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np

from rag.analysis import terms
from rag.build import fingerprint, index_articles
from rag.embed import Encoder, SentenceEncoder
from rag.evaluate.data import (
    XQUAD_LANGUAGES,
    Collection,
    GoldQuestion,
    Span,
    bbc_news,
    gold_questions,
    scifact,
    xquad,
)
from rag.evaluate.report import Row, mean_row
from rag.pack import pack
from rag.retrieve import retrieve
from rag.settings import RetrievalSettings, Settings
from rag.store import FileRecord, Store
from rag.types import Article, Passage, Query, Sentence

#: nDCG@10 of others on the same questions and texts.
PUBLISHED: Mapping[str, dict[str, float]] = {
    "scifact": {
        "BM25": 0.679,
        "all-MiniLM-L6-v2": 0.6451,
        "bge-small": 0.7127,
        "bge-large": 0.7464,
        "text-embedding-3-large": 0.7777,
    },
    "xquad.en": {"BM25": 0.9649, "all-MiniLM-L6-v2": 0.9436, "bge-large": 0.9688},
}
#: Passages fetched, so that ten articles come of them where several passages share one.
FETCHED = 50
#: Questions with more spans than this ask for more than a small budget can hold.
PACKED_SPANS = 4
RRF_K = 60
ARTICLES_AT_ONCE = 256

BASELINES = ("BM25", "encoder", "RRF")

#: Passage ids, best first, by the name of what ranked them.
Rankings = dict[str, list[int]]
#: Where a result's words stand: one stretch of text, or several where articles share it.
Places = Sequence[Passage | Sentence]


@dataclass(frozen=True, slots=True)
class _Index:
    """A set, indexed: what a question to it is answered from."""

    store: Store
    encoder: Encoder
    settings: Settings


def rows(data: Path, settings: Settings | None = None) -> list[Row]:
    """All retrieval figures. Raises BadInput where a set is missing."""
    settings = settings or Settings()
    encoder = SentenceEncoder(settings.index.encoder)
    collections = [scifact(data), *(xquad(data, language) for language in XQUAD_LANGUAGES)]
    return [
        *gold_rows(bbc_news(data), gold_questions(data), encoder, settings),
        *(collection_row(collection, encoder, settings) for collection in collections),
    ]


def gold_rows(
    articles: Sequence[Article], questions: Sequence[GoldQuestion], encoder: Encoder, settings: Settings
) -> list[Row]:
    """Hit@1, MRR@10, evidence recall@10 and the pack's recall, over the answerable questions."""
    asked = [question for question in questions if question.answerable]
    with _indexed(articles, encoder, settings) as index:
        found = [_rankings(index, Query(q.question, q.question)) for q in asked]
        ids = {i for rankings in found for ranked in rankings.values() for i in ranked[:10]}
        passages = index.store.passages(ids)
        packed = [_packed(index, Query(q.question, q.question)) for q in asked]
    ranks: dict[str, list[int]] = {}
    recalls: dict[str, list[float]] = {}
    for name in ("ours", *BASELINES):
        tops = [[(passages[i],) for i in rankings[name][:10]] for rankings in found]
        ranks[name] = [_first_rank(q.evidence, top) for q, top in zip(asked, tops, strict=True)]
        recalls[name] = [_recall(q.evidence, top) for q, top in zip(asked, tops, strict=True)]
    few = [(q, s) for q, s in zip(asked, packed, strict=True) if len(q.evidence) <= PACKED_SPANS]
    budget = settings.retrieval.evidence_tokens
    return [
        _row("gold-dev", "hit@1", {n: [float(r == 1) for r in values] for n, values in ranks.items()}),
        _row("gold-dev", "mrr@10", {n: [1 / r if r else 0.0 for r in values] for n, values in ranks.items()}),
        _row("gold-dev", "evidence_recall@10", recalls),
        mean_row("gold-dev", f"pack_recall@{budget}", [_recall(q.evidence, [s]) for q, s in few]),
    ]


def collection_row(collection: Collection, encoder: Encoder, settings: Settings) -> Row:
    """nDCG@10 of articles, each ranked by its best passage."""
    with _indexed(collection.articles, encoder, settings) as index:
        found = {
            key: _rankings(index, Query(question, question, language=collection.language))
            for key, question in collection.questions.items()
        }
        ids = {i for ranked in found.values() for passages in ranked.values() for i in passages}
        article = {i: passage.article for i, passage in index.store.passages(ids).items()}
    values = {
        name: _ndcg({key: [article[i] for i in ranked[name]] for key, ranked in found.items()}, collection)
        for name in ("ours", *BASELINES)
    }
    return _row(collection.name, "ndcg@10", values, PUBLISHED.get(collection.name))


@contextmanager
def _indexed(articles: Sequence[Article], encoder: Encoder, settings: Settings) -> Iterator[_Index]:
    """An index of ``articles`` in a directory that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="onrecord-eval-") as directory:
        store = Store.create(Path(directory), fingerprint(settings))
        for at in range(0, len(articles), ARTICLES_AT_ONCE):
            batch = articles[at : at + ARTICLES_AT_ONCE]
            indexed = index_articles(batch, [()] * len(batch), encoder, settings)
            store.apply([(FileRecord(a.article.id, a.article.id, "", "read"), [a]) for a in indexed])
        yield _Index(store, encoder, settings)
        store.close()


def _rankings(index: _Index, query: Query) -> Rankings:
    words = index.store.search_text(terms(query.text, query.language), FETCHED)
    near = index.store.search_vectors(index.encoder.encode([query.text])[0], FETCHED)
    lexical, dense = [i for i, _ in words], [i for i, _ in near]
    deep = RetrievalSettings(passages=FETCHED, reranker=index.settings.retrieval.reranker)
    hits = retrieve(query, index.store, index.encoder, deep)
    return {
        "ours": [hit.passage.id for hit in hits],
        "BM25": lexical,
        "encoder": dense,
        "RRF": reciprocal_rank_fusion([lexical, dense]),
    }


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Passages by the sum of 1 / (60 + rank) over the rankings that have them."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking, start=1):
            scores[passage] = scores.get(passage, 0.0) + 1 / (RRF_K + rank)
    return sorted(scores, key=lambda passage: (-scores[passage], passage))


def _packed(index: _Index, query: Query) -> list[Sentence]:
    hits = retrieve(query, index.store, index.encoder, index.settings.retrieval)
    sources = pack(query, hits, index.store, index.encoder, index.settings.retrieval)
    return [source.sentence for source in sources]


def _first_rank(evidence: Sequence[Span], ranked: Sequence[Places]) -> int:
    """The rank, from 1, of the first result that has one of the spans; 0 where none has."""
    return next((n for n, places in enumerate(ranked, 1) if any(covers(places, s) for s in evidence)), 0)


def _recall(evidence: Sequence[Span], results: Sequence[Places]) -> float:
    """The share of the spans that some result has."""
    return float(np.mean([any(covers(places, span) for places in results) for span in evidence]))


def covers(places: Places, span: Span) -> bool:
    """Whether one of the stretches of text holds more than half of ``span``."""
    return any(
        place.article == span.article
        and 2 * (min(place.end, span.end) - max(place.start, span.start)) > span.end - span.start
        for place in places
    )


def _ndcg(ranked: Mapping[str, Sequence[str]], collection: Collection) -> list[float]:
    """nDCG@10 for each question, of articles in the order of their best passages."""
    run = {
        question: {article: -float(rank) for rank, article in enumerate(dict.fromkeys(articles))}
        for question, articles in ranked.items()
    }
    relevant = {question: dict(grades) for question, grades in collection.relevant.items()}
    found = ir_measures.iter_calc([ir_measures.nDCG @ 10], relevant, run)
    by_question = {metric.query_id: float(metric.value) for metric in found}
    return [by_question.get(question, 0.0) for question in collection.questions]


def _row(
    dataset: str,
    metric: str,
    values: Mapping[str, Sequence[float]],
    published: dict[str, float] | None = None,
) -> Row:
    baselines = {name: float(np.mean(values[name])) for name in BASELINES}
    return mean_row(dataset, metric, values["ours"], baselines, published)
