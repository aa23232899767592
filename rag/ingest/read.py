"""One file into articles: by its suffix to the reader for that format.

A file that holds no article is a ``Skip`` with a reason for the report, never the end of the run.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
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


class Skip(Exception):
    """A file gives no article; ``str(skip)`` says why, for the reader of the report."""


class Failed(Exception):
    """A file cannot be read just now (access denied, a disk that fails); ``str(failed)`` says why."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a file that gives no article where others do, or not all of one, and why."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave."""

    articles: tuple[RawArticle, ...]
    left_out: tuple[LeftOut, ...] = ()


Reader = Callable[[Path], Sequence[RawArticle | LeftOut]]

#: How formats begin that are often saved under another's name, and the suffixes that may begin so.
_SIGNATURES: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", "a PDF file", frozenset({".pdf"})),
    (b"PK\x03\x04", "a zip archive (or Word, EPUB)", frozenset({".zip", ".docx", ".epub"})),
    (b"\xd0\xcf\x11\xe0", "an encrypted or old Office file", frozenset()),
    (b"{\\rtf", "an RTF file", frozenset()),
    (b"\x1f\x8b", "a gzip file", frozenset()),
)

#: Where a page's tags would be taken for text.
_PLAIN = frozenset({".txt", ".text", ".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
_BLANK = b"\xef\xbb\xbf \t\r\n"


def read_articles(path: Path) -> list[RawArticle]:
    """The articles of a file. Raises Skip with the reason when there are none to be had."""
    return list(read_file(path).articles)


def read_file(path: Path) -> Reading:
    """Read a file, with what was left out of it.

    Raises Skip with the reason when nothing is to be had of these bytes, Failed when they cannot be read now.
    """
    reader = _readers().get(path.suffix.lower())
    if reader is None:
        raise Skip(f"format not read: {path.suffix or 'no suffix'}")
    try:
        size = path.stat().st_size
        if size == 0:
            raise Skip("empty")
        if size > LARGEST_FILE_BYTES:
            raise Skip(f"larger than {LARGEST_FILE_BYTES // 2**20} MB")
        _check_signature(path)
        found = reader(path)
    except OSError as error:
        raise Failed(f"unreadable: {error.strerror or error}") from error
    except (Skip, Failed):
        raise
    except Exception as error:
        # A library that meets what its makers did not think of: one file's trouble, not the end of the run.
        raise Skip(f"cannot be read as {path.suffix}: {type(error).__name__}: {error}") from error
    return _reading(found)


def _reading(found: Sequence[RawArticle | LeftOut]) -> Reading:
    left_out = [item for item in found if isinstance(item, LeftOut)]
    articles = _told_apart([_whole_article(item) for item in found if isinstance(item, RawArticle)])
    left_out.extend(LeftOut(item.part, "empty") for item in articles if item.part and not item.text.strip())
    articles = [item for item in articles if item.text.strip()]
    if articles:
        return Reading(tuple(articles), tuple(left_out))
    if not left_out:
        raise Skip("empty")
    raise Skip(described(left_out))


def _whole_article(article: RawArticle) -> RawArticle:
    fields = (field.name for field in dataclasses.fields(article))
    return RawArticle(**{name: whole(getattr(article, name)) for name in fields})


def whole(text: str) -> str:
    """Without halves of surrogate pairs, which JSON and YAML can spell, names of files that are not UTF-8
    have, and no text has.
    """
    return _HALF_PAIR.sub("\N{REPLACEMENT CHARACTER}", text)


def _told_apart(articles: Sequence[RawArticle]) -> list[RawArticle]:
    """With different parts: a zip archive may have two entries of one name."""
    seen: set[str] = set()
    found: list[RawArticle] = []
    for number, article in enumerate(articles, start=1):
        part = article.part
        while part in seen:
            part = f"{part} ({number})"
        seen.add(part)
        found.append(dataclasses.replace(article, part=part))
    return found


def described(left_out: Sequence[LeftOut]) -> str:
    """The parts left out in a line, the first few by name."""
    named = whole("; ".join(f"{item.part}: {item.reason}" for item in left_out[:_NAMED]))
    return named if len(left_out) <= _NAMED else f"{named}; and {len(left_out) - _NAMED} more"


_NAMED = 3
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def _check_signature(path: Path) -> None:
    """Refuse a file that is plainly of another format than its name says."""
    with path.open("rb") as file:
        head = file.read(1024)
    suffix = path.suffix.lower()
    for signature, kind, suffixes in _SIGNATURES:
        if head.startswith(signature) and suffix not in suffixes:
            raise Skip(f"is {kind}, not {suffix}: rename or convert it")
    if suffix in _PLAIN and head.lstrip(_BLANK).lower().startswith((b"<!doctype html", b"<html")):
        raise Skip(f"is a web page, not {suffix}: rename it to .html")
    for signature, kind, suffixes in _SIGNATURES:
        # A PDF file may have a few bytes before its mark.
        if suffix in suffixes and signature not in head:
            raise Skip(f"is not {kind}, whatever its name says")


def readable_suffixes() -> tuple[str, ...]:
    """The suffixes that have a reader, for messages and for the upload dialog."""
    return tuple(sorted(_readers()))


def _readers() -> dict[str, Reader]:
    from rag.ingest.archive import read_zip
    from rag.ingest.epub import read_epub
    from rag.ingest.html import read_html
    from rag.ingest.mail import read_eml, read_mbox
    from rag.ingest.markdown import read_markdown
    from rag.ingest.pdf import read_pdf
    from rag.ingest.plain import read_plain
    from rag.ingest.table import read_csv, read_json
    from rag.ingest.word import read_word

    return {
        ".txt": read_plain,
        ".text": read_plain,
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".html": read_html,
        ".htm": read_html,
        ".xhtml": read_html,
        ".pdf": read_pdf,
        ".docx": read_word,
        ".epub": read_epub,
        ".eml": read_eml,
        ".mbox": read_mbox,
        ".csv": read_csv,
        ".tsv": read_csv,
        ".json": read_json,
        ".jsonl": read_json,
        ".ndjson": read_json,
        ".zip": read_zip,
    }
