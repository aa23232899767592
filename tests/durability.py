"""What the tests of crash safety have in common: an index to damage, and all that it says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rag.build import update
from rag.settings import Settings
from rag.store import Store
from rag.store.schema import DATABASE
from tests.conftest import WordEncoder

PRINT = {"encoder": "words"}


def article(number: int) -> str:
    return f"Title {number}\n\nArticle number {number} is here. It is short."


def folder_of(path: Path, count: int) -> Path:
    path.mkdir()
    for number in range(count):
        (path / f"{number:03}.txt").write_text(article(number))
    return path


def built(index: Path, news: Path) -> Path:
    store = Store.create(index, PRINT)
    update(store, WordEncoder(), [news], Settings())
    store.close()
    return index


def contents(index: Path) -> list[tuple[object, ...]]:
    """Every row of every table, the full-text table by its own columns."""
    with closing(sqlite3.connect(f"file:{index / DATABASE}?mode=ro", uri=True)) as db:
        tables = sorted(
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("passage_terms_")
        )
        return [
            (table, *row) for table in tables for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]
