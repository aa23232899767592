"""Dates of publication as files give them, into YYYY-MM-DD.

"3/4/2020" is the third of April or the fourth of March. Which of them is never guessed: it is told by another
date of the same file with a day over 12, by the language, or by whoever describes the file's columns.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

Order = Literal["", "day first", "month first"]

#: Two numbers that may be either, and a year.
_EITHER = re.compile(r"\s*(\d{1,2})\s*[/-]\s*(\d{1,2})\s*[/-]\s*(?:\d{2}|\d{4})\b")
#: "3.2.2018": with full stops the day comes first.
_DOTTED = re.compile(r"\s*\d{1,2}\.\s?\d{1,2}\.")
_MONTHS = 12


class NotADate(ValueError):
    """``str(error)`` says so, and how dates are written."""


def order_of(dates: Iterable[object], language: str = "") -> Order:
    """In which order the dates of one file have day and month: as those with a day over 12 show, unless they
    differ; else as is usual in ``language``, a code as of BCP 47. English is written both ways, unless its
    country is told.
    """
    matches = [match for value in dates if (match := _EITHER.match(str(value)))]
    seen: set[Order] = {
        "day first" if int(match[1]) > _MONTHS else "month first"
        for match in matches
        if (int(match[1]) > _MONTHS) != (int(match[2]) > _MONTHS)
    }
    if seen:
        return seen.pop() if len(seen) == 1 else ""
    tag = language.casefold().replace("_", "-")
    if tag == "en-us":
        return "month first"
    return "day first" if tag and tag != "en" else ""


def iso_date(value: object, order: Order = "") -> str:
    """``value`` as YYYY-MM-DD, '' for none. Raises NotADate for one that cannot be understood."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    either = _EITHER.match(text)
    order = order_of([text]) or order
    if either and not order and int(either[1]) != int(either[2]):
        raise NotADate(f"the date '{value}' may have the day or the month first; write it as YYYY-MM-DD")
    from dateutil import parser

    try:
        day_first = order == "day first" if either else bool(_DOTTED.match(text))
        return parser.parse(text, dayfirst=day_first).date().isoformat()
    except (ValueError, OverflowError) as error:
        raise NotADate(f"the date '{value}' is not understood; write it as YYYY-MM-DD") from error
