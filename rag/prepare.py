"""Articles into what a store keeps of them: cut into passages, encoded, with their words and statements.

Encoding takes most of the time of an index and keeps no Python thread busy. So it runs behind: while batches
of articles are encoded the next are read and those before are stored.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from rag.analysis import terms
from rag.embed import Encoder, TokenEncoder, Vectors, passage_text
from rag.late import PassageWords, content_words
from rag.segment import passages
from rag.settings import Settings
from rag.store import IndexedArticle
from rag.types import Article, Passage, Statement

Of = TypeVar("Of")

#: Batches that may be read before the first of them has been encoded. Reading, with statements, takes about as
#: long as encoding, and each may fall behind the other for a while.
AHEAD = 4


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


_Encoded = tuple[Vectors, Sequence[PassageWords]]


def index_articles(
    articles: Sequence[Article],
    statements: Sequence[Sequence[Statement]],
    encoder: Encoder,
    settings: Settings,
) -> Iterator[IndexedArticle]:
    """All that a store keeps of each article. ``statements`` has those of each."""
    whole = cut(articles, statements, settings)
    yield from _indexed(whole, _encoded(encoder, whole))


def encoded_behind(
    batches: Iterable[Batch[Of]], encoder: Encoder
) -> Iterator[tuple[Of, Iterator[IndexedArticle]]]:
    """The articles of each batch as a store keeps them, in order. At most ``AHEAD`` further batches have been
    taken from ``batches`` when one is handed over.
    """
    # Two, so that one can make words of tokens while the encoder works for the other.
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="encoding") as encoding:
        begun: deque[tuple[Batch[Of], Future[_Encoded]]] = deque()
        for batch in batches:
            begun.append((batch, encoding.submit(_encoded, encoder, batch.cut)))
            while begun and (len(begun) > AHEAD or begun[0][1].done()):
                yield _handed_over(*begun.popleft())
        while begun:
            yield _handed_over(*begun.popleft())


def _handed_over(batch: Batch[Of], begun: Future[_Encoded]) -> tuple[Of, Iterator[IndexedArticle]]:
    return batch.of, _indexed(batch.cut, begun.result())


def cut(articles: Sequence[Article], statements: Sequence[Sequence[Statement]], settings: Settings) -> Cut:
    found = tuple(passages(article, settings.index.passage_tokens) for article in articles)
    texts = tuple(
        passage_text(article.title, passage)
        for article, own in zip(articles, found, strict=True)
        for passage in own
    )
    return Cut(tuple(articles), tuple(statements), found, texts)


def _encoded(encoder: Encoder, whole: Cut) -> _Encoded:
    """Vectors of the texts, and the words of each from encoders that tell their tokens."""
    if not whole.texts:
        return np.empty((0, 0), dtype=np.float32), ()
    if not isinstance(encoder, TokenEncoder):
        return encoder.encode(whole.texts), ()
    vectors, tokens = encoder.encode_tokens(whole.texts)
    of = ((article, p) for article, found in zip(whole.articles, whole.passages, strict=True) for p in found)
    words = tuple(
        content_words(token, text, article.language, len(text) - len(passage.text))
        for token, text, (article, passage) in zip(tokens, whole.texts, of, strict=False)
    )
    return vectors, words


def _indexed(whole: Cut, encoded: _Encoded) -> Iterator[IndexedArticle]:
    vectors, words = encoded
    at = 0
    for article, found, said in zip(whole.articles, whole.passages, whole.statements, strict=True):
        yield IndexedArticle(
            article=article,
            passages=found,
            vectors=vectors[at : at + len(found)],
            terms=tuple(search_terms(article, passage, said) for passage in found),
            statements=tuple(said),
            words=tuple(words[at : at + len(found)]),
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
