"""Questions to begin with, made from what the index holds, so that they fit any corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rag.statements.roll import roll
from rag.store import Store

#: How many questions are offered.
OFFERED = 4

#: Articles looked at for headlines, and characters of the longest one.
_LOOKED_AT = 12
_LINE = 80

_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w’'-]+")
_ENDING = re.compile(r"[’']s?$")


def examples(store: Store) -> tuple[str, ...]:
    """What the most heard speakers say about names that recur in their words, both of the first two compared
    where they share one, and the latest on the name that comes up most.

    A speaker without such a name gives ``What did Lavrov say?``. An index without statements, as of articles
    in a language in which they are not found, gives headlines.
    """
    heard = roll(store.speakers()).most_heard(OFFERED)
    if not heard:
        return _headlines(store)
    topics = [_topics(store, speaker.names) for speaker in heard]
    questions = [
        _question(speaker.name, next(iter(own), "")) for speaker, own in zip(heard, topics, strict=True)
    ]
    others = [*_compared([speaker.name for speaker in heard], topics), *_latest(topics)]
    return (*questions[: OFFERED - len(others)], *others)


def _compared(names: Sequence[str], topics: Sequence[Mapping[str, int]]) -> list[str]:
    """The first two speakers on the topic that both of them come back to."""
    if len(names) < 2:
        return []
    both = [topic for topic in topics[0] if topics[1].get(topic, 0) > 1 and topics[0][topic] > 1]
    return [f"Compare what {names[0]} and {names[1]} say about {topic}." for topic in both[:1]]


def _latest(topics: Sequence[Mapping[str, int]]) -> list[str]:
    """The name in most of the speakers' words, where there is one for several of them."""
    speakers = Counter(topic for own in topics for topic, count in own.items() if count > 1)
    ranked = sorted(speakers.items(), key=lambda item: (-item[1], item[0]))
    return [f"What is the latest on {topic}?" for topic, count in ranked[:1] if count > 1]


def _headlines(store: Store) -> tuple[str, ...]:
    """Headlines from all over the index, of several words and no more than fit on a line."""
    ids = store.article_ids()
    spread = ids[:: max(1, len(ids) // _LOOKED_AT)]
    titles = (article.title for _, article in sorted(store.articles(spread).items()))
    fitting = dict.fromkeys(title for title in titles if len(title.split()) > 2 and len(title) <= _LINE)
    return tuple(fitting)[:OFFERED]


def _question(speaker: str, topic: str) -> str:
    return f"What did {speaker} say about {topic}?" if topic else f"What did {speaker} say?"


def _topics(store: Store, names: Sequence[str]) -> dict[str, int]:
    """In how many of the speaker's statements a name stands, other than the speaker's own; the commonest
    first.
    """
    own = {part for name in names for part in name.split()}
    counts = Counter(
        word
        for statement in store.statements(names)
        for word in {_ENDING.sub("", found) for found in _NAME.findall(statement.text)}
        if word not in own and len(word) > 2
    )
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
