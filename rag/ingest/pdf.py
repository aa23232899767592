"""PDF files, by pypdf: the text layer, with lines that the page broke put together again.

What this does not know: pictures of text (scans), and the order of columns where the file does not keep it.
"""

from __future__ import annotations

import logging
import re
from itertools import pairwise
from pathlib import Path

from rag.ingest.plain import first_line
from rag.ingest.read import RawArticle, Skip

MOST_PAGES = 1000
#: A line much shorter than the page's usual line ends a paragraph, if it ends a sentence.
_SHORT_LINE = 0.75


def read_pdf(path: Path) -> list[RawArticle]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # What it thinks of a file is said in our report, where it matters.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Skip("encrypted: save it without a password")
        if len(reader.pages) > MOST_PAGES:
            raise Skip(f"more than {MOST_PAGES} pages")
        pages = [page.extract_text() for page in reader.pages]
        about = reader.metadata
        title, author = (about.title or "", about.author or "") if about else ("", "")
    except OSError:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        # pypdf lets the errors of half-read objects through; whichever it is, the file is damaged.
        raise Skip(f"damaged PDF: {str(error).partition(chr(10))[0] or type(error).__name__}") from error
    text = unwrapped("\n\n".join(pages))
    if not text:
        raise Skip("a PDF without text (a scan?): run text recognition over it first")
    return [RawArticle(title=title.strip() or first_line(text), text=text, author=author.strip())]


def unwrapped(text: str) -> str:
    """Paragraphs on one line each: the lines of a page joined, words parted at a line's end made whole."""
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.replace("\x00", "").replace("\u00ad\n", "")):
        lines = [" ".join(line.split()) for line in block.splitlines() if line.strip()]
        paragraphs.extend(_paragraphs(lines))
    return "\n\n".join(paragraphs)


def _paragraphs(lines: list[str]) -> list[str]:
    if not lines:
        return []
    usual = sorted(len(line) for line in lines)[-max(1, len(lines) // 4)]
    paragraphs: list[str] = [lines[0]]
    for before, line in pairwise(lines):
        if re.search(r"[.!?:»”\"’)]$", before) and len(before) < _SHORT_LINE * usual:
            paragraphs.append(line)
        elif re.search(r"[^\W\d_]-$", before) and line[:1].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
    return paragraphs
