"""Addresses to a folder of articles: pages, feeds, sitemaps and lists of addresses.

Each article becomes a Markdown file named after its address, so that fetching it again writes the same
file, and an index of the folder only takes up what has changed.
"""

from __future__ import annotations

import hashlib
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


def collect(
    given: Sequence[str], folder: Path, *, get: Callable[[str], Page], robots: Robots, limit: int
) -> Iterator[Collected]:
    """Fetch what ``given`` (addresses, or files with lists of them) leads to, article by article.

    Files go to ``folder``; it ends after ``limit`` articles. Raises BadInput for something given that is
    neither address nor file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    queue = [(url, 0) for name in given for url in _given(name)]
    seen: set[str] = set()
    written = 0
    while queue and written < limit:
        url, depth = queue.pop(0)
        if url in seen:
            continue
        seen.add(url)
        try:
            robots.wait_for(url)
            page = get(url)
            found = links(page)
            if found is None:
                yield _save(url, page, folder)
                written += 1
                continue
        except (Refused, Skip) as refused:
            yield Collected(url, reason=str(refused))
            continue
        if depth >= _DEEPEST:
            yield Collected(url, reason="a list within a list within a list")
            continue
        # The newest sitemap or article is usually first.
        queue[:0] = [(link, depth + 1) for link in (*found.sitemaps, *found.articles)]


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


def _save(url: str, page: Page, folder: Path) -> Collected:
    if page.kind not in ("text/html", "application/xhtml+xml"):
        raise Skip(f"not a web page but {page.kind}")
    article = article_of_page(page.data, url=page.url)
    file = folder / _file_name(url)
    text = _markdown(article, page.url)
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        return Collected(url, str(file))
    file.write_text(text, encoding="utf-8")
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
