"""The sentences of an answer in the order and under the headings that its form has."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Sequence

import numpy as np

from rag.analysis import terms
from rag.answering.reader import Scores
from rag.answering.telling import told
from rag.question.timewords import find_times
from rag.types import Draft, EvidenceSentence, Heading, Query

_YEAR = re.compile(r"\d{4}")
#: Sentences that share so many of their terms (Jaccard) tell the same.
SAME = 0.6
#: Sentences told of each side of a comparison, of an article in a timeline, in a summary, of the latest.
OF_A_SIDE = 3
OF_AN_ARTICLE = 3
SUMMARY = (3, 6)
LATEST = 5
#: What has this share of the best sentence's belief belongs to an overview: a reader prefers what comes
#: first.
MAIN = 0.05


def arranged(
    query: Query, sentences: Sequence[EvidenceSentence], belief: Scores, further: float, most: int
) -> tuple[Draft, ...]:
    """``sentences`` with a belief of ``further`` times the best one's, ``most`` of them."""
    kept = [sentences[i] for i in best_of(sentences, belief, further)[:most]]
    kept.sort(key=lambda one: one.n)
    match query.layout:
        case "compare" if query.sides:
            return _compared(query, sentences, belief, further)
        case "list":
            return _under(query, kept, _heading(Heading("item")))
        case "timeline":
            return _dated(query, kept if _spoken(sentences) else _of_each(sentences, belief, most))
        case "summary" if not _spoken(sentences):
            return _under(query, _summary(sentences, belief, further), _heading(None))
        case "latest" if not _spoken(sentences):
            return _latest(query, sentences, belief)
        case _:
            return _under(query, kept, _heading(None))


def best_of(sentences: Sequence[EvidenceSentence], belief: Scores, further: float) -> list[int]:
    """Places of the sentences with a belief of ``further`` times the best one's, best first, without those
    that tell what a better one tells.
    """
    order = [int(i) for i in np.argsort(-belief, kind="stable") if belief[i] >= further * belief.max()]
    return _new(sentences, order)


def _spoken(sentences: Sequence[EvidenceSentence]) -> bool:
    return any(one.statement is not None for one in sentences)


def _heading(heading: Heading | None) -> Callable[[EvidenceSentence], Heading | None]:
    return lambda _: heading


def _main(sentences: Sequence[EvidenceSentence], belief: Scores) -> list[list[int]]:
    """The sentences to tell from every main article, best first: articles whose best sentence, and sentences
    that, have some of the belief of the best there is.
    """
    of_article: dict[str, list[int]] = {}
    for i in best_of(sentences, belief, MAIN * MAIN):
        places = of_article.setdefault(sentences[i].sentence.article, [])
        if not places or belief[i] >= MAIN * belief[places[0]]:
            places.append(i)
    return [places for places in of_article.values() if belief[places[0]] >= MAIN * belief.max()]


def _of_each(
    sentences: Sequence[EvidenceSentence], belief: Scores, most: int
) -> tuple[EvidenceSentence, ...]:
    """Of every main article as much as of the others, ``most`` sentences."""
    main = _main(sentences, belief)
    turns = (places[turn] for turn in range(most) for places in main if turn < len(places))
    return tuple(sentences[i] for i in list(turns)[:most])


def _under(
    query: Query, kept: Sequence[EvidenceSentence], heading: Callable[[EvidenceSentence], Heading | None]
) -> tuple[Draft, ...]:
    return tuple(dataclasses.replace(told(one, query.language), heading=heading(one)) for one in kept)


def _compared(
    query: Query, sentences: Sequence[EvidenceSentence], belief: Scores, further: float
) -> tuple[Draft, ...]:
    """The best of each side under its name."""
    drafts: list[Draft] = []
    for side in query.sides:
        places = [i for i, one in enumerate(sentences) if one.side == side]
        if not places:
            continue
        own = [sentences[i] for i in places]
        best = sorted(best_of(own, belief[places], further)[:OF_A_SIDE])
        drafts += _under(query, [own[i] for i in best], _heading(Heading("side", side)))
    return tuple(drafts)


def _dated(query: Query, kept: Sequence[EvidenceSentence]) -> tuple[Draft, ...]:
    """In the order of what they tell of."""
    days = {one.n: event_date(one, query.language) for one in kept}
    ordered = sorted(kept, key=lambda one: (days[one.n] or "9999", one.n))
    return _under(query, ordered, lambda one: Heading("date", date=days[one.n]))


def _latest(query: Query, sentences: Sequence[EvidenceSentence], belief: Scores) -> tuple[Draft, ...]:
    """What the newest article that is about it has, then the best of what was there before, with the days."""
    main = sorted(_main(sentences, belief), key=lambda places: sentences[places[0]].published, reverse=True)
    newest, *before = main
    kept = [*sorted(newest[:OF_AN_ARTICLE]), *(places[0] for places in before)][:LATEST]
    return _under(
        query,
        [sentences[i] for i in kept],
        lambda one: Heading("date", date=one.published) if one.published else None,
    )


def _summary(
    sentences: Sequence[EvidenceSentence], belief: Scores, further: float
) -> tuple[EvidenceSentence, ...]:
    """The best sentence of every main article, and the next best ones, in the order of time."""
    fewest, most = SUMMARY
    order = best_of(sentences, belief, 0.0)
    kept = [places[0] for places in _main(sentences, belief)][:most]
    for i in order:
        enough = belief[i] < further * belief.max() and len(kept) >= fewest
        if len(kept) == most or enough:
            break
        if i not in kept:
            kept.append(i)
    chosen = [sentences[i] for i in kept]
    return tuple(sorted(chosen, key=lambda one: (one.published or "9999", one.n)))


def event_date(source: EvidenceSentence, language: str) -> str:
    """The day, month or year that a sentence tells of, as far as it says; else its article's day, or ''. A
    day without a year is the one nearest to the article's own.
    """
    for phrase in find_times(source.sentence.text, latest=source.published, language=language):
        if phrase.how not in ("in", "relative") or not phrase.since:
            continue
        since = phrase.since
        if phrase.how == "in" and not _YEAR.search(phrase.text) and source.published:
            since = _nearest_year(since, source.published)
        if phrase.since == phrase.until:
            return since
        return since[:7] if phrase.since[:7] == phrase.until[:7] else since[:4]
    return source.published


def _nearest_year(day: str, published: str) -> str:
    near = dt.date.fromisoformat(published)
    try:
        years = [dt.date.fromisoformat(f"{near.year + shift}{day[4:]}") for shift in (-1, 0, 1)]
    except ValueError:  # 29 February
        return day
    return min(years, key=lambda one: abs(one - near)).isoformat()


def _new(sentences: Sequence[EvidenceSentence], order: Sequence[int]) -> list[int]:
    """``order`` without sentences that another before them tells, or nearly so."""
    words = {i: frozenset(terms(sentences[i].sentence.text, "")) for i in order}
    kept: list[int] = []
    for i in order:
        if not any(_same(words[i], words[j]) for j in kept):
            kept.append(i)
    return kept


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    # A figure apart is news.
    numbers = {term for term in one ^ other if term[0].isdigit()}
    return not numbers and len(one & other) >= SAME * len(one | other)
