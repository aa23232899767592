"""Which of the evidence carries a sentence: word for word, or by most of its words."""

from __future__ import annotations

from collections.abc import Sequence

from rag.segment import count_tokens
from rag.types import Draft, EvidenceSentence
from rag.verification import speakers
from rag.verification.quotation import Quotation, place, place_quotation, quotations
from rag.verification.words import terms

#: A sentence rests on this many sources at most.
MOST = 3
#: A further source must add this share of the sentence's terms.
WORTH_ADDING = 0.15
#: Tokens of the cited passages that a sentence is judged by.
READ = 350


def verbatim_carriers(
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
    carriers = tuple(quoting(quotation, cited, evidence) for quotation in quoted)
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


def own_words(draft: Draft) -> str:
    """The draft without the name of its speaker, which the speaker check is about."""
    speaker = draft.speaker or speakers.attributed(draft.text)
    return draft.text.replace(speaker, " ") if speaker else draft.text


def quoting(
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


def best_carriers(
    draft: Draft, pool: Sequence[EvidenceSentence], language: str
) -> tuple[EvidenceSentence, ...]:
    """The few sources that together have most of the draft's terms, the best first; at least one."""
    wanted = set(terms(own_words(draft), language))
    chosen: list[EvidenceSentence] = []
    covered: set[str] = set()
    for _ in range(MOST):
        rest = [source for source in pool if source not in chosen]
        if not rest:
            break
        gains = {source.n: wanted & set(terms(source.sentence.text, language)) - covered for source in rest}
        best = max(rest, key=lambda source: (len(gains[source.n]), source.score))
        if chosen and len(gains[best.n]) < max(1, WORTH_ADDING * len(wanted)):
            break
        chosen.append(best)
        covered |= gains[best.n]
    return tuple(chosen)


def text_of(sources: Sequence[EvidenceSentence]) -> str:
    return " ".join(source.sentence.text for source in sources)


def surroundings(sources: Sequence[EvidenceSentence]) -> str:
    """All that the reader sees of the sources: headline, outlet and the whole passage."""
    return " ".join(f"{source.title}. {source.source}. {source.passage.text}" for source in sources)


def near(draft: Draft, cited: Sequence[EvidenceSentence], language: str) -> str:
    """What of the cited passages is read to judge ``draft``, in its order: the sentences that share most of
    its terms, each with the one before it.
    """
    sentences = list(dict.fromkeys(s.text for source in cited for s in source.passage.sentences)) or [
        source.sentence.text for source in cited
    ]
    wanted = set(terms(own_words(draft), language))
    shared = [len(wanted & set(terms(sentence, language))) for sentence in sentences]
    kept: set[int] = set()
    left = READ
    for i in sorted(range(len(sentences)), key=lambda i: -shared[i]):
        new = {i, max(0, i - 1)} - kept
        left -= sum(count_tokens(sentences[j]) for j in new)
        if left < 0 and kept:
            break
        kept |= new
    return " ".join(sentences[i] for i in sorted(kept))
