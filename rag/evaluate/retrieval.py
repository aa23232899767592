"""Does search find the passages that answer? On gold sets, SciFact and XQuAD, against three baselines.

Each set is indexed as the program indexes articles, and a question is read as the program reads it; the
baselines search the same index: BM25 alone, the encoder alone, and their reciprocal-rank fusion (Cormack et
al. 2009, k = 60).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from rag.analysis import terms
from rag.answer import Parts, facts
from rag.evaluate.data import (
    QUESTIONS,
    XQUAD_LANGUAGES,
    Collection,
    GoldQuestion,
    Span,
    bbc_news,
    gold_questions,
    scifact,
    xquad,
)
from rag.evaluate.indexed import indexed
from rag.evaluate.report import Row, mean, mean_row
from rag.evaluate.sets import sets_in
from rag.pack import pack
from rag.question import understand
from rag.retrieve import retrieve
from rag.settings import RetrievalSettings, Settings
from rag.types import Article, Hit, Passage, Query, Sentence

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
BASELINES = ("BM25", "encoder", "RRF")

#: Where a result's words stand: one stretch of text, or several where articles share it.
Places = Sequence[Passage | Sentence]


def rows(data: Path, settings: Settings | None = None) -> list[Row]:
    """All retrieval figures of the sets that are there. Raises BadInput."""
    settings = settings or Settings()
    sets = sets_in(data, ("scifact", "xquad"), gold_files=(QUESTIONS,))
    gold = {name: gold_questions(data, name) for name in sets.gold}
    parallel = [xquad(data, language) for language in XQUAD_LANGUAGES] if "xquad" in sets.others else []
    return [
        *(gold_rows(bbc_news(data), gold, settings) if gold else ()),
        *([collection_row(scifact(data), settings)] if "scifact" in sets.others else ()),
        *(row for collection in parallel for row in parallel_rows(collection, parallel, settings)),
    ]


def gold_rows(
    articles: Sequence[Article], sets: Mapping[str, Sequence[GoldQuestion]], settings: Settings
) -> list[Row]:
    """The figures of each set of questions, all asked of one index."""
    with indexed(articles, settings, statements=settings.index.statements) as parts:
        return [row for name, questions in sets.items() for row in _gold_rows(name, questions, parts)]


def _gold_rows(dataset: str, questions: Sequence[GoldQuestion], parts: Parts) -> list[Row]:
    """Hit@1, MRR@10, evidence recall@10 and the pack's recall, over the answerable questions."""
    asked = [question for question in questions if question.answerable]
    corpus = facts(parts.store)
    queries = [understand(question.question, corpus=corpus) for question in asked]
    results = {name: [_places(name, query, parts) for query in queries] for name in ("ours", *BASELINES)}
    packed = [_packed(query, parts) for query in queries]
    ranks: dict[str, list[int]] = {}
    recalls: dict[str, list[float]] = {}
    for name, tops in results.items():
        ranks[name] = [_first_rank(q.evidence, top) for q, top in zip(asked, tops, strict=True)]
        recalls[name] = [_recall(q.evidence, top) for q, top in zip(asked, tops, strict=True)]
    few = [
        _recall(q.evidence, p) for q, p in zip(asked, packed, strict=True) if len(q.evidence) <= PACKED_SPANS
    ]
    return [
        _row(dataset, "hit@1", {n: [float(r == 1) for r in values] for n, values in ranks.items()}),
        _row(dataset, "mrr@10", {n: [1 / r if r else 0.0 for r in values] for n, values in ranks.items()}),
        _row(dataset, "evidence_recall@10", recalls),
        mean_row(dataset, f"pack_recall@{parts.settings.retrieval.evidence_tokens}", few),
    ]


def collection_row(collection: Collection, settings: Settings) -> Row:
    """nDCG@10 of articles, each ranked by its best passage."""
    with indexed(collection.articles, settings, statements=False) as parts:
        return _collection_row(collection, parts)


def parallel_rows(collection: Collection, others: Sequence[Collection], settings: Settings) -> Iterator[Row]:
    """The same for the questions of every language over the texts of one; a row across languages is named by
    both, the questions' first. All have the same questions in the same order.
    """
    with indexed(collection.articles, settings, statements=False) as parts:
        for other in others:
            if other is collection:
                yield _collection_row(collection, parts)
                continue
            asked = dict(zip(collection.questions, other.questions.values(), strict=True))
            name = f"{other.name}-{collection.language}"
            across = replace(collection, name=name, questions=asked, language=other.language)
            yield _collection_row(across, parts)


def _collection_row(collection: Collection, parts: Parts) -> Row:
    values = {
        name: _ndcg(
            {
                key: _articles(name, Query(question, question, language=collection.language), parts)
                for key, question in collection.questions.items()
            },
            collection,
        )
        for name in ("ours", *BASELINES)
    }
    return _row(collection.name, "ndcg@10", values, PUBLISHED.get(collection.name))


def _places(name: str, query: Query, parts: Parts) -> list[Places]:
    """The ten best results of a method, each with all its places."""
    return [(hit.passage, *hit.also) for hit in _found(name, query, parts, 10)]


def _articles(name: str, query: Query, parts: Parts) -> list[str]:
    return [hit.passage.article for hit in _found(name, query, parts, FETCHED)]


def _found(name: str, query: Query, parts: Parts, count: int) -> Sequence[Hit]:
    """What a method finds for ``query``, best first."""
    if name == "ours":
        wider = RetrievalSettings(passages=count, reranker=parts.settings.retrieval.reranker)
        return retrieve(query, parts.store, parts.encoder, wider)
    words = parts.store.search_text(terms(query.text, query.language), FETCHED)
    near = parts.store.search_vectors(parts.encoder.encode([query.text], query=True)[0], FETCHED)
    lexical, dense = [i for i, _ in words], [i for i, _ in near]
    ranked = {"BM25": lexical, "encoder": dense, "RRF": reciprocal_rank_fusion([lexical, dense])}[name]
    passages = parts.store.passages(ranked[:count])
    return [Hit(passages[i], 0.0) for i in ranked[:count]]


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Passages by the sum of 1 / (60 + rank) over the rankings that have them."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking, start=1):
            scores[passage] = scores.get(passage, 0.0) + 1 / (RRF_K + rank)
    return sorted(scores, key=lambda passage: (-scores[passage], passage))


def _packed(query: Query, parts: Parts) -> list[Places]:
    hits = retrieve(query, parts.store, parts.encoder, parts.settings.retrieval)
    sources = pack(query, hits, parts.store, parts.encoder, tokens=parts.settings.retrieval.evidence_tokens)
    return [(source.sentence, *source.also) for source in sources]


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
    import ir_measures

    found = ir_measures.iter_calc([ir_measures.nDCG @ 10], relevant, run)
    by_question = {metric.query_id: float(metric.value) for metric in found}
    return [by_question.get(question, 0.0) for question in collection.questions]


def _row(
    dataset: str,
    metric: str,
    values: Mapping[str, Sequence[float]],
    published: dict[str, float] | None = None,
) -> Row:
    baselines = {name: mean(values[name]) for name in BASELINES}
    return mean_row(dataset, metric, values["ours"], baselines, published)
