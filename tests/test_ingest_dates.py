from __future__ import annotations

import pytest

from rag.ingest.dates import NotADate, iso_date, order_of


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3 December 2020", "2020-12-03"),
        ("2020-12-03T10:00:00Z", "2020-12-03"),
        ("3.2.2018", "2018-02-03"),
        ("03. 02. 2018", "2018-02-03"),
        ("2018.02.03", "2018-02-03"),
        ("4/4/2018", "2018-04-04"),
        ("31/12/2018 10:30", "2018-12-31"),
        (None, ""),
        ("", ""),
    ],
)
def test_dates_that_read_one_way(value: object, expected: str) -> None:
    assert iso_date(value) == expected


@pytest.mark.parametrize("value", ["someday", "2020-13-45", "3/4/2020", "03-04-20"])
def test_others_are_not_guessed(value: str) -> None:
    with pytest.raises(NotADate, match="YYYY-MM-DD"):
        iso_date(value)


def test_a_day_over_twelve_outweighs_the_language() -> None:
    assert order_of(["1/2/2020", "13/2/2020"], "en-US") == "day first"
    assert order_of(["1/2/2020", "2/13/2020"], "de") == "month first"
    assert order_of(["13/2/2020", "2/13/2020"], "de") == ""
    assert order_of(["1/2/2020"], "ru") == "day first"
    assert order_of(["1/2/2020"], "en") == ""
