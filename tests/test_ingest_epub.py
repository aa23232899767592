from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rag.ingest import LeftOut, Skip, read_articles, read_file

STORY = "The harbour of Lynford stayed shut on Thursday after the storm. " * 5
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>The Lynford Post</dc:title><dc:creator>Bo Ray</dc:creator>"
    "<dc:date>2020-12-03T00:00:00Z</dc:date>"
    "<dc:language>en-GB</dc:language></metadata><manifest>"
    '<item id="nav" href="nav.xhtml" properties="nav"/><item id="b" href="two%20b.xhtml"/>'
    '<item id="a" href="a.xhtml"/>'
    '<item id="c" href="cover.xhtml"/></manifest><spine><itemref idref="c"/><itemref idref="nav"/>'
    '<itemref idref="a"/><itemref idref="b"/></spine></package>'
)


def chapter(title: str) -> str:
    return f"<html><body><div><h1>{title}</h1><p>{STORY}</p><p>It <b>rained</b>.</p></div></body></html>"


def book(**more: str) -> bytes:
    entries = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE,
        "OPS/nav.xhtml": chapter("Contents"),
        "OPS/cover.xhtml": "<html><body><p>Cover</p></body></html>",
        "OPS/a.xhtml": chapter("Storm shuts harbour"),
        "OPS/two b.xhtml": chapter("Ferries sent away"),
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in entries.items():
            container.writestr(name, text)
    return out.getvalue()


def test_each_chapter_is_an_article_in_reading_order(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book())
    articles = read_articles(path)
    assert [(a.title, a.part) for a in articles] == [
        ("Storm shuts harbour", "OPS/a.xhtml"),
        ("Ferries sent away", "OPS/two b.xhtml"),
    ]
    first = articles[0]
    assert (first.source, first.published, first.author, first.language) == (
        "The Lynford Post",
        "2020-12-03",
        "Bo Ray",
        "en",
    )
    assert first.text.split("\n\n") == ["Storm shuts harbour", STORY.strip(), "It rained."]


def test_what_gives_no_article_is_named(tmp_path: Path) -> None:
    """A cover is too short; a chapter that the book promises and does not have costs no other."""
    path = tmp_path / "a.epub"
    path.write_bytes(book(**{"OPS/book.opf": PACKAGE.replace("two%20b", "lost")}))
    reading = read_file(path)
    assert [article.part for article in reading.articles] == ["OPS/a.xhtml"]
    assert reading.left_out == (
        LeftOut("OPS/cover.xhtml", "shorter than 200 characters, as covers are"),
        LeftOut("OPS/lost.xhtml", "incomplete: it has no OPS/lost.xhtml"),
    )


PROTECTED = '<encryption><CipherReference URI="OPS/a.xhtml"/></encryption>'
ENTITIES = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + CONTAINER.replace("OPS/book.opf", "&e;")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"plain text", "is not a zip archive"),
        (book()[:500], "damaged archive"),
        (book(**{"META-INF/encryption.xml": PROTECTED}), "copy-protected"),
        (book(**{"OPS/book.opf": "<package"}), "damaged EPUB"),
        (book(**{"OPS/book.opf": "<package/>"}), "without text"),
        (book(**{"META-INF/container.xml": ENTITIES}), "EPUB|incomplete"),
    ],
)
def test_what_cannot_be_read_is_skipped(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason):
        read_articles(path)
