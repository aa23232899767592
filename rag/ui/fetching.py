"""Articles that a reader adds by their web addresses, fetched within the limits of ``rag.fetch``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rag.errors import BadInput
from rag.fetch import Collected, Robots, collect
from rag.fetch.transport import Page
from rag.ui.adding import folder

#: Below the folder of what is added at the desk.
FOLDER = "web"
MOST_ADDRESSES = 20
#: Articles at once, where an address is that of a feed or a sitemap.
MOST_ARTICLES = 30

#: Gets a page, or raises ``rag.fetch.transport.Refused``.
OpenPage = Callable[[str], Page]


def web_addresses(text: str) -> tuple[str, ...]:
    """The addresses a reader typed, one on each line. Raises BadInput naming the line that is none."""
    lines = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if not lines:
        raise BadInput("Write the web address of an article, a feed or a sitemap, one on each line.")
    if len(lines) > MOST_ADDRESSES:
        raise BadInput(
            f"{len(lines)} addresses at once are too many. Add at most {MOST_ADDRESSES} at a time."
        )
    for line in lines:
        # Whatever else ``collect`` may be given, such as a file of this machine, is not a reader's to name.
        if not line.lower().startswith(("http://", "https://")) or len(line.split()) > 1:
            raise BadInput(f"“{line[:80]}” is not a web address. It begins with https:// or http://.")
    return lines


def fetched(directory: Path, addresses: Sequence[str], open_page: OpenPage) -> Iterator[Collected]:
    """What becomes of each address, as it becomes known; articles are kept with the index there."""
    robots = Robots(open_page)
    yield from collect(
        addresses, folder(directory) / FOLDER, get=open_page, robots=robots, limit=MOST_ARTICLES
    )
