"""Conversations and feedback, kept in SQLite beside the index, so that both survive a restart.

They are in a file of their own: the index can be built again or deleted without losing them. Every row
belongs to an owner, a signed-in user or one browser, and is only ever read for that owner.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from rag.errors import IndexDamaged
from rag.store.schema import CONVERSATIONS
from rag.ui.turn import Conversation, Turn

FILE = CONVERSATIONS
#: Characters of a conversation's name, which is its first question until it is renamed.
NAME_LENGTH = 80

Rating = Literal["good", "answer_wrong", "source_wrong"]
RATINGS: tuple[Rating, ...] = ("good", "answer_wrong", "source_wrong")

_TABLES = """
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, changed TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_owner ON conversations (owner, changed);
CREATE TABLE IF NOT EXISTS feedback (
    turn TEXT NOT NULL, owner TEXT NOT NULL, rating TEXT NOT NULL, reason TEXT NOT NULL, given TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (turn, owner)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the list: ``changed`` is ISO 8601 with zone."""

    id: str
    name: str
    changed: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer, with the turn as it was."""

    rating: Rating
    reason: str
    given: str
    turn: Turn


class History:
    """Safe to use from several threads: every call has its own connection."""

    def __init__(self, directory: Path) -> None:
        """Raises IndexDamaged if the file is there and cannot be read."""
        self.path = directory / FILE
        try:
            with self._db() as db:
                db.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"{self.path} cannot be read: {error}. It holds conversations only: move it away."
            ) from error

    def secret(self) -> str:
        """A key of 16 characters that stays the same for this desk."""
        with self._db() as db:
            db.execute("INSERT OR IGNORE INTO keys VALUES ('browser', ?)", (secrets.token_hex(8),))
            row = db.execute("SELECT value FROM keys WHERE name = 'browser'").fetchone()
        return str(row[0])

    def save(self, owner: str, conversation: Conversation) -> None:
        """Keep a conversation as it is now; its name stays what it was. One without turns is not kept."""
        if not conversation.turns:
            return
        name = " ".join(conversation.turns[0].question.split())[:NAME_LENGTH]
        changed = max(turn.asked for turn in conversation.turns)
        body = _kinds()[0].dump_json(conversation).decode()
        with self._db() as db:
            db.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET body = excluded.body, changed = excluded.changed WHERE owner = excluded.owner",
                (conversation.id, owner, name, changed, body),
            )

    def renew(self, owner: str, conversation: Conversation) -> None:
        """Keep a conversation as it is now, unless it was deleted since it was saved."""
        body = _kinds()[0].dump_json(conversation).decode()
        with self._db() as db:
            db.execute(
                "UPDATE conversations SET body = ? WHERE id = ? AND owner = ?", (body, conversation.id, owner)
            )

    def load(self, owner: str, conversation_id: str) -> Conversation | None:
        with self._db() as db:
            row = db.execute(
                "SELECT body FROM conversations WHERE id = ? AND owner = ?", (conversation_id, owner)
            ).fetchone()
        return None if row is None else _kinds()[0].validate_json(row[0])

    def list(self, owner: str) -> tuple[Kept, ...]:
        """The owner's conversations, the last changed first."""
        with self._db() as db:
            rows = db.execute(
                "SELECT id, name, changed FROM conversations WHERE owner = ? ORDER BY changed DESC, id",
                (owner,),
            ).fetchall()
        return tuple(Kept(*row) for row in rows)

    def rename(self, owner: str, conversation_id: str, name: str) -> None:
        """Give a conversation another name; one without letters changes nothing."""
        if " ".join(name.split()):
            with self._db() as db:
                db.execute(
                    "UPDATE conversations SET name = ? WHERE id = ? AND owner = ?",
                    (" ".join(name.split())[:NAME_LENGTH], conversation_id, owner),
                )

    def forget(self, owner: str, conversation_id: str) -> None:
        with self._db() as db:
            db.execute("DELETE FROM conversations WHERE id = ? AND owner = ?", (conversation_id, owner))

    def rate(self, owner: str, turn: Turn, rating: Rating, reason: str, when: str) -> None:
        """Keep what the reader says of an answer; a second rating replaces the first."""
        body = _kinds()[1].dump_json(turn).decode()
        with self._db() as db:
            db.execute(
                "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?)",
                (turn.id, owner, rating, reason.strip(), when, body),
            )

    def ratings(self, owner: str) -> dict[str, Rating]:
        """Turn id -> the owner's rating."""
        with self._db() as db:
            return dict(db.execute("SELECT turn, rating FROM feedback WHERE owner = ?", (owner,)).fetchall())

    def feedback(self) -> tuple[Feedback, ...]:
        """All ratings, oldest first."""
        with self._db() as db:
            rows = db.execute("SELECT rating, reason, given, body FROM feedback ORDER BY given").fetchall()
        return tuple(
            Feedback(rating, reason, given, _kinds()[1].validate_json(body))
            for rating, reason, given, body in rows
        )

    @contextmanager
    def _db(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=30)
        try:
            with db:
                yield db
        finally:
            db.close()


@cache
def _kinds() -> tuple[Any, Any]:
    """How conversations and turns are written to JSON and checked when they are read."""
    from pydantic import TypeAdapter

    return TypeAdapter(Conversation), TypeAdapter(Turn)
