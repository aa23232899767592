from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.dateline import date_in_text

TODAY = dt.date(2021, 6, 1)


@pytest.mark.parametrize(
    "top",
    [
        "Storm over Lynford\nDecember 3, 2020\n\nA storm came.",
        "Storm over Lynford\n3 December 2020\n\nA storm came.",
        "Storm over Lynford\nBy Ann Lee | 3 Dec. 2020 14:05 GMT\n\nA storm came.",
        "Storm over Lynford\n\nPublished: Thursday, 3 December 2020. Updated 5 December 2020\n\nIt came.",
        "Storm over Lynford\nThursday 3rd December 2020\nA storm came.",
        "2020-12-03\nStorm over Lynford\nA storm came.",
        "Storm over Lynford\n\nTBILISI, December 3, 2020 (Reuters) - A storm came.",
        "Storm over Lynford\n\nTBILISI, 3 December 2020 – A storm came.",
        "Шторм над Линфордом\n3 декабря 2020\n\nПришёл шторм.",
        "Шторм\nОпубліковано: 3 грудня 2020\n\nПрийшов шторм.",
        "Sturm über Lynford\n3. Dezember 2020, 14:05 Uhr\n\nEin Sturm kam.",
        "Sturm über Lynford\n03.12.2020\n\nEin Sturm kam.",
        "Tempête\nPublié le 3 décembre 2020 à 14h05\n\nUne tempête est venue.",
        "Tormenta\n3 de diciembre de 2020\n\nLlegó una tormenta.",
    ],
)
def test_day_of_publication_near_the_top(top: str) -> None:
    assert date_in_text(top, today=TODAY) == "2020-12-03"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Storm over Lynford\nA storm came.",
        "Ann Lee, painter\nShe was born on 3 December 1950 in Lynford.",
        "The treaty\nThe treaty of 3 December 2020 was signed in Lynford by all sides.",
        "TBILISI, Dec 3 (Reuters) - A storm came.",
        "Storm over Lynford\n03/12/2020\nA storm came.",
        "Storm over Lynford\n3 December 2020\n4 November 2019\nA storm came.",
        "Storm over Lynford\nDecember 3, 2031\nA storm came.",
        "Storm over Lynford\n31 February 2020\nA storm came.",
        "Storm over Lynford\nUpdated 5 December 2020\nA storm came.",
        "Storm over Lynford\n" + "A line of the story.\n" * 20 + "3 December 2020",
    ],
)
def test_no_date_where_it_is_not_sure(text: str) -> None:
    assert date_in_text(text, today=TODAY) == ""


@given(st.text(alphabet="December 3, 2020\nPublished:.-TBILISI", max_size=80))
def test_any_text_gives_a_day_or_nothing(text: str) -> None:
    found = date_in_text(text, today=TODAY)
    assert found == "" or dt.date.fromisoformat(found) <= TODAY + dt.timedelta(days=1)
