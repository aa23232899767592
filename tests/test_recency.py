from __future__ import annotations

from rag.recency import INSIDE, NEWEST, date_scores, prefers_dates
from rag.types import Query

PUBLISHED = {1: "2020-01-01", 2: "2020-09-15", 3: "", 4: "2020-12-01"}


def test_nothing_is_gained_without_a_preference() -> None:
    assert not prefers_dates(Query("q", "q", since="2020-01-01"))
    assert date_scores(Query("q", "q"), PUBLISHED) == {1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0}


def test_articles_of_the_preferred_time_gain() -> None:
    query = Query("q", "q", prefer_since="2020-09-01", prefer_until="2020-09-30")
    assert date_scores(query, PUBLISHED) == {1: 0.0, 2: INSIDE, 3: 0.0, 4: 0.0}
    assert date_scores(Query("q", "q", prefer_since="2020-09-15"), PUBLISHED)[4] == INSIDE


def test_the_newest_gain_most_and_undated_ones_nothing() -> None:
    scores = date_scores(Query("q", "q", newest_first=True), PUBLISHED)
    assert scores[4] == NEWEST > scores[2] > scores[1] > scores[3] == 0.0
