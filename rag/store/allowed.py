"""Which passages a filter allows, answered from memory: dates and sources, twenty bytes a passage."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.store.changes import Changes, Ids
from rag.store.records import Filter

#: After every date.
LAST_DAY = 99991231


@dataclass(frozen=True, slots=True)
class Allowed:
    """Of each passage (n): its id, in order; its article's date as a number (20201203, 0 where not known);
    its source as an index into ``names``.
    """

    ids: Ids
    days: npt.NDArray[np.int32]
    sources: npt.NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def read(cls, db: sqlite3.Connection) -> Allowed:
        return cls._of(_rows(db, 0), ())

    def changed(self, db: sqlite3.Connection, changes: Changes) -> Allowed:
        """With what has come and without what has gone."""
        kept = ~np.isin(self.ids, changes.gone, assume_unique=True)
        left = Allowed(self.ids[kept], self.days[kept], self.sources[kept], self.names)
        if not changes.new.size:
            return left
        new = self._of(_rows(db, int(changes.new[0]) - 1), self.names)
        return Allowed(
            np.concatenate([left.ids, new.ids]),
            np.concatenate([left.days, new.days]),
            np.concatenate([left.sources, new.sources]),
            new.names,
        )

    def within(self, where: Filter) -> Ids:
        """The ids of passages whose articles pass ``where``, in order."""
        passes = np.ones(len(self.ids), dtype=bool)
        if where.since or where.until:
            first, last = max(1, day(where.since)), day(where.until) or LAST_DAY
            passes &= (self.days >= first) & (self.days <= last)
            if where.undated:
                passes |= self.days == 0
        if where.sources:
            wanted = [n for n, name in enumerate(self.names) if name in where.sources]
            passes &= np.isin(self.sources, wanted)
        return self.ids[passes]

    @classmethod
    def _of(cls, rows: sqlite3.Cursor, names: tuple[str, ...]) -> Allowed:
        number = {name: n for n, name in enumerate(names)}
        columns = [(i, day(date), number.setdefault(source, len(number))) for i, date, source in rows]
        table = np.array(sorted(columns), dtype=np.int64).reshape(-1, 3)
        return cls(
            table[:, 0].copy(), table[:, 1].astype(np.int32), table[:, 2].astype(np.int32), tuple(number)
        )


def _rows(db: sqlite3.Connection, after: int) -> sqlite3.Cursor:
    return db.execute(
        "SELECT p.id, a.published, a.source FROM passages p JOIN articles a ON a.rowid = p.article "
        "WHERE p.id > ?",
        (after,),
    )


def day(date: str) -> int:
    """An ISO 8601 date as a number in the same order, 20201203; 0 for none."""
    digits = date.replace("-", "")
    return int(f"{digits:0<8.8}") if digits.isdecimal() else 0
