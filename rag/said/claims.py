"""How much of what a question asks about, or claims, is in what somebody says, in its words or in meaning.

Words that overlap are not enough: nearly every point about Ash and Birch shares most of the words of "who
said that Ash would buy Birch?". So each word of the topic has to be there, or something near it.

What this does not know: denials, and claims put in quite other words, which it misses.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.analysis import terms
from rag.answerable.nearness import NOT_THERE, near_terms
from rag.answerable.signals import ASKING
from rag.embed import Encoder
from rag.late import PassageWords
from rag.retrieve import ask
from rag.said.points import Point
from rag.store import Store
from rag.types import Query

#: From which a point says what "who said that" claims. Set by hand, high, on claims that are made in bbc-news
#: in other words and claims that are not: a wrong name is worse than none.
CLAIMED = 0.86
#: What the best point must reach for its speaker to have touched the topic. Set by hand on gold-dev's
#: questions, where a higher bar declines more of those that have an answer.
TOUCHED = 0.55
#: A topic of so few words is no claim: they may stand around the point as well.
FEW = 2


def asked_about(topic: str, language: str) -> list[str]:
    """The terms of a topic without those by which a question asks ("what is needed to")."""
    return [term for term in dict.fromkeys(terms(topic, language)) if term not in ASKING]


def met(query: Query, points: Sequence[Point], store: Store, encoder: Encoder) -> list[float]:
    """For each point the mean over the topic's words, in [0, 1]: 1 for a word that is there, else how near
    something comes in meaning, in the point or, unless a claim is looked for, in the passage around it. 1
    for a topic without words.
    """
    wanted = asked_about(query.topic, query.language)
    if not wanted:
        return [1.0] * len(points)
    around = query.form != "who_said" or len(wanted) <= FEW
    asked = ask(query.topic, encoder)
    words = store.passage_words({point.passage.id for point in points})
    shares = []
    for point in points:
        there = set(terms(point.span.text, query.language))
        near = dict.fromkeys(wanted, NOT_THERE)
        if asked.tokens is not None and point.passage.id in words:
            held = words[point.passage.id]
            held = held if around else _within(held, point)
            near.update(near_terms(query.topic, query.language, wanted, asked.tokens, held))
        shares.append(sum(1.0 if term in there else max(0.0, near[term]) for term in wanted) / len(wanted))
    return shares


def _within(words: PassageWords, point: Point) -> PassageWords:
    """The words of a point and of the headline."""
    start, end = (at - point.passage.start for at in (point.span.start, point.span.end))
    kept = ((words.places >= start) & (words.places < end)) | (words.places < 0)
    return PassageWords(words.places[kept], words.bits[kept])
