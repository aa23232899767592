"""What is counted over whole tables: made when it is first asked for, and kept for one state of the database.

Over a million passages a count takes milliseconds and a list of speakers a second; questions ask for both.
"""

from __future__ import annotations

from functools import cached_property

from rag.store.connections import Connections
from rag.store.meta import read_meta
from rag.store.records import Overview


class Survey:
    """Of the database as it is while ``state`` is its state. Safe to use from several threads."""

    def __init__(self, connections: Connections, state: tuple[str, str]) -> None:
        self._connections = connections
        self.state = state

    @cached_property
    def articles(self) -> int:
        return self._count("articles")

    @cached_property
    def passages(self) -> int:
        return self._count("passages")

    @cached_property
    def overview(self) -> Overview:
        db = self._connections.get()
        earliest, latest = db.execute(
            "SELECT min(published), max(published) FROM articles WHERE published != ''"
        ).fetchone()
        by_number = "SELECT {0}, count(*) FROM articles GROUP BY {0} ORDER BY 2 DESC, 1"
        return Overview(
            articles=self.articles,
            passages=self.passages,
            statements=self._count("statements"),
            sources=tuple(db.execute(by_number.format("source"))),
            earliest=earliest or "",
            latest=latest or "",
            updated=read_meta(db).get("updated", ""),
            languages=tuple(db.execute(by_number.format("language"))),
        )

    @cached_property
    def speakers(self) -> tuple[tuple[str, str, int], ...]:
        """(speaker, role, statements) for every speaker and each role they are given, most first."""
        return tuple(
            self._connections.get().execute(
                "SELECT speaker, role, count(*) FROM statements WHERE speaker != '' "
                "GROUP BY speaker, role ORDER BY 3 DESC, 1, 2"
            )
        )

    @cached_property
    def speaker_names(self) -> tuple[str, ...]:
        """Every speaker once, most first."""
        return tuple(dict.fromkeys(speaker for speaker, _, _ in self.speakers))

    def _count(self, table: str) -> int:
        return int(self._connections.get().execute(f"SELECT count(*) FROM {table}").fetchone()[0])
