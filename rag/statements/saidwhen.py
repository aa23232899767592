"""The day on which something was said, where its sentence tells: "said on Monday", "told a May 2 briefing".

A weekday is the last one before the article came out, a day without a year the last such day; without the
article's own date neither can be told. Months and "last week" are left alone: they are no days.
"""

from __future__ import annotations

import datetime as dt
import re

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMES = [name.capitalize() for month in _MONTHS for name in (month, month[:3])]
_MONTH = rf"(?P<month>{'|'.join(_NAMES)})\.?"
_DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? (?P<year>\d{{4}}))?\b")
_MONTH_FIRST = re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?\b")
_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(w.capitalize() for w in _WEEKDAYS)})\b(?! \d)")
_RELATIVE = re.compile(r"\b(?P<relative>yesterday|today)\b", re.IGNORECASE)
_FORMS = (_DAY_FIRST, _MONTH_FIRST, _WEEKDAY, _RELATIVE)
#: A day this long after publication is meant for the year before.
_AHEAD = dt.timedelta(days=7)


def day_phrase(text: str) -> str:
    """The words of ``text`` that name a day, '' where none do."""
    found = next((m for form in _FORMS if (m := form.search(text))), None)
    return found.group() if found else ""


def day_of(phrase: str, published: str) -> str:
    """The ISO day a phrase of ``day_phrase`` means in an article of ``published`` (ISO or ''), '' where it
    cannot be told.
    """
    out = _iso(published)
    for form in (_DAY_FIRST, _MONTH_FIRST):
        m = form.fullmatch(phrase)
        if m is not None:
            return _of_year(int(m["day"]), _month(m["month"]), m["year"], out)
    if out is None or not phrase:
        return ""
    if phrase.lower() in {"today", "yesterday"}:
        return (out - dt.timedelta(days=phrase.lower() == "yesterday")).isoformat()
    back = (out.weekday() - _WEEKDAYS.index(phrase.lower())) % 7
    return (out - dt.timedelta(days=back)).isoformat()


def _of_year(day: int, month: int, year: str | None, out: dt.date | None) -> str:
    if year:
        return _valid(int(year), month, day)
    if out is None:
        return ""
    this = _valid(out.year, month, day)
    late = this and dt.date.fromisoformat(this) - out > _AHEAD
    return _valid(out.year - 1, month, day) if late else this


def _valid(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:  # 31 June: not a day, so nothing is known
        return ""


def _month(name: str) -> int:
    return next(i for i, m in enumerate(_MONTHS, start=1) if m.startswith(name.lower().rstrip(".")[:3]))


def _iso(published: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(published)
    except ValueError:  # not known, or a form that is no single day
        return None
