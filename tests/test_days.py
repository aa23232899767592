from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.days import span
from rag.errors import BadInput


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("", "", ("", "")),
        ("2020", "2020", ("2020-01-01", "2020-12-31")),
        ("2020-02", "2020-02", ("2020-02-01", "2020-02-29")),
        ("2021-12", "2021-12", ("2021-12-01", "2021-12-31")),
        ("2020-09-30", "", ("2020-09-30", "")),
        ("", "2020-09-30", ("", "2020-09-30")),
        ("2020-09-30", "2020-09-30", ("2020-09-30", "2020-09-30")),
    ],
)
def test_years_months_and_days(since: str, until: str, days: tuple[str, str]) -> None:
    assert span(since, until) == days


@pytest.mark.parametrize(("since", "until"), [("2021", "2020"), ("2020-09-30", "2020-09-29")])
def test_a_first_day_after_the_last_is_refused(since: str, until: str) -> None:
    with pytest.raises(BadInput, match=r"--since .* is after --until"):
        span(since, until)


@given(st.text(max_size=12))
def test_anything_is_a_day_or_is_refused_by_name(text: str) -> None:
    try:
        said = span(text, "", names=("from", "to"))[0]
    except BadInput as error:
        said = error.message
    assert re.match(r"from: |\d{4}-\d\d-\d\d$|$", said)
