"""Markdown with YAML front matter: ``title``, ``source``, ``published``, ``author``, ``language``.

The article's text is what follows the front matter, as it stands: Markdown marks are part of it, so that
offsets count the characters of the file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rag.ingest.dates import NotADate, iso_date, order_of
from rag.ingest.decode import decode
from rag.ingest.plain import first_line
from rag.ingest.read import LeftOut, RawArticle, Skip
from rag.language import detect

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)

#: A line of front matter that YAML cannot read: a key, and all that follows.
_LINE = re.compile(r"([A-Za-z_][\w -]*?)[ \t]*:[ \t]*(.*)")


def read_markdown(path: Path) -> list[RawArticle | LeftOut]:
    text = decode(path.read_bytes())
    match = _FRONT_MATTER.match(text)
    data, odd = _front_matter(match.group(1)) if match else ({}, [])
    body = text[match.end() :].lstrip("\n") if match else text
    language = _text(data, "language")
    published = ""
    try:
        given = data.get("published") or data.get("date")
        published = iso_date(given, order_of([given], language or detect(body)))
    except NotADate as error:
        odd.append(LeftOut("front matter", f"{error}; read without it"))
    article = RawArticle(
        title=_text(data, "title") or first_line(body).lstrip("# ").strip(),
        text=body,
        source=_text(data, "source"),
        published=published,
        author=_text(data, "author"),
        language=language,
    )
    return [article, *odd]


def address_of(path: Path) -> str:
    """The address (``url``) that a file's front matter gives, or ''."""
    try:
        match = _FRONT_MATTER.match(path.read_text(encoding="utf-8"))
        return _text(_front_matter(match.group(1))[0], "url") if match else ""
    except (OSError, UnicodeDecodeError, Skip):
        return ""  # what is wrong with the file is said when it is read


def _front_matter(block: str) -> tuple[dict[str, Any], list[LeftOut]]:
    """The fields, and what is odd about them. What is not YAML is read line by line: exports are full of
    titles with a colon in them.
    """
    import yaml

    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(block)):
            # A few lines of aliases of aliases stand for more text than there is memory.
            raise Skip("front matter with YAML aliases (*name): write the value out, or in quotation marks")
        data = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f"line {where.line + 2} of the" if where is not None else "the"
        odd = LeftOut("front matter", f"{line} front matter is not YAML; its lines are read as 'key: value'")
        return _lines(block), [odd]
    if data is None:
        return {}, []
    if not isinstance(data, dict):
        return {}, [LeftOut("front matter", "it is not a list of 'key: value' lines; read without it")]
    return {str(key).lower(): value for key, value in data.items()}, []


def _lines(block: str) -> dict[str, Any]:
    """Each line's key with the rest of the line, without quotation marks around it; the first of a key."""
    found: dict[str, Any] = {}
    for line in block.split("\n"):
        match = _LINE.fullmatch(line.rstrip())
        if match:
            value = match[2].strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            found.setdefault(match[1].lower(), value)
    return found


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value).strip()
