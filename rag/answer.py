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

from rag.answering import Proposal, Reader, propose
from rag.answering.asked import laid_out_as, made_whole, words_asked_for
from rag.answering.decision import nearness
from rag.answering.gathering import budget, gather
from rag.answering.layout import grouped, plain
from rag.answering.remote import RemoteReader
from rag.cite import Ledger, citation
from rag.embed import Encoder
from rag.messages import message
from rag.models.turns import Cancelled
from rag.question import CorpusFacts, Vocabulary, understand
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
from rag.verification import verify

#: How many of the nearest passages are offered when there is no answer.
NEAREST = 5
#: How many of their articles are named.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """What answering needs: the index, the two models, the settings."""

    store: Store
    encoder: Encoder
    reader: Reader
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
    query = _limited(_understood(question, history, parts, cancel), limits or Limits())
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
    proposal = _proposal(evidence, parts, cancel)
    sentences: list[AnswerSentence] = []
    withheld: list[Withheld] = []
    first_token: float | None = None
    for piece in _written(evidence, proposal, parts, cancel):
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
            language=query.language,
            strictness=parts.settings.answer.strictness,
            supports=lambda claim, text: parts.reader.carries(claim, text, cancel),
        )
        if check.verdict not in SHOWN:
            nearest = citation(check.suggestion, 0, copies) if check.suggestion is not None else None
            withheld.append(Withheld(piece.text, check.reason, nearest))
            continue
        known = len(ledger.citations)
        numbers = ledger.cite(sources[n] for n in check.sources)
        otherwise = tuple(citation(sources[n], 0, copies) for n in check.against)
        sentences.append(
            AnswerSentence(piece.text, check.verdict, numbers, otherwise, piece.heading, piece.emphasis)
        )
        yield Checked(sentences[-1], ledger.citations[known:])

    result = Answer(
        question=question,
        query=query.text,
        state="answered" if sentences else "not_found",
        answer=plain(sentences, query.language),
        sentences=tuple(sentences),
        withheld=tuple(withheld),
        citations=ledger.citations,
        nearest=_nearest(evidence, ledger, copies) if sentences else _instead(evidence, copies),
        timings=Timings(retrieved, first_token, time.perf_counter() - began),
        model=parts.reader.name,
        why_not="" if sentences else _why_not(evidence, withheld, cancel),
        language=query.language,
        form="said" if query.form == "said" and query.layout == "fact" else query.layout,
        groups=grouped(sentences),
    )
    yield Answered(result) if sentences else NotFound(result)


def _understood(question: str, history: Sequence[str], parts: Parts, cancel: threading.Event) -> Query:
    """The question, a follow-up made whole first; as it stands where that is called off."""
    known = facts(parts.store)
    try:
        whole = made_whole(question, history, parts.reader, parts.encoder, cancel)
        query = understand(
            question, corpus=known, whose=words_asked_for(parts.reader, parts.encoder, cancel), whole=whole
        )
        return laid_out_as(query, parts.reader, parts.encoder, cancel)
    except Cancelled:
        return understand(question, corpus=known)


def _proposal(evidence: Evidence, parts: Parts, cancel: threading.Event) -> Proposal:
    """What the reader would answer; nothing where it is called off."""
    if not evidence.sentences:
        return Proposal(0.0)
    settings = parts.settings
    try:
        return propose(
            evidence.query,
            evidence.sentences,
            parts.reader,
            cancel,
            tokens=budget(evidence.query, settings.retrieval),
            strictness=settings.answer.strictness,
            found=nearness(evidence.hits, parts.encoder.name),
        )
    except Cancelled:
        return Proposal(0.0)


def _written(
    evidence: Evidence, proposal: Proposal, parts: Parts, cancel: threading.Event
) -> Iterator[Token | Draft]:
    """The sentences proposed: the evidence's own, or those of a model that may write."""
    quotes_people = any(source.statement is not None for source in evidence.sentences)
    if isinstance(parts.reader, RemoteReader) and not quotes_people and proposal.drafts:
        yield from parts.reader.writes(evidence.query, evidence.sentences, cancel)
    else:
        yield from proposal.drafts


def search(query: Query, parts: Parts) -> Evidence:
    """What the index has for ``query``."""
    return gather(query, parts.store, parts.encoder, parts.settings.retrieval)


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


def _why_not(evidence: Evidence, withheld: Sequence[Withheld], cancel: threading.Event) -> str:
    """What a reader is told where there is no answer: what the nearest articles are about instead."""
    language = evidence.query.language
    if cancel.is_set():
        return message(language, "stopped")
    if withheld:
        return message(language, "withheld")
    if not evidence.sentences:
        return message(language, "nothing")
    ranked = sorted(evidence.sentences, key=lambda source: -source.score)
    first, *second = list(dict.fromkeys(source.title for source in ranked))[:NAMED]
    if second:
        titles = message(language, "titles", first=first, second=second[0])
    else:
        titles = message(language, "title", first=first)
    speakers = dict.fromkeys(s.statement.speaker for s in ranked if s.statement is not None)
    if evidence.query.speakers and speakers:
        return message(language, "speaker_silent", speaker=next(iter(speakers)), titles=titles)
    return message(language, "not_stated", titles=titles)


def _instead(evidence: Evidence, copies: Mapping[str, Article]) -> tuple[Citation, ...]:
    """Where to look without an answer: the best sentence of each passage found."""
    best = {s.passage.id: s for s in sorted(evidence.sentences, key=lambda s: s.score)}
    ranked = sorted(best.values(), key=lambda s: -s.score)[:NEAREST]
    return tuple(citation(source, n, copies) for n, source in enumerate(ranked, start=1))


def _nearest(evidence: Evidence, ledger: Ledger, copies: Mapping[str, Article]) -> tuple[Citation, ...]:
    """What else the speaker says on the topic, beside an answer made of statements."""
    cited = {(c.article, c.start, c.end) for c in ledger.citations}
    ranked = [s for s in evidence.sentences if s.statement is not None and not _spans(s, cited)]
    return tuple(citation(source, n, copies) for n, source in enumerate(ranked, start=1))


def _spans(source: EvidenceSentence, cited: set[tuple[str, int, int]]) -> bool:
    return (source.sentence.article, source.sentence.start, source.sentence.end) in cited
