"""The check of one sentence against the evidence it cites: every rule in turn, then the overall support.

The order is the order of harm: text in disguise, an altered quotation, a wrong speaker, a negation lost, a
wrong number, a name from nowhere, and last a sentence that simply is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.types import Draft, EvidenceSentence, Statement, Verdict
from rag.verification.against import against
from rag.verification.carriers import best_carriers, near, verbatim_carriers
from rag.verification.rules import (
    Failure,
    disguise_failure,
    figure_failure,
    name_failure,
    negation_failure,
    quotation_failure,
    speaker_failure,
)

#: The bar at which the check is neither strict nor lenient: where the default reader tells supported
#: sentences of QAGS and of WiCE's development part from others best.
MIDDLE = 0.5
#: Tells the probability in [0, 1] that a text states every part of a claim.
Supports = Callable[[str, str], float]


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
    *,
    supports: Supports,
    language: str = "en",
    strictness: float = 0.5,
) -> Check:
    """Check ``draft`` against ``evidence``.

    ``draft.sources`` are looked at first; a sentence that these do not carry but another evidence sentence
    has word for word is given that source instead. ``statements`` are the index's for the articles of the
    evidence, if there are any. A sentence that is not its source's own words must be supported with a
    probability of ``bar(strictness)`` by what ``supports`` makes of the passages that it rests on. A draft
    without evidence is unsupported.
    """
    cited = tuple(source for source in evidence if source.n in draft.sources)
    if not evidence or not draft.text.strip():
        return Check("unsupported", "There is no passage to check this sentence against.", (), 0.0)
    verbatim = verbatim_carriers(draft, cited, evidence)
    whole = any(draft.text in source.sentence.text for source in verbatim)
    carriers = verbatim or best_carriers(draft, cited or tuple(evidence), language)
    failure: Failure | None = (
        disguise_failure(draft)
        or quotation_failure(draft, cited, evidence)
        # The article's own sentence gives its words to whom the article gives them.
        or (None if whole and not draft.speaker else speaker_failure(draft, carriers, statements))
        or negation_failure(draft, carriers, statements, verbatim=bool(verbatim))
        or figure_failure(draft, carriers)
        or (None if verbatim else name_failure(draft, carriers))
    )
    numbers = tuple(source.n for source in carriers)
    # What the program tells of a statement, and what stands there word for word, is settled by the rules.
    score = 1.0 if verbatim or draft.speaker else 0.0
    if not failure and not score:
        score = supports(draft.text, near(draft, cited or tuple(evidence), language))
        failure = None if score >= bar(strictness) else _UNSUPPORTED
    if failure:
        verdict, reason = failure
        return Check(verdict, reason, numbers, score, carriers[0])
    others = against(draft, carriers, evidence, language)
    if verbatim:
        return Check("verbatim", "These words stand in the cited passage.", numbers, score, against=others)
    return Check("supported", "The cited passage says this.", numbers, score, against=others)


_UNSUPPORTED: Failure = ("unsupported", "The cited passage does not say this.")


def bar(strictness: float) -> float:
    """The probability of support that a sentence needs: ``MIDDLE`` at 0.5, 0 at 0 and 1 at 1."""
    return MIDDLE * 2 * strictness if strictness <= 0.5 else 1 - (1 - MIDDLE) * 2 * (1 - strictness)
