from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from rag.ingest import Skip, read_articles


def word(title: str = "Storm shuts harbour") -> bytes:
    document = Document()
    document.add_heading("Storm shuts harbour", 1)
    document.add_paragraph("The harbour of Lynford stayed shut.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "cranes lost"
    table.cell(0, 1).text = "two"
    document.add_paragraph("Ferries were sent to Port Adler.")
    document.core_properties.title = title
    document.core_properties.author = "Bo Ray"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("title", ["A title", ""])
def test_paragraphs_and_tables_in_order(tmp_path: Path, title: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(title))
    (article,) = read_articles(path)
    assert article.text.split("\n\n") == [
        "Storm shuts harbour",
        "The harbour of Lynford stayed shut.",
        "cranes lost | two",
        "Ferries were sent to Port Adler.",
    ]
    assert (article.title, article.author) == (title or "Storm shuts harbour", "Bo Ray")


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.txt", "Text.")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"plain text", "is not a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted or old Office file"),
        (word()[:2000], "damaged archive"),
        (other_zip(), "has no word/document.xml"),
    ],
)
def test_what_cannot_be_read_is_skipped(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason):
        read_articles(path)
