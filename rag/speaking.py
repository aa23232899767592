"""Who speaks in a passage: passages in which the asked-for speaker says something on the topic.

Late in an article a speaker is "he" or "the minister"; the index's statements know who that is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from rag.analysis import terms
from rag.store import Store
from rag.types import Passage, Query, Statement

#: What a passage gains for a statement by the speaker, and for one with all the topic's words in it.
SPEAKER = 0.1
TOPIC = 0.2
#: The share of the speaker's name or role, weighed by rarity, from which a statement counts as theirs.
IS_SPEAKER = 0.5


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The terms of the speaker and of the topic, and what each weighs."""

    speaker: Set[str]
    topic: Set[str]
    weights: Mapping[str, float]
    language: str

    def share(self, text: str, part: Set[str]) -> float:
        """How much of a part's terms a text has, by weight."""
        total = sum(self.weights[term] for term in part)
        found = part & set(terms(text, self.language))
        return sum(self.weights[term] for term in found) / total if total else 0.0


def speaking_scores(query: Query, passages: Mapping[int, Passage], store: Store) -> dict[int, float]:
    """For each passage what it gains by who speaks in it; nothing where the query names no speaker."""
    speaker = set(terms(" ".join(query.speakers), query.language))
    if not speaker:
        return {}
    topic = set(terms(query.topic or query.text, query.language)) - speaker
    weights = _weights(speaker | topic, store)
    statements: dict[str, list[Statement]] = {}
    for statement in store.statements_in({passage.article for passage in passages.values()}):
        statements.setdefault(statement.article, []).append(statement)
    wanted = _Wanted(speaker, topic, weights, query.language)
    return {i: _score(p, statements.get(p.article, ()), wanted) for i, p in passages.items()}


def _score(passage: Passage, statements: Sequence[Statement], wanted: _Wanted) -> float:
    heard, on_topic = 0.0, 0.0
    for statement in statements:
        if statement.start >= passage.end or statement.end <= passage.start:
            continue
        theirs = wanted.share(f"{statement.speaker} {statement.role}", wanted.speaker)
        heard = max(heard, theirs)
        if theirs >= IS_SPEAKER:
            around = (
                s.text for s in passage.sentences if s.start < statement.end and s.end > statement.start
            )
            on_topic = max(on_topic, wanted.share(" ".join(around), wanted.topic))
    return SPEAKER * heard + TOPIC * on_topic


def _weights(wanted: Set[str], store: Store) -> dict[str, float]:
    """Inverse document frequency: a surname outweighs a title."""
    passages = store.overview().passages
    return {term: math.log(1 + passages / (1 + store.frequency(term))) for term in wanted}
