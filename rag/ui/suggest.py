"""What could be asked next: who else speaks in the articles that an answer cites."""

from __future__ import annotations

from collections import Counter

from rag.statements.given_names import GIVEN
from rag.store import Store
from rag.ui.turn import Turn

#: How many questions are suggested.
SUGGESTED = 3


def follow_ups(turn: Turn, store: Store) -> tuple[str, ...]:
    """Questions about others who are heard in the cited articles; none for a turn without an answer."""
    if turn.stage != "answered" or turn.query is None:
        return ()
    known = {part.lower() for name in turn.query.named for part in name.split()}
    heard = Counter(
        statement.speaker
        for statement in store.statements_in({citation.article for citation in turn.citations})
        if _is_person(statement.speaker) and not known & {part.lower() for part in statement.speaker.split()}
    )
    ranked = sorted(heard.items(), key=lambda item: (-item[1], item[0]))
    return tuple(f"What did {speaker} say?" for speaker, _ in ranked[:SUGGESTED])


def _is_person(speaker: str) -> bool:
    """A full name that begins with a known given name: not "officials", and not "United States"."""
    given, _, rest = speaker.partition(" ")
    return bool(rest) and given in GIVEN
