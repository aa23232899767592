"""One file into articles: by its suffix to the reader for that format.

A file that holds no article is a ``Skip`` with a reason for the report, never the end of the run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: Larger files are not news articles; reading one would only exhaust memory.
LARGEST_FILE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its file gives it. ``part`` tells several articles of one file apart."""

    title: str
    text: str
    source: str = ""
    published: str = ""
    author: str = ""
    language: str = ""
    part: str = ""


class Skip(Exception):  # noqa: N818 - not an error: a file with a reason to be left out
    """A file gives no article; ``str(skip)`` says why, for the reader of the report."""


Reader = Callable[[Path], list[RawArticle]]


def read_articles(path: Path) -> list[RawArticle]:
    """Read the articles of a file. Raises Skip with the reason when there are none to be had."""
    reader = _readers().get(path.suffix.lower())
    if reader is None:
        raise Skip(f"format not read: {path.suffix or 'no suffix'}")
    try:
        size = path.stat().st_size
        if size == 0:
            raise Skip("empty")
        if size > LARGEST_FILE_BYTES:
            raise Skip(f"larger than {LARGEST_FILE_BYTES // 2**20} MB")
        articles = reader(path)
    except OSError as error:
        raise Skip(f"unreadable: {error.strerror or error}") from error
    if not any(article.text.strip() for article in articles):
        raise Skip("empty")
    return articles


def readable_suffixes() -> tuple[str, ...]:
    """The suffixes that have a reader, for messages and for the upload dialog."""
    return tuple(sorted(_readers()))


def _readers() -> dict[str, Reader]:
    from rag.ingest.markdown import read_markdown
    from rag.ingest.plain import read_plain

    return {".txt": read_plain, ".text": read_plain, ".md": read_markdown, ".markdown": read_markdown}
