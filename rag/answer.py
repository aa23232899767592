"""From a question to a checked answer: the one straight function behind every surface.

It yields what happens as it happens. A sentence reaches the reader as part of the answer only after its
check; what is written before that (``Writing``) is for showing that work goes on.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answerable import Decision, answerable, no_statement, sure_enough
from rag.cite import Ledger, citation, marked
from rag.embed import Encoder
from rag.generate import Generator
from rag.pack import pack
from rag.question import CorpusFacts, Vocabulary, understand
from rag.retrieve import retrieve
from rag.said import asks_for_statements, by_anybody, nearest_said, said_drafts, said_evidence
from rag.settings import Settings
from rag.store import Store
from rag.types import (
    SHOWN,
    Answer,
    Answered,
    AnswerSentence,
    Article,
    Checked,
    Citation,
    Draft,
    Event,
    Evidence,
    EvidenceSentence,
    Found,
    NotFound,
    Query,
    Searching,
    Timings,
    Token,
    Withheld,
    Writing,
)
from rag.verify import judge_for, verify

#: How many of the nearest passages are offered when there is no answer.
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """What answering needs: the index, the two models, the settings."""

    store: Store
    encoder: Encoder
    generator: Generator
    settings: Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reader restricts the search to; empty fields do not restrict. Dates as YYYY-MM-DD."""

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()


