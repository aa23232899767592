"""Who speaks in a passage: passages in which the asked-for speaker says something on the topic.

Late in an article a speaker is "he" or "the minister"; the index's statements know who that is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.analysis import terms
from rag.rarity import Weights, rarity, share
from rag.store import Store
from rag.types import Passage, Query, Statement

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
    speaker = set(terms(" ".join(query.speakers), query.language))
    if not speaker:
        return {}
    topic = set(terms(query.topic or query.text, query.language)) - speaker
    wanted = _Wanted(rarity(sorted(speaker), store), rarity(sorted(topic), store), query.language)
    statements: dict[str, list[Statement]] = {}
    for statement in store.statements_in({passage.article for passage in passages.values()}):
        statements.setdefault(statement.article, []).append(statement)
    return {i: _score(p, statements.get(p.article, ()), wanted) for i, p in passages.items()}


def _score(passage: Passage, statements: Sequence[Statement], wanted: _Wanted) -> float:
    heard, on_topic = 0.0, 0.0
    for statement in statements:
        if statement.start >= passage.end or statement.end <= passage.start:
            continue
        theirs = share(_named(f"{statement.speaker} {statement.role}", wanted.language), wanted.speaker)
        heard = max(heard, theirs)
        if theirs >= IS_SPEAKER:
            around = (
                s.text for s in passage.sentences if s.start < statement.end and s.end > statement.start
            )
            on_topic = max(on_topic, share(terms(" ".join(around), wanted.language), wanted.topic))
    return SPEAKER * heard + TOPIC * on_topic


@lru_cache(maxsize=1 << 14)
def _named(name: str, language: str) -> tuple[str, ...]:
    """The terms of a name; an article has the same few over and over."""
    return tuple(terms(name, language))
