"""Addresses to a folder of articles: pages, feeds, sitemaps and lists of addresses.

Each article becomes a Markdown file named after its address, so that fetching it again writes the same
file, and an index of the folder only takes up what has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from rag.errors import BadInput
from rag.fetch.links import addresses, links
from rag.fetch.robots import Robots
from rag.fetch.transport import Page, Refused
from rag.ingest.html import article_of_page
from rag.ingest.read import RawArticle, Skip

#: Sitemaps within sitemaps, at most.
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of an address: a ``file`` (written, unless not ``new``: then it was there), or a reason."""

    url: str
    file: str = ""
    new: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of all addresses; ``new``, ``as_before`` and ``refused`` count them."""

    new: int
    as_before: int
    refused: int
    addresses: tuple[Collected, ...]

    @classmethod
    def of(cls, addresses: Sequence[Collected]) -> Fetched:
        new, got = sum(one.new for one in addresses), sum(bool(one.file) for one in addresses)
        return cls(new, got - new, sum(bool(one.reason) for one in addresses), tuple(addresses))


def collect(
    given: Sequence[str],
    folder: Path,
    *,
    get: Callable[[str], Page],
    robots: Robots,
    limit: int,
    again: bool = True,
) -> Iterator[Collected]:
    """Fetch what ``given`` (addresses, or files with lists of them) leads to, article by article.

    Files go to ``folder``; it ends when ``limit`` articles were fetched. Without ``again``, an article that
    a feed or sitemap names is not fetched where ``folder`` has it, unless the list says that it was changed
    since. Raises BadInput for something given that is neither address nor file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    queue = [_Step(url) for name in given for url in _given(name)]
    seen: set[str] = set()
    fetched = 0
    while queue and fetched < limit:
        step = queue.pop(0)
        if step.url in seen:
            continue
        seen.add(step.url)
        file = folder / _file_name(step.url)
        if not again and step.depth and file.is_file() and step.changed <= file.stat().st_mtime:
            yield Collected(step.url, str(file))
            continue
        try:
            robots.wait_for(step.url)
            page = get(step.url)
            robots.check(page.url)
            found = links(page)
            if found is None:
                saved = _save(step.url, page, file)
                # The time of the file is when it was last looked at.
                if not again:
                    os.utime(file)
                yield saved
                fetched += 1
                continue
        except (Refused, Skip) as refused:
            yield Collected(step.url, reason=str(refused))
            continue
        if step.depth >= _DEEPEST:
            yield Collected(step.url, reason="a list within a list within a list")
            continue
        if not found.sitemaps and not found.articles:
            yield Collected(step.url, reason="a feed or sitemap without addresses: empty, or cut short")
            continue
        # The newest sitemap or article is usually first.
        queue[:0] = [
            _Step(url, step.depth + 1, found.changed.get(url, 0.0))
            for url in (*found.sitemaps, *found.articles)
        ]


@dataclass(frozen=True, slots=True)
class _Step:
    """An address to visit: how many lists led to it, and when the last of them says that it was changed."""

    url: str
    depth: int = 0
    changed: float = 0.0


def _given(name: str) -> tuple[str, ...]:
    if urlsplit(name).scheme in ("http", "https"):
        return (name,)
    path = Path(name)
    if not path.is_file():
        raise BadInput(f"{name} is neither a web address nor a file with a list of them.")
    found = addresses(path.read_text(encoding="utf-8", errors="replace"))
    if not found:
        raise BadInput(f"{name} has no web address in it; write one on each line.")
    return found


def _save(url: str, page: Page, file: Path) -> Collected:
    if page.kind not in ("text/html", "application/xhtml+xml"):
        raise Skip(f"not a web page but {page.kind}")
    article = article_of_page(page.data, url=page.url)
    text = _markdown(article, page.url)
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return Collected(url, str(file))
    # Whole or not at all, also when the process is killed; hidden files are not indexed.
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
    return Collected(url, str(file), new=True)


def _file_name(url: str) -> str:
    """A readable name that is another for every address."""
    parts = urlsplit(url)
    readable = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname}{parts.path}".lower()).strip("-")[:80]
    return f"{readable}-{hashlib.sha256(url.encode()).hexdigest()[:8]}.md"


def _markdown(article: RawArticle, url: str) -> str:
    about = {
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "author": article.author,
        "language": article.language,
        "url": url,
    }
    front = yaml.safe_dump(
        {key: value for key, value in about.items() if value}, allow_unicode=True, sort_keys=False
    )
    return f"---\n{front}---\n{article.text}\n"
