"""An article cut into plain and marked pieces, so that a cited sentence can be shown where it stands.

A span is marked only if the words at that place are the words that were cited; otherwise nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.cite import holds
from rag.types import Article, Citation


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an article's text. ``n`` is 0 for plain text, otherwise the citation it belongs to."""

    text: str
    n: int = 0
    current: bool = False


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
    spans = [(wanted, True)] if _fits(article, wanted) else []
    for other in others:
        if _fits(article, other) and not any(_overlap(other, taken) for taken, _ in spans):
            spans.append((other, False))
    return Page(article, tuple(_pieces(article.text, spans)), placed=_fits(article, wanted))


def unmarked(article: Article) -> Page:
    """The article as it is, opened at no place."""
    return Page(article, (Piece(article.text),), placed=False)


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
