"""Web pages: the article's body without menus, by trafilatura, with what the page says about itself.

A date is taken from the page's metadata or address only; htmldate's search through the text guesses too
often.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from pathlib import Path

from rag.ingest.decode import decode
from rag.ingest.plain import first_line
from rag.ingest.read import RawArticle, Skip

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,30})", re.IGNORECASE
)


def read_html(path: Path) -> list[RawArticle]:
    return [article_of_page(path.read_bytes())]


def article_of_page(data: bytes, *, url: str = "") -> RawArticle:
    """The article on a page; ``url`` helps to find its outlet and date. Raises Skip where there is none."""
    import trafilatura

    page = page_text(data)
    if not re.search(r"<\s*[a-z!]", page[:5000], re.IGNORECASE):
        raise Skip("is not a web page: it has no tags")
    with warnings.catch_warnings():
        # A time zone it does not know is no news: only the day is wanted.
        warnings.simplefilter("ignore")
        found = trafilatura.bare_extraction(
            page,
            url=url or None,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={
                "extensive_search": False,
                "original_date": True,
                "max_date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
            },
        )
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        raise Skip("a web page without an article")
    text = "\n\n".join(line.strip() for line in str(found.text).splitlines() if line.strip())
    return RawArticle(
        title=(found.title or "").strip() or first_line(text),
        text=text,
        source=(found.sitename or found.hostname or "").strip(),
        published=found.date or "",
        author=(found.author or "").replace("; ", ", "),
        language=_declared_language(page),
    )


def page_text(data: bytes) -> str:
    """Decode a page by what it declares, where that works, else as any text file."""
    declared = _DECLARED.search(data[:4096])
    if declared is not None:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            return decode(data)
    return decode(data)


def _declared_language(page: str) -> str:
    match = re.search(r"<html[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2})\b", page, re.IGNORECASE)
    return match[1].lower() if match else ""
