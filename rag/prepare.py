"""Articles into what a store keeps of them: cut into passages, encoded, with their words and statements.

Encoding takes most of the time of an index and keeps no Python thread busy. So it runs behind: while batches
of articles are encoded the next are read and those before are stored. Where they are encoded is a seam:
``threads`` has it done in this process, ``rag.cluster`` on other machines.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np

from rag.analysis import terms
from rag.embed import Encoder, TokenEncoder, Vectors, passage_text
from rag.late import PassageWords, content_words
from rag.segment import passages
from rag.settings import Settings
from rag.store import IndexedArticle
from rag.types import Article, Passage, Statement

Of = TypeVar("Of")
#: Articles -> the statements of each, in the same order.
FindStatements = Callable[[Sequence[Article]], Sequence[Sequence[Statement]]]

#: Batches that may be read before the first of them has been encoded. Reading, with statements, takes about
#: as long as encoding, and each may fall behind the other for a while.
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
    """Articles to encode, and what they are of. ``find`` finds their statements while they are encoded; None
    where they have been found or whoever encodes finds them.
    """

    of: Of
    cut: Cut
    find: FindStatements | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """What was made of articles: the ``vectors`` (n, dim) of their n passages, the ``words`` of each passage
    from encoders that tell their tokens, and the ``statements`` of each article.
    """

    vectors: Vectors
    words: tuple[PassageWords, ...]
    statements: tuple[Sequence[Statement], ...]


class Begun(Protocol):
    """Articles on their way: whether they have been encoded, and what came of it (waited for)."""

    def done(self) -> bool: ...

    def result(self) -> Encoded: ...


class Encoding(Protocol):
    """Where articles are encoded. At most ``ahead`` batches wait for the one that was begun first."""

    @property
    def ahead(self) -> int: ...

    def begin(self, whole: Cut) -> Begun: ...


def index_articles(
    articles: Sequence[Article],
    statements: Sequence[Sequence[Statement]],
    encoder: Encoder,
    settings: Settings,
) -> Iterator[IndexedArticle]:
    """All that a store keeps of each article. ``statements`` has those of each."""
    whole = cut(articles, statements, settings)
    yield from _indexed(whole, encoded(encoder, whole))


@contextmanager
def threads(encoder: Encoder) -> Iterator[Encoding]:
    """Encoding in this process."""
    # Two, so that one can make words of tokens while the encoder works for the other.
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="encoding") as pool:
        yield _Threads(encoder, pool)


@dataclass(frozen=True, slots=True)
class _Threads:
    encoder: Encoder
    pool: ThreadPoolExecutor
    ahead: int = AHEAD

    def begin(self, whole: Cut) -> Begun:
        return self.pool.submit(encoded, self.encoder, whole)


def encoded_behind(
    batches: Iterable[Batch[Of]], encoding: Encoding
) -> Iterator[tuple[Of, Iterator[IndexedArticle]]]:
    """The articles of each batch as a store keeps them, in order."""
    begun: deque[_Underway[Of]] = deque()
    for batch in batches:
        encoding_it = encoding.begin(batch.cut)
        said = batch.find(batch.cut.articles) if batch.find is not None else None
        begun.append(_Underway(batch, encoding_it, said))
        while begun and (len(begun) > encoding.ahead or begun[0].encoding.done()):
            yield begun.popleft().handed_over()
    while begun:
        yield begun.popleft().handed_over()


@dataclass(frozen=True, slots=True)
class _Underway(Generic[Of]):
    """A batch that is being encoded, and what was found in it meanwhile."""

    batch: Batch[Of]
    encoding: Begun
    said: Sequence[Sequence[Statement]] | None

    def handed_over(self) -> tuple[Of, Iterator[IndexedArticle]]:
        made = self.encoding.result()
        if self.said is not None:
            made = dataclasses.replace(made, statements=tuple(self.said))
        return self.batch.of, _indexed(self.batch.cut, made)


def cut(articles: Sequence[Article], statements: Sequence[Sequence[Statement]], settings: Settings) -> Cut:
    found = tuple(passages(article, settings.index.passage_tokens) for article in articles)
    texts = tuple(
        passage_text(article.title, passage)
        for article, own in zip(articles, found, strict=True)
        for passage in own
    )
    return Cut(tuple(articles), tuple(statements), found, texts)


def encoded(encoder: Encoder, whole: Cut) -> Encoded:
    """What an encoder makes of the texts."""
    if not whole.texts:
        return Encoded(np.empty((0, 0), dtype=np.float32), (), whole.statements)
    if not isinstance(encoder, TokenEncoder):
        return Encoded(encoder.encode(whole.texts), (), whole.statements)
    vectors, tokens = encoder.encode_tokens(whole.texts)
    of = ((article, p) for article, found in zip(whole.articles, whole.passages, strict=True) for p in found)
    words = tuple(
        content_words(token, text, article.language, len(text) - len(passage.text))
        for token, text, (article, passage) in zip(tokens, whole.texts, of, strict=False)
    )
    return Encoded(vectors, words, whole.statements)


def _indexed(whole: Cut, made: Encoded) -> Iterator[IndexedArticle]:
    at = 0
    for article, found, said in zip(whole.articles, whole.passages, made.statements, strict=True):
        yield IndexedArticle(
            article=article,
            passages=found,
            vectors=made.vectors[at : at + len(found)],
            terms=tuple(search_terms(article, passage, said) for passage in found),
            statements=tuple(said),
            words=made.words[at : at + len(found)],
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
