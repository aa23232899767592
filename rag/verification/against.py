"""Where articles disagree: evidence of another article that denies or recounts what a sentence says.

Two numbers for one thing, or one article's "did" and another's "did not". Found by the rules that check
the sentence itself; which of the two is right is for the reader, who is shown both.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Draft, EvidenceSentence
from rag.verification import polarity
from rag.verification.carriers import own_words
from rag.verification.numbers import Quantity, quantities
from rag.verification.words import terms

#: Share of the sentence's terms, numbers left out, that the other article's sentence must have.
SAME_THING = 0.6


def against(
    draft: Draft,
    carriers: Sequence[EvidenceSentence],
    evidence: Sequence[EvidenceSentence],
    language: str = "en",
) -> tuple[int, ...]:
    """The ``n`` of sentences in articles other than the carriers' that say otherwise."""
    told_by = {source.sentence.article for source in carriers}
    claim = own_words(draft)
    return tuple(
        source.n
        for source in evidence
        if source.sentence.article not in told_by and _says_otherwise(claim, source.sentence.text, language)
    )


def _says_otherwise(claim: str, other: str, language: str) -> bool:
    wanted = {term for term in terms(claim, language) if not term[0].isdigit()}
    shared = wanted & set(terms(other, language))
    if len(wanted) < 3 or len(shared) < SAME_THING * len(wanted):
        return False
    given = quantities(other)
    return bool(polarity.opposed(claim, other)) or any(
        _recounted(figure, given) for figure in quantities(claim)
    )


def _recounted(figure: Quantity, given: Sequence[Quantity]) -> bool:
    """Whether the other sentence counts the same thing to another number, and not to this one too."""
    same = [other for other in given if other.unit == figure.unit and figure.rivals(other)]
    return bool(same) and not any(figure.agrees(other) for other in given)
