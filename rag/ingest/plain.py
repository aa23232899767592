"""Plain text: the first line that is not blank is the headline."""

from __future__ import annotations

from pathlib import Path

from rag.ingest.decode import decode
from rag.ingest.read import RawArticle

#: A first line longer than this is a paragraph; its beginning still serves as a title.
LONGEST_TITLE = 200


def read_plain(path: Path) -> list[RawArticle]:
    text = decode(path.read_bytes())
    return [RawArticle(title=first_line(text), text=text)]


def first_line(text: str) -> str:
    """The first line that is not blank, shortened at a word if it is no headline."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
