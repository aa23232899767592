"""Who speaks in a passage: passages in which the asked-for speaker says something on the topic.

Late in an article a speaker is "he" or "the minister"; the index's statements know who that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.analysis import terms
from rag.rarity import Weights, rarity, share
from rag.store import Heard, Store
from rag.types import Passage, Query

#: What a passage gains for a statement by the speaker, and for one with all the topic's words in it.
SPEAKER = 0.05
TOPIC = 0.1
#: The share of the speaker's name or role, weighed by rarity, from which a statement counts as theirs.
IS_SPEAKER = 0.5


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The terms of the speaker and of the topic, each with its weight."""

    speaker: Weights
    topic: Weights
    language: str


def speaking_scores(query: Query, passages: Mapping[int, Passage], store: Store) -> dict[int, float]:
    """For each passage what it gains by who speaks in it; nothing where the query names no speaker."""
    speaker = set(terms(" ".join(query.speakers or query.named), query.language))
    if not speaker:
        return {}
    topic = set(terms(query.text, query.language)) - speaker
    wanted = _Wanted(rarity(sorted(speaker), store), rarity(sorted(topic), store), query.language)
    heard: dict[int, list[Heard]] = {}
    for one in store.heard_in(passages):
        heard.setdefault(one.passage, []).append(one)
    # The passages found are of few speakers, each heard over and over.
    names = {(one.speaker, one.role) for found in heard.values() for one in found}
    theirs = {name: share(terms(" ".join(name), wanted.language), wanted.speaker) for name in names}
    return {i: _score(passage, heard.get(i, ()), theirs, wanted) for i, passage in passages.items()}


def _score(
    passage: Passage, heard: Sequence[Heard], theirs: Mapping[tuple[str, str], float], wanted: _Wanted
) -> float:
    by_speaker = max((theirs[one.speaker, one.role] for one in heard), default=0.0)
    spans = {(one.start, one.end) for one in heard if theirs[one.speaker, one.role] >= IS_SPEAKER}
    around = {
        tuple(s.text for s in passage.sentences if s.start < end and s.end > start) for start, end in spans
    }
    on_topic = max(
        (share(terms(" ".join(texts), wanted.language), wanted.topic) for texts in around), default=0.0
    )
    return SPEAKER * by_speaker + TOPIC * on_topic
