"""From passages to the numbered sentences an answer may rest on, within a budget of tokens.

Reading the prompt is most of the time an answer takes on a CPU, so sentences are sent, not passages. A
sentence is chosen for its words and meaning; the one before it comes along where it opens with a word that
points back ("He said ...").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.embed import Encoder
from rag.relevance import Piece, relevance
from rag.segment import count_tokens
from rag.settings import RetrievalSettings
from rag.store import Store
from rag.types import EvidenceSentence, Hit, Query, Sentence

#: Passages whose sentences are looked at.
PASSAGES = 6
#: How much the passage's own score counts beside its sentence's.
PASSAGE_WEIGHT = 1.0
_POINTS_BACK = re.compile(r"[\"'“„«]?(?:He|She|They|It|This|That|These|Those|His|Her|Their|But|And)\b")


def pack(
    query: Query, hits: Sequence[Hit], store: Store, encoder: Encoder, settings: RetrievalSettings
) -> tuple[EvidenceSentence, ...]:
    """Sentences of the best passages in reading order, best article first, numbered from 1.

    Their words and marks together stay within ``settings.evidence_tokens``.
    """
    looked_at = [(hit, sentence) for hit in hits[:PASSAGES] for sentence in hit.passage.sentences]
    if not looked_at:
        return ()
    articles = store.articles({hit.passage.article for hit, _ in looked_at})
    pieces = [
        Piece(
            sentence.text,
            articles[sentence.article].title,
            hit.passage.text,
            articles[sentence.article].language,
        )
        for hit, sentence in looked_at
    ]
    near = relevance(query.text, query.text, query.language, pieces, store, encoder)
    scores = [score + PASSAGE_WEIGHT * hit.score for score, (hit, _) in zip(near, looked_at, strict=True)]
    chosen = _chosen([sentence for _, sentence in looked_at], scores, settings.evidence_tokens)
    rank = {article: n for n, article in enumerate(dict.fromkeys(hit.passage.article for hit in hits))}
    ordered = sorted(chosen, key=lambda i: (rank[looked_at[i][1].article], looked_at[i][1].start))
    return tuple(
        EvidenceSentence(
            n=n,
            sentence=looked_at[i][1],
            passage=looked_at[i][0].passage,
            title=articles[looked_at[i][1].article].title,
            source=articles[looked_at[i][1].article].source,
            published=articles[looked_at[i][1].article].published,
            score=scores[i],
        )
        for n, i in enumerate(ordered, start=1)
    )


def _chosen(sentences: Sequence[Sentence], scores: Sequence[float], budget: int) -> set[int]:
    """Indices of the best sentences that fit, each with the one it points back to."""
    chosen: set[int] = set()
    left = budget
    for i in sorted(range(len(sentences)), key=lambda i: -scores[i]):
        wanted = {i} | ({i - 1} if _needs_previous(sentences, i) else set())
        cost = sum(count_tokens(sentences[j].text) for j in wanted - chosen)
        if cost <= left:
            chosen |= wanted
            left -= cost
    return chosen


def _needs_previous(sentences: Sequence[Sentence], i: int) -> bool:
    return (
        i > 0
        and sentences[i - 1].article == sentences[i].article
        and sentences[i - 1].end <= sentences[i].start
        and _POINTS_BACK.match(sentences[i].text) is not None
    )
