"""The evidence for each form of question: deep in a few articles for one fact, broad over many for an
overview, for each side of a comparison by itself, and from the newest articles for the latest.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from rag.answering.spoken import spoken_evidence
from rag.embed import Encoder
from rag.pack import PASSAGES, pack
from rag.retrieve import SCALE, retrieve
from rag.settings import RetrievalSettings
from rag.store import Store
from rag.types import AnswerForm, Evidence, EvidenceSentence, Hit, Query

#: Forms that are answered from many articles, how many times the evidence of a fact they get, and from how
#: many passages.
BROAD: frozenset[AnswerForm] = frozenset({"list", "compare", "timeline", "summary"})
WIDER = 1.6
OVERVIEWS: frozenset[AnswerForm] = frozenset({"list", "timeline", "summary", "latest"})
MANY = 8
#: Passages that may hold the latest: the newest of those that are found about as well as the best, within so
#: many standard deviations.
NEWEST = 4
ABOUT_AS_WELL = 1.5


def gather(query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings) -> Evidence:
    """What the index has for ``query``."""
    hits = retrieve(query, store, encoder, settings)
    if query.layout == "compare" and len(query.sides) > 1:
        sentences = _sides(query, store, encoder, settings)
    else:
        sentences = _spoken_or_packed(query, hits, store, encoder, settings)
    return Evidence(query, sentences, hits, *store.counts())


def budget(query: Query, settings: RetrievalSettings) -> int:
    """Tokens of evidence that the reader is given for ``query``."""
    return round(settings.evidence_tokens * (WIDER if query.layout in BROAD else 1))


def _spoken_or_packed(
    query: Query, hits: Sequence[Hit], store: Store, encoder: Encoder, settings: RetrievalSettings
) -> tuple[EvidenceSentence, ...]:
    """Statements where the question asks for somebody's words and there are some, else sentences. An overview
    has more in it than what its people say.
    """
    if (
        query.form == "said"
        and query.layout not in OVERVIEWS
        and (said := spoken_evidence(query, hits, store, encoder))
    ):
        return said
    tokens = budget(query, settings)
    if query.layout == "latest":
        return pack(query, _newest(hits, store), store, encoder, tokens=tokens)
    passages = MANY if query.layout in BROAD else PASSAGES
    return pack(query, hits, store, encoder, tokens=tokens, passages=passages)


def _sides(
    query: Query, store: Store, encoder: Encoder, settings: RetrievalSettings
) -> tuple[EvidenceSentence, ...]:
    """As much for each side as for every other, each sentence once."""
    found: dict[tuple[str, int, int], EvidenceSentence] = {}
    for side in query.sides:
        for one in _side(query, side, store, encoder, settings):
            key = (one.sentence.article, one.sentence.start, one.sentence.end)
            found.setdefault(key, dataclasses.replace(one, n=len(found) + 1, side=side))
    return tuple(found.values())


def _side(
    query: Query, side: str, store: Store, encoder: Encoder, settings: RetrievalSettings
) -> Sequence[EvidenceSentence]:
    alone = dataclasses.replace(query, text=f"{side}: {query.text}", speakers=(side,))
    hits = retrieve(alone, store, encoder, settings)
    tokens = budget(query, settings) // len(query.sides)
    said = spoken_evidence(alone, hits, store, encoder, tokens=tokens) if query.form == "said" else ()
    return said or pack(alone, hits, store, encoder, tokens=tokens, passages=MANY, naming=side)


def _newest(hits: Sequence[Hit], store: Store) -> tuple[Hit, ...]:
    """The hits that are about the question, those of the newest articles first."""
    about = [hit for hit in hits if hit.score >= hits[0].score - ABOUT_AS_WELL * SCALE]
    articles = store.articles({hit.passage.article for hit in about})
    about.sort(key=lambda hit: articles[hit.passage.article].published, reverse=True)
    return tuple(about[:NEWEST])
