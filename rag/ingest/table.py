"""Tables of articles, a row each: .csv and .tsv, and JSON (.jsonl, or .json with a list of objects).

Columns are known by their usual names. Others are named in a file beside the table, ``articles.columns.toml``
for ``articles.csv``: ``text = "Artikeltext"`` and so on for title, source, published, author, language, part.
A change of that file is a change of the table.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rag.ingest.content import naming_file
from rag.ingest.decode import decode
from rag.ingest.markdown import iso_date
from rag.ingest.plain import first_line
from rag.ingest.read import LARGEST_FILE_BYTES, LeftOut, RawArticle, Skip

_USUAL = {
    "title": ("title", "headline", "heading", "subject"),
    "text": (
        "text",
        "body",
        "content",
        "article",
        "article_text",
        "fulltext",
        "full_text",
        "story",
        "maintext",
    ),
    "source": ("source", "outlet", "publisher", "publication", "newspaper", "site", "sitename", "domain"),
    "published": (
        "published",
        "date",
        "published_at",
        "publishedat",
        "publication_date",
        "pubdate",
        "date_publish",
    ),
    "author": ("author", "authors", "byline", "creator"),
    "language": ("language", "lang"),
    "part": ("id", "uid", "guid", "url", "link"),
}
_DELIMITERS = ",;\t|"


def read_csv(path: Path) -> list[RawArticle | LeftOut]:
    text = decode(path.read_bytes())
    csv.field_size_limit(LARGEST_FILE_BYTES)
    reader = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text), strict=True)
    try:
        return _articles(path, list(reader.fieldnames or ()), reader)
    except csv.Error as error:
        raise Skip(f"line {reader.line_num} is not CSV: {error}") from error


def read_json(path: Path) -> list[RawArticle | LeftOut]:
    text = decode(path.read_bytes())
    rows = list(_objects(text) if path.suffix.lower() in (".jsonl", ".ndjson") else _object_list(text))
    fields = dict.fromkeys(key for row in rows for key in row)
    return _articles(path, list(fields), iter(rows))


def _dialect(text: str) -> type[csv.Dialect]:
    head = "\n".join(text.splitlines()[:20])
    try:
        found = csv.Sniffer().sniff(head.splitlines()[0] if head else "", _DELIMITERS)
    except csv.Error:
        return csv.excel
    # The heading row tells the delimiter; quoting is always the usual one.
    return type("Found", (csv.excel,), {"delimiter": found.delimiter})


def _articles(path: Path, fields: list[str], rows: Iterator[Mapping[str, Any]]) -> list[RawArticle | LeftOut]:
    columns = _columns(path, fields)
    found: list[RawArticle | LeftOut] = []
    parts: set[str] = set()
    for number, row in enumerate(rows, start=1):
        value = {field: _string(row.get(column)) for field, column in columns.items()}
        part = value.get("part") or f"row {number}"
        if part in parts:
            part = f"{part} (row {number})"
        parts.add(part)
        try:
            found.append(_article(value, part))
        except Skip as skip:
            found.append(LeftOut(part, str(skip)))
    return found


def _article(value: Mapping[str, str], part: str) -> RawArticle:
    text = value["text"].replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Skip("empty")
    return RawArticle(
        title=value.get("title") or first_line(text),
        text=text,
        source=value.get("source", ""),
        published=iso_date(value.get("published", "")),
        author=value.get("author", ""),
        language=value.get("language", "")[:2].lower(),
        part=part,
    )


def _columns(path: Path, fields: list[str]) -> dict[str, str]:
    """Our field -> the table's column. Raises Skip where no column holds the text."""
    named = _named_columns(path)
    for field, column in named.items():
        if field not in _USUAL or column not in fields:
            raise Skip(
                f"{naming_file(path).name} names {field} = '{column}', but the table has: {', '.join(fields)}"
            )
    by_name = {field.strip().lower().replace(" ", "_"): field for field in fields}
    usual = {
        ours: next(by_name[name] for name in names if name in by_name)
        for ours, names in _USUAL.items()
        if any(name in by_name for name in names)
    }
    columns = {**usual, **named}
    if "text" not in columns:
        raise Skip(
            f"no column holds the text (found: {', '.join(fields) or 'none'}); "
            f'name it in {naming_file(path).name}: text = "COLUMN"'
        )
    return columns


def _named_columns(path: Path) -> dict[str, str]:
    naming = naming_file(path)
    if not naming.is_file():
        return {}
    try:
        return {key: str(value) for key, value in tomllib.loads(naming.read_text("utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Skip(f"{naming.name} is not TOML: {error}") from error


def _objects(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise Skip(f"line {number} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise Skip(f"line {number} is not a JSON object")
        yield row


def _object_list(text: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Skip(f"is not JSON: {error}") from error
    rows = data if isinstance(data, list) else [data]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise Skip("is not a list of JSON objects")
    return rows


def _string(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value).strip()
