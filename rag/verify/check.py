"""The check of one sentence against the evidence it cites: every rule in turn, then the overall support.

The order is the order of harm: text in disguise, an altered quotation, a wrong speaker, a negation lost, a
wrong number, a name from nowhere, and last a sentence that simply is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Draft, EvidenceSentence, Statement, Verdict
from rag.verify.against import against
from rag.verify.carriers import best_carriers, own_words, text_of, verbatim_carriers
from rag.verify.inference import Judge, Judgement, overall
from rag.verify.rules import (
    Failure,
    contradiction_failure,
    disguise_failure,
    figure_failure,
    name_failure,
    negation_failure,
    quotation_failure,
    speaker_failure,
)
from rag.verify.signals import Encoder, pool
from rag.verify.support import support, words_found
from rag.verify.trees import Trees


@dataclass(frozen=True, slots=True)
class Check:
    """What became of a sentence.

    ``reason`` is a sentence for the reader. ``sources`` are the ``EvidenceSentence.n`` that really carry it,
    best first (never empty for a verdict that is shown). ``score`` in [0, 1] is how sure the support is.
    ``suggestion`` is the evidence sentence that comes nearest, for one that failed; ``against`` are the
    evidence numbers by which other articles say otherwise, for one that did not: both sides are to be shown.
    """

    verdict: Verdict
    reason: str
    sources: tuple[int, ...]
    score: float
    suggestion: EvidenceSentence | None = None
    against: tuple[int, ...] = ()


def verify(
    draft: Draft,
    evidence: Sequence[EvidenceSentence],
    statements: Sequence[Statement] = (),
    encoder: Encoder | None = None,
    *,
    language: str = "en",
    strictness: float = 0.5,
    trees: Trees | None = None,
    judge: Judge | None = None,
) -> Check:
    """Check ``draft`` against ``evidence``.

    ``draft.sources`` are looked at first; a sentence that these do not carry but another evidence sentence
    has word for word is given that source instead. ``statements`` are the index's for the articles of the
    evidence, if there are any. With an ``encoder`` the stored ``trees`` (or those given) tell how likely the
    sentence is supported, and it must be at least as likely as ``strictness``; without one the share of its
    words that the sources have stands in for that. A ``judge`` takes the trees' place for a sentence that is
    written freely, and may find that the passage says otherwise. A draft without evidence is unsupported.
    """
    cited = tuple(source for source in evidence if source.n in draft.sources)
    if not evidence or not draft.text.strip():
        return Check("unsupported", "There is no passage to check this sentence against.", (), 0.0)
    verbatim = verbatim_carriers(draft, cited, evidence)
    carriers = verbatim or best_carriers(draft, cited or tuple(evidence), language)
    near = _nearby(cited or evidence)
    judged: Judgement | None = None
    # What the program tells of a statement is its own sentence, which the rules read better.
    if judge is not None and not verbatim and not draft.speaker:
        judged = overall(judge, draft.text, text_of(carriers), pool(draft.text, near, language))
        score = judged.entailed
    else:
        score = 1.0 if verbatim else _support(draft, carriers, near, encoder, language, trees)
    failure: Failure | None = (
        disguise_failure(draft)
        or quotation_failure(draft, cited, evidence)
        or speaker_failure(draft, carriers, statements)
        or negation_failure(draft, carriers, statements, verbatim=bool(verbatim))
        or figure_failure(draft, carriers)
        or (None if verbatim else name_failure(draft, carriers))
        or (contradiction_failure(judged) if judged else None)
        or (None if score >= strictness else ("unsupported", "The cited passage does not say this."))
    )
    numbers = tuple(source.n for source in carriers)
    if failure:
        verdict, reason = failure
        return Check(verdict, reason, numbers, score, carriers[0])
    others = against(draft, carriers, evidence, language)
    if verbatim:
        return Check("verbatim", "These words stand in the cited passage.", numbers, score, against=others)
    return Check("supported", "The cited passage says this.", numbers, score, against=others)


def _nearby(cited: Sequence[EvidenceSentence]) -> list[str]:
    """The sentences of the passages cited; those cited themselves where a passage is not cut."""
    passages = {(source.passage.article, source.passage.start): source.passage for source in cited}
    near = [sentence.text for passage in passages.values() for sentence in passage.sentences]
    return near or [source.sentence.text for source in cited]


def _support(
    draft: Draft,
    carriers: Sequence[EvidenceSentence],
    near: Sequence[str],
    encoder: Encoder | None,
    language: str,
    trees: Trees | None,
) -> float:
    """How likely the cited passages carry what the draft says besides who says it."""
    claim = own_words(draft)
    if encoder is None:
        return words_found(claim, text_of(carriers), language)
    return support(claim, near, encoder, language, trees)
