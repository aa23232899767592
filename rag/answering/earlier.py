"""Values that the articles have given for one thing, the newest of them first.

A figure that a later article corrects is still in the article that it corrects, and often in the correction,
too. A reader takes the first that fits. So where it answers with a figure and a newer article on the same
thing has another of its kind, the newer article is read by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.analysis import terms
from rag.answering.reader import Quotations
from rag.types import EvidenceSentence, Query
from rag.verification.numbers import Quantity, quantities


def figure(
    sentences: Sequence[EvidenceSentence], found: Quotations
) -> tuple[EvidenceSentence, Quantity] | None:
    """The quantity that the likeliest answer consists of, and the sentence it stands in; None where it is
    another kind of answer.
    """
    if not found.wholes:
        return None
    best = found.wholes[0]
    source = sentences[best.sentence]
    given = quantities(source.sentence.text[best.start : best.end])
    return (source, given[0]) if len(given) == 1 else None


def newer(
    query: Query,
    sentences: Sequence[EvidenceSentence],
    found: Quotations,
    source: EvidenceSentence,
    value: Quantity,
) -> tuple[EvidenceSentence, ...]:
    """The evidence from the likeliest of the newer articles that may give another value than ``source``,
    which gives ``value``.

    Such an article has a quantity of the same unit that does not agree, and every word of the question that
    the source's passage has, so that it counts the same thing and not the dead of another accident.
    """
    wanted = _shared(query, source)
    rivals = {
        one.sentence.article: one.published
        for one in sentences
        if source.published
        and one.published > source.published
        and wanted <= _shared(query, one)
        and any(q.unit == value.unit and not q.agrees(value) for q in quantities(one.sentence.text))
    }
    likely = dict.fromkeys(rivals, 0.0)
    for whole in found.wholes:
        article = sentences[whole.sentence].sentence.article
        if article in likely:
            likely[article] = max(likely[article], whole.probability)
    # Where the reader would not even think of quoting from it, it is about something else.
    thought_of = [article for article in rivals if likely[article]]
    best = max(thought_of, key=lambda article: (likely[article], rivals[article]), default=None)
    return tuple(one for one in sentences if one.sentence.article == best)


def _shared(query: Query, source: EvidenceSentence) -> set[str]:
    """The question's terms that the passage of a sentence has, or its headline."""
    text = f"{source.title}\n{source.passage.text}"
    return set(terms(query.text, query.language)) & set(terms(text, query.language))
