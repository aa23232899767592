"""What a passage gains by its article's date: within the time a question prefers, or new where it asks for
the latest.

A preference never leaves anything out, and an article without a date gains nothing and loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from rag.types import Query

#: The most that a passage gains, on the scale of retrieval's scores (0 to about 1).
INSIDE = 0.1
NEWEST = 0.1


def prefers_dates(query: Query) -> bool:
    return bool(query.newest_first or query.prefer_since or query.prefer_until)


def date_scores(query: Query, published: Mapping[int, str]) -> dict[int, float]:
    """For each passage (its article's day by passage id) what it gains by its date."""
    newest = _newest(published) if query.newest_first else {}
    return {i: newest.get(i, 0.0) + INSIDE * _inside(query, day) for i, day in published.items()}


def _inside(query: Query, day: str) -> bool:
    if not day or not (query.prefer_since or query.prefer_until):
        return False
    return query.prefer_since <= day and (not query.prefer_until or day <= query.prefer_until)


def _newest(published: Mapping[int, str]) -> dict[int, float]:
    """Days by their order among the candidates, the newest at the top: how far apart they are says little."""
    days = sorted({day for day in published.values() if day})
    place = {day: (n + 1) / len(days) for n, day in enumerate(days)}
    return {i: NEWEST * place[day] for i, day in published.items() if day}
