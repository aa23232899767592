"""Days as people write them for a limit: a year, a month or a day, and two of them in their order."""

from __future__ import annotations

import datetime as dt

from rag.errors import BadInput


def span(since: str, until: str, *, names: tuple[str, str] = ("--since", "--until")) -> tuple[str, str]:
    """The first and the last day that two limits name, as YYYY-MM-DD; an empty one stays empty.

    ``names`` are the options, for the message. Raises BadInput for what is no date and for a wrong order.
    """
    first, last = _day(since, names[0], last=False), _day(until, names[1], last=True)
    in_order(first, last, names=names)
    return first, last


def in_order(since: str, until: str, *, names: tuple[str, str] = ("since", "until")) -> None:
    """Raises BadInput when the first day (YYYY-MM-DD, or empty) lies after the last: nothing can be found."""
    if since and until and since > until:
        raise BadInput(f"{names[0]} {since} is after {names[1]} {until}, so no day is left. Swap them.")


def _day(value: str, option: str, *, last: bool) -> str:
    """A year, month or day as the first or last day it names."""
    if not value:
        return ""
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        try:
            day = dt.datetime.strptime(value, form).date()
        except ValueError:
            continue
        if last and form == "%Y":
            day = day.replace(month=12, day=31)
        if last and form == "%Y-%m":
            day = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        return day.isoformat()
    raise BadInput(f"{option}: '{value}' is not a date. Write 2020, 2020-09 or 2020-09-30.")
