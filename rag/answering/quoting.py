"""A sentence that states a fact, with the words that answer marked in it."""

from __future__ import annotations

from rag.answering.clause import clause, is_long
from rag.answering.reader import Quotations
from rag.types import Draft, EvidenceSentence, Heading

#: Words that the reader is less sure of are not marked, beside its likeliest answer.
SURE = 0.2


def quoted(
    source: EvidenceSentence,
    place: int,
    found: Quotations,
    heading: Heading | None = None,
) -> Draft:
    """The sentence, which is the ``place``-th of the evidence, or of a long one the clause around the words
    that answer.
    """
    text = source.sentence.text
    answer = next((whole for whole in found.wholes if whole.sentence == place), None)
    start, end = clause(text, answer.start, answer.end) if answer and is_long(text) else (0, len(text))
    best = found.wholes[0].probability if found.wholes else 0.0
    marked = answer is not None and answer.probability >= SURE * best
    emphasis = ((answer.start - start, answer.end - start),) if answer is not None and marked else ()
    return Draft(text[start:end], (source.n,), heading=heading, emphasis=emphasis)
