"""The check of one sentence against the evidence it cites: every rule in turn, then the overall support.

The order is the order of harm: an altered quotation, a wrong speaker, a negation lost, a wrong number, a
name from nowhere, and last a sentence that simply is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Draft, EvidenceSentence, Statement, Verdict
from rag.verify import polarity, speakers
from rag.verify.names import is_pronoun, names
from rag.verify.numbers import MONTH_NAMES, dates, quantities
from rag.verify.quotation import Quotation, place, place_quotation, quotations
from rag.verify.signals import Encoder
from rag.verify.support import support, words_found
from rag.verify.trees import Trees
from rag.verify.words import terms


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a sentence.

    ``reason`` is a sentence for the reader. ``sources`` are the ``EvidenceSentence.n`` that really carry it,
    best first (never empty for a verdict that is shown). ``score`` in [0, 1] is how sure the support is.
    ``suggestion`` is the evidence sentence that comes nearest, for a sentence that failed.
    """

    verdict: Verdict
    reason: str
    sources: tuple[int, ...]
    score: float
    suggestion: EvidenceSentence | None = None


def verify(
    draft: Draft,
    evidence: Sequence[EvidenceSentence],
    statements: Sequence[Statement] = (),
    encoder: Encoder | None = None,
    *,
    language: str = "en",
    strictness: float = 0.5,
    trees: Trees | None = None,
) -> Check:
    """Check ``draft`` against ``evidence``.

    ``draft.sources`` are looked at first; a sentence that these do not carry but another evidence sentence
    has word for word is given that source instead. ``statements`` are the index's for the articles of the
    evidence, if there are any. With an ``encoder`` the stored ``trees`` (or those given) tell how likely the
    sentence is supported, and it must be at least as likely as ``strictness``; without one the share of its
    words that the sources have stands in for that. A draft without evidence is unsupported.
    """
    cited = tuple(source for source in evidence if source.n in draft.sources)
    if not evidence or not draft.text.strip():
        return Check("unsupported", "There is no passage to check this sentence against.", (), 0.0)
    verbatim = _verbatim(draft, cited, evidence)
    carriers = verbatim or _carriers(draft, cited or tuple(evidence), language)
    score = 1.0 if verbatim else _support(draft, carriers, cited or evidence, encoder, language, trees)
    failure: Failure | None = (
        _quotation_failure(draft, cited, evidence)
        or _speaker_failure(draft, carriers, statements)
        or _negation_failure(draft, carriers, statements, verbatim=bool(verbatim))
        or _figure_failure(draft, carriers)
        or (None if verbatim else _name_failure(draft, carriers))
        or (None if score >= strictness else ("unsupported", "The cited passage does not say this."))
    )
    numbers = tuple(source.n for source in carriers)
    if failure:
        verdict, reason = failure
        return Check(verdict, reason, numbers, score, carriers[0])
    if verbatim:
        return Check("verbatim", "These words stand in the cited passage.", numbers, score)
    return Check("supported", "The cited passage says this.", numbers, score)


Failure = tuple[Verdict, str]


def _verbatim(
    draft: Draft, cited: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence]
) -> tuple[EvidenceSentence, ...]:
    """The source that has the whole draft word for word, a cited one if possible.

    A draft that adds nothing to its quotations but their speaker and a word like "said" counts too.
    """
    bare = draft.text.strip().rstrip(".").rstrip()
    for source in (*cited, *evidence):
        if place(source.sentence.text, bare):
            return (source,)
    quoted = quotations(draft.text)
    if not quoted or terms(_outside(draft.text, quoted, draft.speaker or speakers.attributed(draft.text))):
        return ()
    carriers = tuple(_quoting(quotation, cited, evidence) for quotation in quoted)
    return tuple(dict.fromkeys(source for source in carriers if source)) if all(carriers) else ()


def _outside(text: str, quoted: Sequence[Quotation], speaker: str) -> str:
    """``text`` without its quotations and without the speaker's name."""
    pieces: list[str] = []
    at = 0
    for quotation in quoted:
        pieces.append(text[at : quotation.start])
        at = quotation.end
    pieces.append(text[at:])
    return " ".join(pieces).replace(speaker, " ") if speaker else " ".join(pieces)


def _own_words(draft: Draft) -> str:
    """The draft without the name of its speaker, which the speaker check is about."""
    speaker = draft.speaker or speakers.attributed(draft.text)
    return draft.text.replace(speaker, " ") if speaker else draft.text


def _quoting(
    quotation: Quotation, cited: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence]
) -> EvidenceSentence | None:
    """The evidence that has the quotation: in its sentence before in its passage, cited before not."""
    for pool in (cited, evidence):
        for source in pool:
            if place_quotation(source.sentence.text, quotation.text):
                return source
        for source in pool:
            if place_quotation(source.passage.text, quotation.text):
                return source
    return None


def _carriers(draft: Draft, pool: Sequence[EvidenceSentence], language: str) -> tuple[EvidenceSentence, ...]:
    """The few sources that together have most of the draft's terms, the best first; at least one."""
    wanted = set(terms(_own_words(draft), language))
    chosen: list[EvidenceSentence] = []
    covered: set[str] = set()
    for _ in range(3):
        rest = [source for source in pool if source not in chosen]
        if not rest:
            break
        gains = {source.n: wanted & set(terms(source.sentence.text, language)) - covered for source in rest}
        best = max(rest, key=lambda source: (len(gains[source.n]), source.score))
        if chosen and len(gains[best.n]) < max(1, 0.15 * len(wanted)):
            break
        chosen.append(best)
        covered |= gains[best.n]
    return tuple(chosen)


