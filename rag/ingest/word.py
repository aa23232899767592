"""Word documents (.docx), by python-docx: paragraphs and table rows in order.

The document's own dates say when it was written or saved, not when an article appeared: they are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.ingest.packed import entry, opened
from rag.ingest.plain import first_line
from rag.ingest.read import RawArticle, Skip

if TYPE_CHECKING:
    from docx.document import Document


def read_word(path: Path) -> list[RawArticle]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    with opened(path) as container:
        entry(container, "word/document.xml")
        try:
            document = Document(str(path))
            text = "\n\n".join(block for block in _blocks(document) if block)
            about = document.core_properties
            title, author, language = about.title or "", about.author or "", about.language or ""
        except (PackageNotFoundError, LxmlError, KeyError, ValueError, AttributeError) as error:
            raise Skip(f"damaged Word document: {error}") from error
    if author == "python-docx":
        author = ""
    return [
        RawArticle(
            title=title.strip() or first_line(text),
            text=text,
            author=author.strip(),
            language=language[:2].lower(),
        )
    ]


def _blocks(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                yield " | ".join(" ".join(cell.split()) for cell in cells if cell)
        else:
            yield " ".join(block.text.split())
