"""The terms of passages as they stand in the full-text index, for searching them elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from rag.store.changes import Ids


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The analysed terms of a passage, joined by spaces, and what filters ask of its article."""

    id: int
    title: str
    body: str
    speaker: str
    published: str
    source: str

    @property
    def words(self) -> str:
        """All terms together."""
        return f"{self.title} {self.body} {self.speaker}"


def terms_of(db: sqlite3.Connection, ids: Ids) -> Iterator[PassageTerms]:
    """The terms of the passages ``ids``, which are in order. Best for ids that lie close together."""
    if not ids.size:
        return
    wanted = frozenset(ids.tolist())
    for row in db.execute(
        "SELECT t.rowid, t.title, t.body, t.speaker, a.published, a.source FROM passage_terms t "
        "JOIN passages p ON p.id = t.rowid JOIN articles a ON a.rowid = p.article "
        "WHERE t.rowid BETWEEN ? AND ?",
        (int(ids[0]), int(ids[-1])),
    ):
        if row[0] in wanted:
            yield PassageTerms(*row)
