"""Questions to begin with, made from what the index holds, so that they fit any corpus."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

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
    """``What did Lavrov say about Georgia?``: the most heard speakers and a name that recurs in their words.

    A speaker without such a name gives ``What did Lavrov say?``. An index without statements, as of articles
    in a language in which they are not found, gives headlines.
    """
    return tuple(
        _question(speaker.name, _topic(store, speaker.names))
        for speaker in roll(store.speakers()).most_heard(OFFERED)
    ) or _headlines(store)


def _headlines(store: Store) -> tuple[str, ...]:
    """Headlines from all over the index, of several words and no more than fit on a line."""
    ids = store.article_ids()
    spread = ids[:: max(1, len(ids) // _LOOKED_AT)]
    titles = (article.title for _, article in sorted(store.articles(spread).items()))
    fitting = dict.fromkeys(title for title in titles if len(title.split()) > 2 and len(title) <= _LINE)
    return tuple(fitting)[:OFFERED]


def _question(speaker: str, topic: str) -> str:
    return f"What did {speaker} say about {topic}?" if topic else f"What did {speaker} say?"


def _topic(store: Store, names: Sequence[str]) -> str:
    """The name that most of the speaker's statements share, other than the speaker's own."""
    own = {part for name in names for part in name.split()}
    counts = Counter(
        word
        for statement in store.statements(names)
        for word in {_ENDING.sub("", found) for found in _NAME.findall(statement.text)}
        if word not in own and len(word) > 2
    )
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ranked[0][0] if ranked else ""
