"""The addresses of articles in a feed (RSS, Atom), a sitemap or a plain list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from rag.fetch.transport import Page

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Links:
    """``articles`` and further ``sitemaps``, in the order of the page."""

    articles: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def links(page: Page) -> Links | None:
    """What a feed or sitemap leads to; None for any other page."""
    head = page.data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        not head.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf"))
        or b"<html" in head
    ):
        return None
    from lxml import etree

    # No entities and no network: a feed is somebody else's text.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(page.data, parser)
    if root is None:
        return None
    kind = etree.QName(root).localname.lower()
    if kind == "sitemapindex":
        return Links(sitemaps=_texts(root, "loc", page.url))
    if kind == "urlset":
        return Links(articles=_texts(root, "loc", page.url))
    if kind in ("rss", "rdf"):
        entries = (item for item in root.iter("{*}item"))
        return Links(
            articles=_unique(url for entry in entries for url in _texts(entry, "link", page.url)[:1])
        )
    if kind == "feed":
        return Links(articles=_unique(_alternate(entry, page.url) for entry in root.iter("{*}entry")))
    return None


def addresses(text: str) -> tuple[str, ...]:
    """The web addresses of a list, the first on each line; lines that begin with # are notes."""
    found = (_ADDRESS.search(line) for line in text.splitlines() if not line.lstrip().startswith("#"))
    return _unique(match.group() for match in found if match)


def _texts(root: Any, name: str, base: str) -> tuple[str, ...]:
    return _unique(
        urljoin(base, item.text.strip()) for item in root.iter("{*}" + name) if (item.text or "").strip()
    )


def _alternate(entry: Any, base: str) -> str:
    for link in entry.iter("{*}link"):
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return urljoin(base, str(link.get("href")))
    return ""


def _unique(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for url in urls if url))
