"""Statements as text, JSON and CSV."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from typing import Any

from rag.browse import FoundStatement


def statements_text(found: Sequence[FoundStatement], total: int) -> str:
    """For reading in a terminal; ``total`` is how many there are before the limit."""
    if not found:
        return "No such statements in your articles."
    lines = [line for item in found for line in _lines(item)]
    if total > len(found):
        lines.append(f"{total - len(found)} more; --limit {total} shows all")
    return "\n".join(lines)


def statements_json(found: Sequence[FoundStatement], total: int) -> str:
    return json.dumps(
        {"total": total, "statements": [record(item) for item in found]}, ensure_ascii=False, indent=2
    )


def statements_csv(found: Sequence[FoundStatement], total: int) -> str:  # noqa: ARG001 - one shape for all three
    """A header and a line a statement, quoted where needed (RFC 4180)."""
    rows = [record(item) for item in found]
    out = io.StringIO()
    names = [
        "when",
        "speaker",
        "role",
        "kind",
        "negated",
        "text",
        "article",
        "title",
        "source",
        "published",
        "start",
        "end",
        "context",
    ]
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({key: _tame(value) for key, value in row.items()} for row in rows)
    return out.getvalue().rstrip("\r\n")


def record(item: FoundStatement) -> dict[str, Any]:
    """One statement with its article as a flat record."""
    own = {key: value for key, value in dataclasses.asdict(item).items() if key != "statement"}
    return {**dataclasses.asdict(item.statement), **own}


def _lines(item: FoundStatement) -> list[str]:
    said = item.statement
    words = f"“{said.text}”" if said.kind == "direct" else said.text
    denied = " (denied or not said)" if said.negated else ""
    about = ", ".join(part for part in (item.title, item.source, item.when) if part)
    return [
        f"{said.speaker or 'Somebody not named'}: {words}{denied}",
        f"    {about}",
        f"    {said.article}:{said.start}-{said.end}",
    ]


def _tame(value: Any) -> Any:
    """A cell that a spreadsheet would run as a formula is marked as text; articles are not trusted."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
        return "'" + value
    return value
