"""An article cut into plain and marked pieces, so that a cited sentence can be shown where it stands.

A span is marked only if the words at that place are the words that were cited. Where an update moved them,
they are marked where they stand now, if they stand there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.cite import holds
from rag.types import Article, Citation


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an article's text. ``n`` is 0 for plain text, otherwise the citation it belongs to.

    ``headline`` is set where the text begins with its own headline.
    """

    text: str
    n: int = 0
    current: bool = False
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """An article as it is opened: the pieces join to its text. ``placed`` tells whether the citation it was
    opened at is marked in it.
    """

    article: Article
    pieces: tuple[Piece, ...]
    placed: bool


def open_at(article: Article, wanted: Citation, others: Iterable[Citation] = ()) -> Page:
    """``article`` with ``wanted`` marked as current, and ``others`` of the same article marked too."""
    wanted = _where_it_is(article, wanted)
    spans = [(wanted, True)] if _fits(article, wanted) else []
    for other in (_where_it_is(article, one) for one in others):
        if _fits(article, other) and not any(_overlap(other, taken) for taken, _ in spans):
            spans.append((other, False))
    return Page(article, _headed(article, tuple(_pieces(article.text, spans))), placed=_fits(article, wanted))


def unmarked(article: Article) -> Page:
    """The article as it is, opened at no place."""
    return Page(article, _headed(article, (Piece(article.text),)), placed=False)


def _headed(article: Article, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Tell the headline from the text after it, where the text begins with it and it is not cited itself."""
    title, first = article.title, pieces[0] if pieces else Piece("")
    plain = not first.n and not first.current
    if not title or not plain or not first.text.startswith(title + "\n"):
        return pieces
    return (Piece(title, headline=True), Piece(first.text[len(title) :]), *pieces[1:])


def _where_it_is(article: Article, citation: Citation) -> Citation:
    """The citation at the place where its words stand now; as it is where they stand nowhere, or twice."""
    if citation.article != article.id or holds(article, citation) or not citation.quote:
        return citation
    at = article.text.find(citation.quote)
    if at < 0 or article.text.find(citation.quote, at + 1) >= 0:
        return citation
    return replace(citation, start=at, end=at + len(citation.quote))


def _fits(article: Article, citation: Citation) -> bool:
    there = citation.article == article.id and 0 <= citation.start < citation.end
    return there and holds(article, citation)


def _overlap(a: Citation, b: Citation) -> bool:
    return a.start < b.end and b.start < a.end


def _pieces(text: str, spans: Sequence[tuple[Citation, bool]]) -> Iterable[Piece]:
    at = 0
    for citation, current in sorted(spans, key=lambda span: span[0].start):
        if citation.start > at:
            yield Piece(text[at : citation.start])
        yield Piece(text[citation.start : citation.end], citation.n, current)
        at = citation.end
    if at < len(text):
        yield Piece(text[at:])
