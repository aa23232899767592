"""What could be asked next: what others say on the same, or a summary of the article cited."""

from __future__ import annotations

from collections import Counter

from rag.statements.given_names import GIVEN
from rag.store import Store
from rag.ui.turn import Turn

#: How many questions are suggested.
SUGGESTED = 3


def follow_ups(turn: Turn, store: Store) -> tuple[str, ...]:
    """What others who are heard in the cited articles say on the same, after somebody's words; after
    anything else a summary of the article cited first. None for a turn without an answer.
    """
    if turn.stage != "answered" or turn.query is None:
        return ()
    if turn.query.form != "said":
        summed_up = turn.query.layout == "summary"
        return () if summed_up else tuple(f"Summarise “{c.title}”." for c in turn.citations[:1])
    known = {part.lower() for name in turn.query.named for part in name.split()}
    heard = Counter(
        statement.speaker
        for statement in store.statements_in({citation.article for citation in turn.citations})
        if _is_person(statement.speaker) and not known & {part.lower() for part in statement.speaker.split()}
    )
    ranked = sorted(heard.items(), key=lambda item: (-item[1], item[0]))
    return tuple(f"And {speaker}?" for speaker, _ in ranked[:SUGGESTED])


def _is_person(speaker: str) -> bool:
    """A full name that begins with a known given name: not "officials", and not "United States"."""
    given, _, rest = speaker.partition(" ")
    return bool(rest) and given in GIVEN