def _support(
    draft: Draft,
    carriers: Sequence[EvidenceSentence],
    cited: Sequence[EvidenceSentence],
    encoder: Encoder | None,
    language: str,
    trees: Trees | None,
) -> float:
    """How likely the cited passages carry what the draft says besides who says it."""
    claim = _own_words(draft)
    if encoder is None:
        return words_found(claim, _text_of(carriers), language)
    passages = {(source.passage.article, source.passage.start): source.passage for source in cited}
    nearby = [sentence.text for passage in passages.values() for sentence in passage.sentences]
    return support(claim, nearby or [source.sentence.text for source in cited], encoder, language, trees)


def _text_of(sources: Sequence[EvidenceSentence]) -> str:
    return " ".join(source.sentence.text for source in sources)


def _surroundings(sources: Sequence[EvidenceSentence]) -> str:
    """All that the reader sees of the sources: headline, outlet and the whole passage."""
    return " ".join(f"{source.title}. {source.source}. {source.passage.text}" for source in sources)


def _quotation_failure(
    draft: Draft, cited: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence]
) -> Failure | None:
    for quotation in quotations(draft.text):
        if _quoting(quotation, cited, evidence) is None:
            return "unsupported", f"The quoted words “{quotation.text}” are not in the cited passage."
    return None


def _speaker_failure(
    draft: Draft, carriers: Sequence[EvidenceSentence], statements: Sequence[Statement]
) -> Failure | None:
    speaker = draft.speaker or speakers.attributed(draft.text)
    if not speaker or is_pronoun(speaker):
        return None
    spans = [(source, start, end) for source in carriers for start, end in _spoken_spans(draft, source)]
    for source, start, end in spans:
        known = speakers.covering(source, statements, start, end)
        if known and not any(speakers.spoke(speaker, statement) for statement in known):
            return "misattributed", f"The passage gives these words to {known[0].speaker}, not to {speaker}."
        if known:
            continue
        if other := speakers.other_speaker(speaker, source):
            return "misattributed", f"The passage gives these words to {other}, not to {speaker}."
        if not speakers.named_in(speaker, source):
            return "misattributed", f"The cited passage does not name {speaker}."
    return None


def _spoken_spans(draft: Draft, source: EvidenceSentence) -> list[tuple[int, int]]:
    """Where in the article the draft's words stand: its quotations, or else the source's sentence."""
    quoted = [place_quotation(source.passage.text, quotation.text) for quotation in quotations(draft.text)]
    offset = source.passage.start
    spans = [(offset + span[0], offset + span[1]) for span in quoted if span]
    if spans:
        return spans
    own = place(source.sentence.text, draft.text.strip().rstrip("."))
    start = source.sentence.start
    return [(start + own[0], start + own[1])] if own else [(start, source.sentence.end)]


def _negation_failure(
    draft: Draft, carriers: Sequence[EvidenceSentence], statements: Sequence[Statement], *, verbatim: bool
) -> Failure | None:
    for source in carriers:
        for start, end in _spoken_spans(draft, source):
            known = speakers.covering(source, statements, start, end)
            denied = [s for s in known if s.negated and s.start <= start and end <= s.end]
            if denied and not polarity.negates(draft.text):
                return "contradicted", f"The passage says that {denied[0].speaker} {denied[0].cue} this."
            lead = source.passage.text[: start - source.passage.start]
            if (word := polarity.cut_off(lead)) and not polarity.negates(draft.text):
                return "contradicted", f"The passage has “{word}” before these words."
    if verbatim:
        return None
    word = polarity.opposed(_own_words(draft), _text_of(carriers))
    return ("contradicted", f"The cited passage says otherwise: “{word}”.") if word else None


def _figure_failure(draft: Draft, carriers: Sequence[EvidenceSentence]) -> Failure | None:
    nearby = _surroundings(carriers)
    years = " ".join(source.published[:4] for source in carriers)
    given, cited = quantities(f"{nearby} {years}"), quantities(_text_of(carriers))
    for figure in quantities(draft.text):
        if any(figure.agrees(other) for other in given):
            continue
        rival = next((other for other in cited if figure.rivals(other)), None)
        if rival:
            return "contradicted", f"The cited passage has “{rival.text}” where this says “{figure.text}”."
        return "unsupported", f"The number {figure.text} is not in the cited passage."
    missing = dates(draft.text) - dates(nearby) - _spoken_on(carriers)
    if missing:
        month, day = min(missing)
        return "unsupported", f"The date {day} {MONTH_NAMES[month - 1]} is not in the cited passage."
    return None


def _spoken_on(sources: Sequence[EvidenceSentence]) -> frozenset[tuple[int, int]]:
    """When the sources' statements were made, where the index knows the day."""
    days = (source.statement.date.split("-") for source in sources if source.statement)
    return frozenset((int(day[1]), int(day[2])) for day in days if len(day) == 3)


def _name_failure(draft: Draft, carriers: Sequence[EvidenceSentence]) -> Failure | None:
    speakers_here = " ".join(s.statement.speaker for s in carriers if s.statement)
    nearby = set(terms(f"{_surroundings(carriers)} {speakers_here}"))
    for name in names(draft.text):
        wanted = terms(name)
        if wanted and not nearby.issuperset(wanted):
            return "unsupported", f"“{name}” is not in the cited passage."
    return None
