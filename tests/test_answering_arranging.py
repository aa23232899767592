from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answering.arranging import arranged, best_of, event_date
from rag.types import AnswerForm, Draft, EvidenceSentence, Query
from tests.evidence import evidence_of

#: Text, day of its article, belief.
NEWS = (
    ("The dam was opened by the queen.", "2019-04-01", 0.1),
    ("Engineers found a crack in the wall on 3 May 2020.", "2020-05-06", 0.5),
    ("Two villages below it were emptied.", "2020-05-07", 0.3),
    ("Gulls were seen over the harbour.", "2020-05-07", 0.001),
    ("The crack was sealed with resin.", "2020-06-01", 0.099),
)
BELIEF = np.array([belief for _, _, belief in NEWS])


def evidence(*sides: str) -> tuple[EvidenceSentence, ...]:
    found = evidence_of("?", [text for text, _, _ in NEWS]).sentences
    sides = sides or ("",) * len(NEWS)
    return tuple(
        replace(one, published=day, side=side)
        for one, (_, day, _), side in zip(found, NEWS, sides, strict=True)
    )


def laid_out(layout: AnswerForm, *sides: str) -> tuple[Draft, ...]:
    query = Query("?", "?", layout=layout, sides=tuple(dict.fromkeys(sides)))
    return arranged(query, evidence(*sides), BELIEF, 0.25, 8)


def test_a_list_has_an_item_for_each() -> None:
    drafts = laid_out("list")
    assert [draft.sources[0] for draft in drafts] == [2, 3]
    assert all(draft.heading and draft.heading.kind == "item" for draft in drafts)


def test_a_timeline_goes_by_the_days_told_of() -> None:
    days = [draft.heading.date for draft in laid_out("timeline") if draft.heading]
    assert days == ["2019-04-01", "2020-05-03", "2020-05-07", "2020-06-01"]


def test_a_summary_covers_the_main_articles_in_the_order_of_time() -> None:
    assert [draft.sources[0] for draft in laid_out("summary")] == [1, 2, 3, 5]


def test_the_latest_is_the_newest_first() -> None:
    days = [draft.heading.date for draft in laid_out("latest") if draft.heading]
    assert days == sorted(days, reverse=True)
    assert days[0] == "2020-06-01"


def test_each_side_of_a_comparison_has_its_own() -> None:
    drafts = laid_out("compare", "dam", "dam", "villages", "villages", "dam")
    told = [(draft.heading.title, draft.sources[0]) for draft in drafts if draft.heading]
    assert told == [("dam", 2), ("villages", 3)]


def test_what_another_sentence_tells_is_left_out_but_not_another_figure() -> None:
    texts = (
        "The bridge will cost 40 million.",
        "The bridge will cost 54 million.",
        "the bridge will cost 40 million",
    )
    found = evidence_of("?", texts).sentences
    assert best_of(found, np.array([0.5, 0.3, 0.2]), 0.0) == [0, 1]


def test_the_day_of_an_event_is_the_texts_else_the_articles() -> None:
    told = [event_date(one, "en") for one in evidence()]
    assert told[1] == "2020-05-03"
    assert told[2] == "2020-05-07"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("No airline may fly there from 8 July.", "2019-07-08"),
        ("The dam broke on 2 March.", "2019-03-02"),
        ("The dam broke on 20 December 2012.", "2012-12-20"),
        ("The dam broke in August 2008.", "2008-08"),
    ],
)
def test_a_day_without_a_year_is_the_one_nearest_to_its_article(text: str, day: str) -> None:
    (one,) = evidence_of("?", [text]).sentences
    assert event_date(replace(one, published="2019-06-22"), "en") == day
