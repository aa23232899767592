"""Tables of articles, a row each: .csv and .tsv, and JSON (.jsonl, or .json with a list of objects).

Columns are known by their usual names. Others are named in a file beside the table, ``articles.columns.toml``
for ``articles.csv``: ``text = "Artikeltext"`` and so on for title, source, published, author, language, part;
``dates = "day first"`` or ``"month first"`` says how to read 3/4/2020. A change of that file is a change of
the table. A line or row that cannot be read is reported, and the others are read.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from rag.ingest.content import naming_file
from rag.ingest.dates import NotADate, Order, iso_date, order_of
from rag.ingest.decode import decode
from rag.ingest.plain import first_line
from rag.ingest.read import LARGEST_FILE_BYTES, LeftOut, RawArticle, Skip
from rag.language import detect

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
#: In place of a row's columns: what is wrong with it.
_ODD = "\0"
#: A file with more lines that are none is no table.
_BAD_LINES = 100


def read_csv(path: Path) -> list[RawArticle | LeftOut]:
    text = decode(path.read_bytes())
    csv.field_size_limit(LARGEST_FILE_BYTES)
    odd: list[LeftOut] = []
    records = _records(text, _dialect(text), odd)
    heading = next(records, [])
    rows = [(number, _row(heading, record)) for number, record in enumerate(records, start=1)]
    return [*_articles(path, heading, rows), *odd]


def read_json(path: Path) -> list[RawArticle | LeftOut]:
    text = decode(path.read_bytes())
    odd: list[LeftOut] = []
    rows = _objects(text, odd) if path.suffix.lower() in (".jsonl", ".ndjson") else _object_list(text)
    fields = dict.fromkeys(key for _, row in rows for key in row)
    return [*_articles(path, list(fields), rows), *odd]


def _records(text: str, dialect: type[csv.Dialect], odd: list[LeftOut]) -> Iterator[list[str]]:
    """The records of a table, and into ``odd`` the lines with which none begins."""
    lines = io.StringIO(text, newline="").readlines()
    begins = 0
    while begins < len(lines):
        reader = csv.reader(iter(lines[begins:]), dialect=dialect, strict=True)
        at = begins
        try:
            for record in reader:
                at = begins + reader.line_num
                if record:
                    yield record
            return
        except csv.Error as error:
            if not any(line.strip() for line in lines[:at]) or len(odd) == _BAD_LINES:
                raise Skip(f"line {at + 1} is not CSV: {error}") from error
            odd.append(LeftOut(f"line {at + 1}", f"is not CSV: {error}"))
            begins = at + 1


def _row(heading: Sequence[str], record: Sequence[str]) -> dict[str, Any]:
    """A record by its headings. One that is too long was cut in the wrong places."""
    if len(record) > len(heading):
        return {_ODD: f"has {len(record)} columns, and the heading {len(heading)}"}
    return dict(zip(heading, record, strict=False))


def _dialect(text: str) -> type[csv.Dialect]:
    head = "\n".join(text.splitlines()[:20])
    try:
        found = csv.Sniffer().sniff(head.splitlines()[0] if head else "", _DELIMITERS)
    except csv.Error:
        return csv.excel
    # The heading row tells the delimiter; quoting is always the usual one.
    return type("Found", (csv.excel,), {"delimiter": found.delimiter})


def _articles(
    path: Path, fields: Sequence[str], rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[RawArticle | LeftOut]:
    """The articles of numbered rows, and what is odd about them."""
    columns, order = _columns(path, fields)
    date = columns.get("published")
    order = order or order_of(row.get(date) for _, row in rows if date)
    found: list[RawArticle | LeftOut] = []
    parts: set[str] = set()
    for number, row in rows:
        if _ODD in row:
            found.append(LeftOut(f"row {number}", row[_ODD]))
            continue
        value = {field: _string(row.get(column)) for field, column in columns.items()}
        part = value.get("part") or f"row {number}"
        if part in parts:
            part = f"{part} (row {number})"
        parts.add(part)
        found.extend(_article(value, part, order))
    return found


def _article(value: Mapping[str, str], part: str, order: Order) -> list[RawArticle | LeftOut]:
    text = value["text"].replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return [LeftOut(part, "empty")]
    language, published, odd = value.get("language", ""), "", []
    try:
        published = iso_date(value.get("published", ""), order or order_of((), language or detect(text)))
    except NotADate as error:
        odd.append(LeftOut(part, f"{error}; read without it"))
    article = RawArticle(
        title=value.get("title") or first_line(text),
        text=text,
        source=value.get("source", ""),
        published=published,
        author=value.get("author", ""),
        language=language[:2].lower(),
        part=part,
    )
    return [article, *odd]


def _columns(path: Path, fields: Sequence[str]) -> tuple[dict[str, str], Order]:
    """Our field -> the table's column, and in which order its dates are said to be. Raises Skip where no
    column holds the text.
    """
    named = _named_columns(path)
    order = named.pop("dates", "")
    if order not in get_args(Order):
        raise Skip(f"{naming_file(path).name} has dates = '{order}': write 'day first' or 'month first'")
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
    return columns, cast(Order, order)


def _named_columns(path: Path) -> dict[str, str]:
    naming = naming_file(path)
    if not naming.is_file():
        return {}
    try:
        return {key: str(value) for key, value in tomllib.loads(naming.read_text("utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Skip(f"{naming.name} is not TOML: {error}") from error


def _objects(text: str, odd: list[LeftOut]) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a file that has one a line, and into ``odd`` the lines that are none."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            why = "" if isinstance(row, dict) else "is not a JSON object"
        except (json.JSONDecodeError, RecursionError) as error:
            why = f"is not JSON: {error}"
        if not why:
            rows.append((len(rows) + len(odd) + 1, row))
        elif len(odd) == _BAD_LINES:
            raise Skip(f"line {number} {why}, and so are {_BAD_LINES} lines before it")
        else:
            odd.append(LeftOut(f"line {number}", why))
    if odd and not rows:
        raise Skip(f"{odd[0].part} {odd[0].reason}")
    return rows


def _object_list(text: str) -> list[tuple[int, dict[str, Any]]]:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Skip(f"is not JSON: {error}") from error
    rows = data if isinstance(data, list) else [data]
    if not any(isinstance(row, dict) for row in rows):
        raise Skip("is not a list of JSON objects")
    return [
        (number, row if isinstance(row, dict) else {_ODD: "is not a JSON object"})
        for number, row in enumerate(rows, start=1)
    ]


def _string(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value).strip()
