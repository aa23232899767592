"""The rules that a sentence must pass, each giving the verdict and the reader's reason where it does not.

They are strict on purpose: a number that was rounded or two numbers that were added up fail like a wrong
number, since nothing here can tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Draft, EvidenceSentence, Statement, Verdict
from rag.verification import polarity, speakers
from rag.verification.carriers import own_words, quoting, surroundings, text_of
from rag.verification.names import is_pronoun, names
from rag.verification.numbers import MONTH_NAMES, dates, quantities
from rag.verification.quotation import place, place_quotation, quotations
from rag.verification.words import terms

Failure = tuple[Verdict, str]

#: Looks like a citation number, which only the program may give.
_MARKER = re.compile(r"\[\^?\d+\]")
#: Characters that turn text around or steer a terminal: what is read is not what stands there.
_DISGUISE = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")


def disguise_failure(draft: Draft) -> Failure | None:
    """Text that would pass for something of the program's own."""
    if _MARKER.search(draft.text):
        return "unsupported", "This sentence carries a citation mark that is not ours."
    if _DISGUISE.search(draft.text):
        return "unsupported", "This sentence has hidden characters that change how it reads."
    return None


def quotation_failure(
    draft: Draft, cited: Sequence[EvidenceSentence], evidence: Sequence[EvidenceSentence]
) -> Failure | None:
    for quotation in quotations(draft.text):
        if quoting(quotation, cited, evidence) is None:
            return "unsupported", f"The quoted words “{quotation.text}” are not in the cited passage."
    return None


def speaker_failure(
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


def negation_failure(
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
    words = (polarity.opposed(own_words(draft), source.sentence.text) for source in carriers)
    word = next(filter(None, words), "")
    return ("contradicted", f"The cited passage says otherwise: “{word}”.") if word else None


def figure_failure(draft: Draft, carriers: Sequence[EvidenceSentence]) -> Failure | None:
    nearby = surroundings(carriers)
    years = " ".join(source.published[:4] for source in carriers)
    given, cited = quantities(f"{nearby} {years}"), quantities(text_of(carriers))
    for figure in quantities(draft.text):
        if figure.text.lower() == "one":  # most often no number: "one of them", "no one"
            continue
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


def name_failure(draft: Draft, carriers: Sequence[EvidenceSentence]) -> Failure | None:
    speakers_here = " ".join(s.statement.speaker for s in carriers if s.statement)
    nearby = set(terms(f"{surroundings(carriers)} {speakers_here}"))
    for name in names(draft.text):
        wanted = terms(name)
        if wanted and not nearby.issuperset(wanted):
            return "unsupported", f"“{name}” is not in the cited passage."
    return None
