"""Answers to "what did X say about Y": the statements of X on Y, each told faithfully and cited.

No language model writes here. A point is either the speaker's own words in quotation marks, or the article's
own sentence with the speaker's name in the place of "she" or "the minister". What X did not say cannot be
given to X, since only statements of X are looked at.

What this does not know: whether a statement that shares the topic's words answers the question's "why".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.embed import Encoder
from rag.relevance import Piece, relevance
from rag.statements.identity import speaks_as
from rag.statements.speakers import match_speaker, speakers_of
from rag.store import Filter, Store
from rag.types import Draft, Evidence, EvidenceSentence, Hit, Passage, Query, Sentence, Statement

#: Articles looked at for statements of the speaker: those of the best passages.
ARTICLES = 12
#: Points in an answer at most.
POINTS = 8
#: A point must be at least this share as relevant as the best one.
NEAR_BEST = 0.75

_MARKS = "\"'“”„«»‘’"
_SENTENCE_END = re.compile(r"[.!?…]$")


@dataclass(frozen=True, slots=True)
class _Point:
    """Consecutive sentences of an article that carry statements of the speaker."""

    passage: Passage
    span: Sentence
    statements: tuple[Statement, ...]


def asks_for_statements(query: Query) -> bool:
    """Whether the question is about what somebody named said, or about who said something."""
    return (query.form == "said" and bool(query.speakers)) or query.form == "who_said"


def said_evidence(
    query: Query, hits: Sequence[Hit], store: Store, encoder: Encoder
) -> tuple[EvidenceSentence, ...]:
    """The points in which the query's speakers (or anybody) speak on its topic, best article first.

    Empty where the question does not ask for statements or the index has none of the speaker.
    """
    if not asks_for_statements(query):
        return ()
    points = _points(store, _candidates(query, hits, store))
    if not points:
        return ()
    scores = _relevance(query, points, store, encoder)
    return _numbered(points, scores, store)


def said_drafts(evidence: Evidence) -> Iterator[Draft]:
    """Each point of the evidence as a sentence of the answer."""
    for source in evidence.sentences:
        if source.statement is not None:
            yield Draft(_told(source, source.statement), (source.n,), source.statement.speaker)


def _candidates(query: Query, hits: Sequence[Hit], store: Store) -> tuple[Statement, ...]:
    """The speaker's statements in the articles of the best passages, or anywhere if there are none there.

    For "who said", everybody's in those articles.
    """
    best = list(dict.fromkeys(hit.passage.article for hit in hits))[:ARTICLES]
    said = tuple(s for s in store.statements_in(best) if s.speaker)
    if query.form == "who_said":
        return said
    texts = {article: found.text for article, found in store.articles(best).items()}
    near = tuple(s for s in said if any(speaks_as(who, s, texts[s.article]) for who in query.speakers))
    return near or _anywhere(query, store)


def _anywhere(query: Query, store: Store) -> tuple[Statement, ...]:
    known = speakers_of(store.speakers())
    names = {name for wanted in query.speakers for who in match_speaker(wanted, known) for name in who.names}
    said = store.statements(sorted(names), Filter(query.since, query.until, query.sources, query.undated))
    return said[: ARTICLES * POINTS]


def _points(store: Store, statements: Sequence[Statement]) -> tuple[_Point, ...]:
    points: list[_Point] = []
    for article in dict.fromkeys(s.article for s in statements):
        own = [s for s in statements if s.article == article]
        for passage in store.passages_of(article):
            points.extend(_points_in(passage, own))
    return tuple(points)


def _points_in(passage: Passage, statements: Sequence[Statement]) -> Iterator[_Point]:
    """Runs of a passage's sentences, each run held together by statements that cross its sentences."""
    run: list[Sentence] = []
    carried: list[Statement] = []
    for sentence in passage.sentences:
        here = [s for s in statements if s.start < sentence.end and s.end > sentence.start]
        crossing = any(s in carried for s in here)
        if run and not crossing:
            yield _Point(passage, _joined(passage, run), tuple(carried))
            run, carried = [], []
        if here:
            run.append(sentence)
            carried += [s for s in here if s not in carried]
    if run:
        yield _Point(passage, _joined(passage, run), tuple(carried))


def _joined(passage: Passage, run: Sequence[Sentence]) -> Sentence:
    start, end = run[0].start, run[-1].end
    return Sentence(passage.article, start, end, passage.text[start - passage.start : end - passage.start])


def _relevance(query: Query, points: Sequence[_Point], store: Store, encoder: Encoder) -> list[float]:
    articles = store.articles({p.passage.article for p in points})
    pieces = [
        Piece(
            p.span.text,
            articles[p.passage.article].title,
            p.passage.text,
            articles[p.passage.article].language,
        )
        for p in points
    ]
    return relevance(query.text, query.topic or query.text, query.language, pieces, store, encoder)


def _numbered(
    points: Sequence[_Point], scores: Sequence[float], store: Store
) -> tuple[EvidenceSentence, ...]:
    best = max(scores)
    chosen = sorted(
        (i for i, score in enumerate(scores) if score >= NEAR_BEST * best), key=lambda i: -scores[i]
    )[:POINTS]
    rank = {a: r for r, a in enumerate(dict.fromkeys(points[i].passage.article for i in chosen))}
    ordered = sorted(chosen, key=lambda i: (rank[points[i].passage.article], points[i].span.start))
    articles = store.articles(rank)
    return tuple(
        EvidenceSentence(
            n=n,
            sentence=points[i].span,
            passage=points[i].passage,
            title=articles[points[i].passage.article].title,
            source=articles[points[i].passage.article].source,
            published=articles[points[i].passage.article].published,
            score=scores[i],
            statement=_main(points[i].statements),
        )
        for n, i in enumerate(ordered, start=1)
    )


def _main(statements: Sequence[Statement]) -> Statement:
    """The statement a point is told by: the longest, a reported one before the fragments quoted in it."""
    return max(statements, key=lambda s: s.end - s.start)


def _told(source: EvidenceSentence, statement: Statement) -> str:
    """The point as a sentence: the speaker's words in quotation marks, or the article's sentence."""
    sentence = source.sentence
    inside = sentence.start <= statement.start and statement.end <= sentence.end
    if statement.kind == "direct" and inside and _is_all(sentence, statement):
        words = statement.text.strip().rstrip(",;–- ")
        return f"{_as_subject(statement.speaker)} said: “{words}”{'' if _SENTENCE_END.search(words) else '.'}"
    return _named(sentence.text, statement, sentence.start)


def _as_subject(speaker: str) -> str:
    """A speaker at the start of a sentence: "summit declaration" becomes "The summit declaration"."""
    return f"The {speaker}" if speaker[:1].islower() else speaker


def _is_all(sentence: Sentence, statement: Statement) -> bool:
    """Whether a sentence is this quotation with no more than its cue around it."""
    outside = (
        sentence.text[: statement.start - sentence.start] + sentence.text[statement.end - sentence.start :]
    )
    return len(outside.strip(_MARKS + " ,.–—-").split()) <= 12  # "added the minister at a meeting in Paris"


def _named(text: str, statement: Statement, offset: int) -> str:
    """The article's sentence with the speaker's name for "she" or "the minister" outside the statement."""
    if not statement.mention or statement.mention in statement.speaker:
        return text
    for match in re.finditer(rf"(?<!\w){re.escape(statement.mention)}(?!\w)", text):
        if not statement.start <= offset + match.start() < statement.end:
            named = _as_subject(statement.speaker) if match.start() == 0 else statement.speaker
            return text[: match.start()] + named + text[match.end() :]
    return text
