"""The addresses of articles in a feed (RSS, Atom), a sitemap or a plain list."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from rag.fetch.transport import Page

#: What the sitemap protocol allows.
LARGEST_UNPACKED_BYTES = 50 * 1024 * 1024

_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Links:
    """``articles`` and further ``sitemaps``, in the order of the page. ``changed`` is when the page says that
    an article was last changed, in seconds since 1970, where it does.
    """

    articles: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    changed: Mapping[str, float] = field(default_factory=dict)


def links(page: Page) -> Links | None:
    """What a feed or sitemap leads to; None for any other page."""
    data = _unpacked(page.data)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        not head.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf"))
        or b"<html" in head
    ):
        return None
    from lxml import etree

    # No entities and no network: a feed is somebody else's text.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        return None
    kind = etree.QName(root).localname.lower()
    if kind == "sitemapindex":
        return Links(sitemaps=_texts(root, "loc", page.url))
    if kind == "urlset":
        return _entries(root.iter("{*}url"), lambda entry: _child(entry, "loc", page.url))
    if kind in ("rss", "rdf"):
        return _entries(root.iter("{*}item"), lambda entry: _child(entry, "link", page.url))
    if kind == "feed":
        return _entries(root.iter("{*}entry"), lambda entry: _alternate(entry, page.url))
    return None


def _unpacked(data: bytes) -> bytes:
    """Large sitemaps come as gzip files; one that unpacks to more than a page may have gives nothing."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacking.decompress(data, LARGEST_UNPACKED_BYTES)
    except zlib.error:
        return b""
    return b"" if unpacking.unconsumed_tail else unpacked


def _entries(entries: Iterable[Any], address: Callable[[Any], str]) -> Links:
    """The articles of a list, each with when it was changed, if the list says so."""
    found = [(address(entry), _changed(entry)) for entry in entries]
    return Links(
        articles=_unique(url for url, _ in found),
        changed={url: when for url, when in found if url and when is not None},
    )


#: Where lists say when an article was changed (sitemap, Atom) or else published (RSS, RDF).
_TIMES = ("lastmod", "updated", "pubDate", "date")


def _changed(entry: Any) -> float | None:
    from dateutil import parser

    for name in _TIMES:
        for item in entry.iter("{*}" + name):
            try:
                when = parser.parse((item.text or "").strip())
                return (when if when.tzinfo else when.replace(tzinfo=_LATEST_ZONE)).timestamp()
            except (ValueError, OverflowError, OSError):
                continue
    return None


#: A time without a zone is believed to be the latest that it can be.
_LATEST_ZONE = dt.timezone(dt.timedelta(hours=-12))


def _child(entry: Any, name: str, base: str) -> str:
    """The address in an entry's own element ``name``: not in those of pictures within it."""
    texts = ((child.text or "").strip() for child in entry.iterchildren("{*}" + name))
    return next((urljoin(base, text) for text in texts if text), "")


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
