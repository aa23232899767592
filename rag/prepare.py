"""Articles into what a store keeps of them: cut into passages, encoded, with their words and statements.

Encoding takes most of the time of an index and keeps no Python thread busy. So it runs a step behind: while
one batch of articles is encoded the next is read and the one before is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from rag.analysis import terms
from rag.embed import Encoder, TokenEncoder, TokenStates, Vectors, passage_text
from rag.late import content_words
from rag.segment import passages
from rag.settings import Settings
from rag.store import IndexedArticle
from rag.types import Article, Passage, Statement

Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class Cut:
    """Articles cut into passages, with the statements found in each and the ``texts`` to encode, in order."""

    articles: tuple[Article, ...]
    statements: tuple[Sequence[Statement], ...]
    passages: tuple[tuple[Passage, ...], ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch(Generic[Of]):
    """Articles to encode, and what they are of."""

    of: Of
    cut: Cut


_Encoded = tuple[Vectors, list[TokenStates]]


def index_articles(
    articles: Sequence[Article],
    statements: Sequence[Sequence[Statement]],
    encoder: Encoder,
    settings: Settings,
) -> Iterator[IndexedArticle]:
    """All that a store keeps of each article. ``statements`` has those of each."""
    whole = cut(articles, statements, settings)
    yield from _indexed(whole, _encoded(encoder, whole.texts))


def encoded_behind(
    batches: Iterable[Batch[Of]], encoder: Encoder
) -> Iterator[tuple[Of, Iterator[IndexedArticle]]]:
    """The articles of each batch as a store keeps them. A batch is handed over when the next one has been
    taken from ``batches`` and is being encoded.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoding") as encoding:
        before: tuple[Batch[Of], Future[_Encoded]] | None = None
        for batch in batches:
            begun = encoding.submit(_encoded, encoder, batch.cut.texts)
            if before is not None:
                yield before[0].of, _indexed(before[0].cut, before[1].result())
            before = batch, begun
        if before is not None:
            yield before[0].of, _indexed(before[0].cut, before[1].result())


def cut(articles: Sequence[Article], statements: Sequence[Sequence[Statement]], settings: Settings) -> Cut:
    found = tuple(passages(article, settings.index.passage_tokens) for article in articles)
    texts = tuple(
        passage_text(article.title, passage)
        for article, own in zip(articles, found, strict=True)
        for passage in own
    )
    return Cut(tuple(articles), tuple(statements), found, texts)


def _encoded(encoder: Encoder, texts: Sequence[str]) -> _Encoded:
    """Vectors of texts, and their tokens from encoders that tell them."""
    if not texts:
        return np.empty((0, 0), dtype=np.float32), []
    if isinstance(encoder, TokenEncoder):
        return encoder.encode_tokens(texts)
    return encoder.encode(texts), []


def _indexed(whole: Cut, encoded: _Encoded) -> Iterator[IndexedArticle]:
    vectors, tokens = encoded
    at = 0
    for article, found, said in zip(whole.articles, whole.passages, whole.statements, strict=True):
        texts = whole.texts[at : at + len(found)]
        yield IndexedArticle(
            article=article,
            passages=found,
            vectors=vectors[at : at + len(found)],
            terms=tuple(search_terms(article, passage, said) for passage in found),
            statements=tuple(said),
            words=tuple(
                content_words(token, text, article.language, len(text) - len(passage.text))
                for token, text, passage in zip(tokens[at:], texts, found, strict=False)
            ),
        )
        at += len(found)


def search_terms(
    article: Article, passage: Passage, statements: Sequence[Statement]
) -> tuple[list[str], list[str], list[str]]:
    """The search terms of a passage: of its headline, its words, and the speakers (names and roles) heard
    in it.

    Speakers make "he said" findable by the name that stands paragraphs before.
    """
    heard = dict.fromkeys(
        f"{s.speaker} {s.role}" for s in statements if s.start < passage.end and s.end > passage.start
    )
    return (
        terms(article.title, article.language),
        terms(passage.text, article.language),
        terms(" ".join(heard), article.language),
    )
