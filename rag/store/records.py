"""What the store is given and gives back, beside the values of ``rag.types``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.embed import Vectors
from rag.late import PassageWords
from rag.types import Article, Passage, Statement


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may use; empty fields do not restrict.

    Dates are inclusive. An article without a known date passes ``since`` and ``until`` only with ``undated``.
    """

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    undated: bool = False

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.sources)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as last read; ``reason`` says why it was skipped, or which article it copies.

    ``sha256`` is of the file's bytes; ``text_sha256``, for a copy only, of the text it shares.
    """

    path: str
    id: str
    sha256: str
    status: str
    reason: str = ""
    text_sha256: str = ""


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article with all that the index keeps of it. ``vectors`` is float32 (passages, dim).

    ``terms`` has, for each passage, the analysed (title, body, speaker); ``words`` its content words
    (``rag.late``), or nothing where the encoder does not tell them.
    """

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    terms: tuple[tuple[Sequence[str], Sequence[str], Sequence[str]], ...]
    statements: tuple[Statement, ...] = ()
    words: tuple[PassageWords, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What the index holds. ``updated`` is the time of the last change, ISO 8601 with zone."""

    articles: int
    passages: int
    statements: int
    sources: tuple[tuple[str, int], ...]
    earliest: str
    latest: str
    updated: str
    languages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What is kept out of the index though it is there: an article (``part`` of the file ``path``), a file
    or a folder (``part`` is empty). ``path`` is absolute, ``id`` what it was called.
    """

    path: str
    part: str
    id: str


@dataclass(frozen=True, slots=True)
class Near:
    """Another article that is nearly the same text; ``likeness`` in [0, 1] as in ``rag.near``."""

    article: str
    title: str
    source: str
    published: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is heard in a passage, and where in its article: of a statement all that can be had without reading
    the text.
    """

    passage: int
    speaker: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Held:
    """What the index has of a file: its articles, and the first and last day they were published."""

    path: str
    status: str
    articles: int
    passages: int
    earliest: str
    latest: str