def answer(
    question: str,
    parts: Parts,
    *,
    history: Sequence[str] = (),
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[Event]:
    """Answer ``question``; ``history`` holds the questions searched before it, oldest first.

    The last event is Answered or NotFound. After ``cancel`` is set the sentences checked so far are the
    answer.
    """
    began = time.perf_counter()
    cancel = cancel or threading.Event()
    query = _limited(understand(question, history=history, corpus=facts(parts.store)), limits or Limits())
    yield Searching(query)
    # One state of the index: an update in between could move a statement to another speaker's words.
    with parts.store.snapshot():
        evidence = search(query, parts)
        statements = parts.store.statements_in({s.sentence.article for s in evidence.sentences})
        copies = parts.store.articles({copy.article for s in evidence.sentences for copy in s.also})
    retrieved = time.perf_counter() - began
    yield Found(evidence)

    sources = {source.n: source for source in evidence.sentences}
    ledger = Ledger(copies)
    decision = answerable(evidence, parts.store, parts.encoder, strictness=parts.settings.answer.strictness)
    sentences: list[AnswerSentence] = []
    withheld: list[Withheld] = []
    first_token: float | None = None
    for piece in _write(evidence, decision, parts, cancel):
        if cancel.is_set():
            break
        first_token = first_token or time.perf_counter() - began
        if isinstance(piece, Token):
            yield Writing(piece.text)
            continue
        check = verify(
            piece,
            evidence.sentences,
            statements,
            parts.encoder,
            language=query.language,
            strictness=parts.settings.answer.strictness,
            judge=judge_for(parts.settings.answer.inference),
        )
        if check.verdict not in SHOWN:
            nearest = citation(check.suggestion, 0, copies) if check.suggestion is not None else None
            withheld.append(Withheld(piece.text, check.reason, nearest))
            continue
        known = len(ledger.citations)
        numbers = ledger.cite(sources[n] for n in check.sources)
        otherwise = tuple(citation(sources[n], 0, copies) for n in check.against)
        sentences.append(AnswerSentence(piece.text, check.verdict, numbers, otherwise))
        yield Checked(sentences[-1], ledger.citations[known:])

    result = Answer(
        question=question,
        query=query.text,
        state="answered" if sentences else "not_found",
        answer=" ".join(marked(s.text, s.citations) for s in sentences),
        sentences=tuple(sentences),
        withheld=tuple(withheld),
        citations=ledger.citations,
        nearest=_nearest(evidence, ledger, copies) if sentences else _instead(evidence, parts, copies),
        timings=Timings(retrieved, first_token, time.perf_counter() - began),
        model=parts.generator.model,
        why_not="" if sentences else _why_not(evidence, decision, withheld, cancel),
    )
    yield Answered(result) if sentences else NotFound(result)


def search(query: Query, parts: Parts) -> Evidence:
    """What the index has for ``query``: statements where it asks what somebody said, else sentences."""
    hits = retrieve(query, parts.store, parts.encoder, parts.settings.retrieval)
    said = said_evidence(query, hits, parts.store, parts.encoder)
    sentences = said or pack(query, hits, parts.store, parts.encoder, parts.settings.retrieval)
    return Evidence(query, sentences, hits, *parts.store.counts())


def _write(
    evidence: Evidence, decision: Decision, parts: Parts, cancel: threading.Event
) -> Iterator[Token | Draft]:
    """The sentences proposed as an answer; none where the evidence does not answer the question."""
    generator = parts.generator
    if asks_for_statements(evidence.query):
        if decision.answer:
            yield from said_drafts(evidence)
    elif generator.tells_confidence:
        if decision.answer or decision.open:
            yield from _while_sure(generator.generate(evidence.query, evidence, cancel), decision, parts)
    elif decision.answer:
        yield from generator.generate(evidence.query, evidence, cancel)


def _while_sure(pieces: Iterator[Token | Draft], decision: Decision, parts: Parts) -> Iterator[Token | Draft]:
    """The pieces of each sentence once it is known that the model is sure enough; no others are shown."""
    held: list[Token | Draft] = []
    for piece in pieces:
        held.append(piece)
        if isinstance(piece, Draft):
            if not sure_enough(decision, piece.confidence, strictness=parts.settings.answer.strictness):
                return
            yield from held
            held = []


def facts(store: Store) -> CorpusFacts:
    """What questions to this index are read against."""
    overview = store.overview()
    languages = tuple(language for language, _ in overview.languages)
    return CorpusFacts(
        latest=overview.latest,
        earliest=overview.earliest,
        sources=tuple(source for source, _ in overview.sources if source),
        speakers=store.speaker_names(),
        languages=languages or ("en",),
        words=Vocabulary(store, languages),
    )


def _limited(query: Query, limits: Limits) -> Query:
    """The query under the reader's own limits, which outrank those read from the question."""
    return dataclasses.replace(
        query,
        since=limits.since or query.since,
        until=limits.until or query.until,
        sources=limits.sources or query.sources,
        undated=query.undated and not (limits.since or limits.until),
    )


def _why_not(
    evidence: Evidence, decision: Decision, withheld: Sequence[Withheld], cancel: threading.Event
) -> str:
    """What a reader is told where there is no answer."""
    if cancel.is_set():
        return "Stopped before anything had been checked."
    if withheld:
        return "What could be written from the passages found did not pass its check."
    if not decision.answer:
        return decision.reason
    if asks_for_statements(evidence.query):
        return no_statement(evidence.query)
    return "The passages found speak of this, but none of them seems to answer it."


def _instead(evidence: Evidence, parts: Parts, copies: Mapping[str, Article]) -> tuple[Citation, ...]:
    """Where to look without an answer: what those asked about say on other things and others on this; where
    no words are asked for or found, the best sentence of each passage.
    """
    said: tuple[EvidenceSentence, ...] = ()
    if asks_for_statements(evidence.query):
        with parts.store.snapshot():
            others = retrieve(
                by_anybody(evidence.query), parts.store, parts.encoder, parts.settings.retrieval
            )
            said = nearest_said(evidence.query, evidence.hits, others, parts.store, parts.encoder)
    best = {s.passage.id: s for s in sorted(evidence.sentences, key=lambda s: s.score)}
    ranked = said or sorted(best.values(), key=lambda s: -s.score)[:NEAREST]
    return tuple(citation(source, n, copies) for n, source in enumerate(ranked, start=1))


def _nearest(evidence: Evidence, ledger: Ledger, copies: Mapping[str, Article]) -> tuple[Citation, ...]:
    """What else the speaker says on the topic, beside an answer made of statements."""
    cited = {(c.article, c.start, c.end) for c in ledger.citations}
    ranked = [s for s in evidence.sentences if s.statement is not None and not _spans(s, cited)]
    return tuple(citation(source, n, copies) for n, source in enumerate(ranked, start=1))


def _spans(source: EvidenceSentence, cited: set[tuple[str, int, int]]) -> bool:
    return (source.sentence.article, source.sentence.start, source.sentence.end) in cited
