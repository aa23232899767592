from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from rag.ingest import Skip, read_articles
from rag.ingest.pdf import unwrapped

LINES = (
    "Storm shuts harbour",
    "",
    "The harbour of Lynford stayed shut on Thursday after the",
    "storm tore two cranes from the quay, its har-",
    "bour master said.",
    "Ferries were sent to Port Adler instead of Lynford, and",
    "nobody was hurt.",
)


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A PDF file with a text layer, written by hand: a page for each sequence of lines."""
    count = len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(count))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>",
    ]
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 50 750 Td {shown}ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {6 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return bytes(out)


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_lines_become_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([LINES], "Storm"))
    (article,) = read_articles(path)
    assert article.title == "Storm"
    assert (
        "on Thursday after the storm tore two cranes from the quay, its harbour master said." in article.text
    )
    assert "\n\nFerries were sent to Port Adler instead of Lynford, and nobody was hurt." in article.text


def test_all_pages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([["One came first."], ["Two came second."]]))
    (article,) = read_articles(path)
    assert article.text == "One came first.\n\nTwo came second."
    assert article.title == "One came first."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"plain text", "is not a PDF file"),
        (pdf([[]]), "without text"),
        (pdf([LINES])[:400], "damaged PDF"),
        (encrypted(pdf([LINES]), "secret"), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_skipped(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason):
        read_articles(path)


def test_damage_is_said_in_the_report_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([LINES])[:-40])
    with suppress(Skip):
        read_articles(path)
    assert not caplog.records


def test_a_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(encrypted(pdf([LINES]), ""))
    (article,) = read_articles(path)
    assert "Port Adler" in article.text


@given(st.text(alphabet="ab .-\n", max_size=200))
def test_unwrapping_keeps_every_letter_in_order(text: str) -> None:
    kept = "".join(char for char in unwrapped(text) if char in "ab.")
    assert kept == "".join(char for char in text if char in "ab.")
