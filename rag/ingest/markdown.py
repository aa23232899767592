"""Markdown with YAML front matter: ``title``, ``source``, ``published``, ``author``, ``language``.

The article's text is what follows the front matter, as it stands: Markdown marks are part of it, so that
offsets count the characters of the file.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from rag.ingest.decode import decode
from rag.ingest.plain import first_line
from rag.ingest.read import RawArticle, Skip

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

#: "3.2.2018": with full stops the day comes first.
_DOTTED = re.compile(r"\s*\d{1,2}\.\s?\d{1,2}\.")


def read_markdown(path: Path) -> list[RawArticle]:
    text = decode(path.read_bytes())
    match = _FRONT_MATTER.match(text)
    data = _front_matter(match.group(1)) if match else {}
    body = text[match.end() :].lstrip("\n") if match else text
    return [
        RawArticle(
            title=_text(data, "title") or first_line(body).lstrip("# ").strip(),
            text=body,
            source=_text(data, "source"),
            published=iso_date(data.get("published") or data.get("date")),
            author=_text(data, "author"),
            language=_text(data, "language"),
        )
    ]


def address_of(path: Path) -> str:
    """The address (``url``) that a file's front matter gives, or ''."""
    try:
        match = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
        return _text(_front_matter(match.group(1)), "url") if match else ""
    except (OSError, UnicodeDecodeError, Skip):
        return ""  # what is wrong with the file is said when it is read


def _front_matter(block: str) -> dict[str, Any]:
    import yaml

    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(block)):
            # A few lines of aliases of aliases stand for more text than there is memory.
            raise Skip("front matter with YAML aliases (*name): write the value out, or in quotation marks")
        data = yaml.safe_load(block)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 2}" if where is not None else ""
        raise Skip(f"front matter is not YAML{line}") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise Skip("front matter is not a list of 'key: value' lines")
    return {str(key).lower(): value for key, value in data.items()}


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value).strip()


def iso_date(value: object) -> str:
    """A front matter date as YYYY-MM-DD. Raises Skip for one that cannot be understood."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    from dateutil import parser

    try:
        return parser.parse(str(value), dayfirst=bool(_DOTTED.match(str(value)))).date().isoformat()
    except (ValueError, OverflowError) as error:
        raise Skip(f"the date '{value}' is not understood; write it as YYYY-MM-DD") from error
