"""EPUB books and newspapers: each document of the reading order that has a text is an article.

Read with the standard library and lxml, since the one well known EPUB library is under the AGPL.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from rag.ingest.packed import entry, opened
from rag.ingest.read import LeftOut, RawArticle, Skip

#: A cover, a title page or a list of contents is shorter than this; an article is not.
_SHORTEST_ARTICLE = 200
_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "th", "pre", "figcaption", "dd", "dt"}
)
_HEADINGS = ("h1", "h2", "h3", "title")


def read_epub(path: Path) -> list[RawArticle | LeftOut]:
    with opened(path) as container:
        package = _package_path(container)
        book = _xml(entry(container, package))
        _refuse_protected(container)
        about = {
            _local(item): (item.text or "").strip() for item in book.iter() if "dc/elements" in str(item.tag)
        }
        found: list[RawArticle | LeftOut] = []
        for name in _reading_order(book, posixpath.dirname(package)):
            try:
                title, text = _document(entry(container, name))
            except Skip as skip:
                found.append(LeftOut(name, str(skip)))
                continue
            if len(text) >= _SHORTEST_ARTICLE:
                found.append(
                    RawArticle(
                        title=title or about.get("title", ""),
                        text=text,
                        source=about.get("title", ""),
                        published=_day(about.get("date", "")),
                        author=about.get("creator", ""),
                        language=about.get("language", "")[:2].lower(),
                        part=name,
                    )
                )
            elif text:
                found.append(LeftOut(name, f"shorter than {_SHORTEST_ARTICLE} characters, as covers are"))
    if not found:
        raise Skip("a book without text")
    return found


def _package_path(container: ZipFile) -> str:
    for item in _xml(entry(container, "META-INF/container.xml")).iter():
        if _local(item) == "rootfile" and item.get("full-path"):
            return str(item.get("full-path"))
    raise Skip("damaged EPUB: its container names no package")


def _refuse_protected(container: ZipFile) -> None:
    """Fonts are often obscured by encryption.xml; documents only by copy protection."""
    if "META-INF/encryption.xml" not in container.namelist():
        return
    protected = [
        str(item.get("URI"))
        for item in _xml(entry(container, "META-INF/encryption.xml")).iter()
        if item.get("URI")
    ]
    if any(name.lower().endswith((".xhtml", ".html", ".htm", ".xml")) for name in protected):
        raise Skip("encrypted: a copy-protected book")


def _reading_order(book: Any, folder: str) -> list[str]:
    files = {item.get("id"): item for item in book.iter() if _local(item) == "item"}
    names = []
    for item in book.iter():
        if _local(item) != "itemref":
            continue
        file = files.get(item.get("idref"))
        if file is not None and "nav" not in (file.get("properties") or "").split():
            names.append(posixpath.normpath(posixpath.join(folder, unquote(file.get("href") or ""))))
    return names


def _document(data: bytes) -> tuple[str, str]:
    """Title and text of a chapter, a line for each paragraph."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(data)
    except etree.ParserError:
        return "", ""
    title = ""
    for heading in _HEADINGS:
        title = title or next((" ".join(found.text_content().split()) for found in root.iter(heading)), "")
    innermost = (
        block for block in root.iter(*_BLOCKS) if next(block.iterdescendants(*_BLOCKS), None) is None
    )
    lines = (" ".join(block.text_content().split()) for block in innermost)
    return title, "\n\n".join(line for line in lines if line)


def _xml(data: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Skip(f"damaged EPUB: {error}") from error


def _local(item: Any) -> str:
    return str(item.tag).rpartition("}")[2]


def _day(text: str) -> str:
    return text[:10] if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-" else ""
