"""From passages to the numbered sentences an answer may rest on, within a budget of tokens.

Reading the prompt is most of the time an answer takes on a CPU, so sentences are sent, not passages. A
sentence is chosen for its words and meaning; the one before it comes along where it opens with a word that
points back ("He said ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.analysis import terms
from rag.embed import Encoder
from rag.interviews import question_before
from rag.late import span_scores
from rag.rarity import rarity, share
from rag.retrieve import Asked, ask, standardised
from rag.segment import count_tokens
from rag.store import Store
from rag.types import Article, EvidenceSentence, Hit, Passage, Query, Sentence

#: Passages whose sentences are looked at.
PASSAGES = 4
#: The weights of a sentence's meaning (for each standard deviation, since every encoder has a scale of its
#: own), of its words, and of the passage it stands in.
MEANING = 0.08
WORDS = 0.5
PASSAGE = 2.0

#: Words up to which a sentence is too short to stand alone.
TOO_SHORT = 4

_POINTS_BACK = re.compile(
    r"[\"'“„«]?(?:He|She|They|It|This|That|These|Those|His|Her|Their|But|And"
    r"|Он|Она|Они|Это|Er|Sie|Es|Diese[rs]?|Él|Ella|Ellos|Ellas|Esto|Il|Elle|Ils|Elles|Cela|Він|Вона|Вони|Це)\b"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may be sent: the result it is from, and how well it fits."""

    sentence: Sentence
    hit: Hit
    score: float


def pack(
    query: Query,
    hits: Sequence[Hit],
    store: Store,
    encoder: Encoder,
    *,
    tokens: int,
    passages: int = PASSAGES,
    naming: str = "",
) -> tuple[EvidenceSentence, ...]:
    """Sentences of the best ``passages`` in reading order, best article first, numbered from 1.

    Their words and marks together stay within ``tokens``. Where some of the sentences name what ``naming``
    names, only these are taken.
    """
    articles = store.articles({hit.passage.article for hit in hits})
    candidates = _naming(
        naming, list(_candidates(query, hits[:passages], articles, store, encoder)), articles
    )
    chosen = [candidates[i] for i in _chosen(candidates, tokens)]
    rank = {article: n for n, article in enumerate(dict.fromkeys(hit.passage.article for hit in hits))}
    chosen.sort(key=lambda c: (rank[c.sentence.article], c.sentence.start))
    return tuple(_numbered(n, c, articles[c.sentence.article]) for n, c in enumerate(chosen, start=1))


def _candidates(
    query: Query, hits: Sequence[Hit], articles: dict[str, Article], store: Store, encoder: Encoder
) -> Iterator[_Candidate]:
    weights = rarity(terms(query.text, query.language), store)
    asked = ask(query.text, encoder)
    found = [
        (hit, sentence, meaning)
        for hit in hits
        for units in [whole_units(hit.passage)]
        for sentence, meaning in zip(
            units,
            _meanings(asked, hit.passage, units, articles[hit.passage.article], store, encoder),
            strict=True,
        )
    ]
    meanings = standardised(np.array([meaning for _, _, meaning in found]))
    for (hit, sentence, _), meaning in zip(found, meanings, strict=True):
        words = share(terms(sentence.text, articles[sentence.article].language), weights)
        score = MEANING * float(meaning) + WORDS * words + PASSAGE * hit.score
        yield _Candidate(sentence, hit, score)


def whole_units(passage: Passage) -> tuple[Sentence, ...]:
    """The passage's sentences, one of very few words ("No.", "MINISTER KERN: No.", "Berlin, 3.") joined with
    the next in its paragraph: alone it tells nothing.
    """
    units: list[Sentence] = []
    for sentence in passage.sentences:
        last = units[-1] if units else None
        if last is not None and len(last.text.split()) <= TOO_SHORT and _follows(last, sentence, passage):
            text = passage.text[last.start - passage.start : sentence.end - passage.start]
            units[-1] = Sentence(passage.article, last.start, sentence.end, text)
        else:
            units.append(sentence)
    return tuple(units)


def _follows(last: Sentence, sentence: Sentence, passage: Passage) -> bool:
    return "\n" not in passage.text[last.end - passage.start : sentence.start - passage.start]


def _naming(naming: str, candidates: list[_Candidate], articles: Mapping[str, Article]) -> list[_Candidate]:
    """The candidates that have all words of ``naming``; every one of them where none has."""
    found = []
    for one in candidates:
        language = articles[one.sentence.article].language
        if set(terms(naming, language)) <= set(terms(one.sentence.text, language)):
            found.append(one)
    return found or candidates


def _meanings(
    asked: Asked,
    passage: Passage,
    units: Sequence[Sentence],
    article: Article,
    store: Store,
    encoder: Encoder,
) -> Sequence[float]:
    """How near each sentence is in meaning: by its stored words, or encoded now where there are none."""
    words = store.passage_words([passage.id]).get(passage.id)
    if asked.tokens is not None and words is not None:
        spans = [(s.start - passage.start, s.end - passage.start) for s in units]
        return span_scores(asked.tokens, words, spans)
    vectors = encoder.encode([f"{article.title}\n{s.text}" for s in units])
    return [float(cosine) for cosine in vectors @ asked.vector]


def _chosen(candidates: Sequence[_Candidate], budget: int) -> set[int]:
    """Indices of the best sentences that fit, each with the one it points back to."""
    chosen: set[int] = set()
    left = budget
    for i in sorted(range(len(candidates)), key=lambda i: -candidates[i].score):
        wanted = {i} | ({i - 1} if _points_back(candidates, i) else set())
        cost = sum(count_tokens(candidates[j].sentence.text) for j in wanted - chosen)
        if cost <= left:
            chosen |= wanted
            left -= cost
    return chosen


def _points_back(candidates: Sequence[_Candidate], i: int) -> bool:
    """Whether a sentence needs the one before it, and has it in the same passage."""
    return (
        i > 0
        and candidates[i - 1].hit is candidates[i].hit
        and _POINTS_BACK.match(candidates[i].sentence.text) is not None
    )


def _numbered(n: int, candidate: _Candidate, article: Article) -> EvidenceSentence:
    words = candidate.sentence.text.split()
    return EvidenceSentence(
        n=n,
        sentence=candidate.sentence,
        passage=candidate.hit.passage,
        title=article.title,
        source=article.source,
        published=article.published,
        score=candidate.score,
        also=tuple(
            sentence
            for copy in candidate.hit.also
            for sentence in copy.sentences
            if sentence.text.split() == words
        ),
        context=question_before(article.text, candidate.sentence.start),
    )
