"""Citations are given by the program: numbers from 1 by first use, the same span always the same number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rag.types import Article, Citation, EvidenceSentence, Passage, Place, Sentence


class Ledger:
    """The citations of one answer, as they are first used. ``copies`` are the articles, by id, that have the
    same words as a source.
    """

    def __init__(self, copies: Mapping[str, Article] | None = None) -> None:
        self._copies = copies or {}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations)

    def cite(self, sources: Iterable[EvidenceSentence]) -> tuple[int, ...]:
        """The numbers of ``sources``, in order and each once; new ones are added to the ledger."""
        return tuple(dict.fromkeys(self._number(source) for source in sources))

    def _number(self, source: EvidenceSentence) -> int:
        span = (source.sentence.article, source.sentence.start, source.sentence.end)
        if span not in self._numbers:
            self._numbers[span] = len(self._citations) + 1
            self._citations.append(citation(source, self._numbers[span], self._copies))
        return self._numbers[span]


def citation(source: EvidenceSentence, n: int, copies: Mapping[str, Article] | None = None) -> Citation:
    """The citation of an evidence sentence under the number ``n``; ``copies`` as for a Ledger."""
    return Citation(
        n=n,
        article=source.sentence.article,
        title=source.title,
        source=source.source,
        published=source.published,
        speaker=source.statement.speaker if source.statement is not None else "",
        quote=source.sentence.text,
        start=source.sentence.start,
        end=source.sentence.end,
        also=places(source.also, copies or {}),
        context=source.context,
    )


def places(spans: Iterable[Sentence | Passage], articles: Mapping[str, Article]) -> tuple[Place, ...]:
    """Where ``spans`` stand, those whose article is not in ``articles`` left out."""
    return tuple(
        Place(about.id, about.title, about.source, about.published, span.text, span.start, span.end)
        for span in spans
        if (about := articles.get(span.article)) is not None
    )


def marked(text: str, numbers: Sequence[int]) -> str:
    """A sentence with its markers, as an answer shows it: ``"£1,400 a year [1][2]"``."""
    return f"{text} {''.join(f'[{n}]' for n in numbers)}" if numbers else text


def holds(article: Article, found: Citation) -> bool:
    """Whether the citation's words still stand where it says in the article."""
    return article.text[found.start : found.end] == found.quote
