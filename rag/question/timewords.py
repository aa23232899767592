"""Words for times in a question, and what they mean for the choice of articles.

``find_times`` finds phrases such as "in September 2020", "since last month" or "latest" and turns them into
first and last days. A month without a year is the last such month the corpus reaches; "last week" counts
from the corpus's newest article, not from today. ``read_period`` decides what a question's phrases do:

- they leave articles out ("filter") only where they plainly say when something was said or published: with
  words for articles ("reports from 2020"), or where somebody's words are asked for with "since" or "last
  week";
- they rank articles ("prefer") where they may as well be part of what is asked about ("the war in 2003");
- they do nothing where they only name a fact ("the 2012 Olympics", "by 2007", "before the 2008 war"), where
  they lie outside the corpus, or where a question has several of them.

An article whose date is not known passes a filter that was read from a question's words (``Query.undated``),
since they may have been misread and nothing should vanish for that; it does not pass dates that the reader
sets.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dateutil.relativedelta import MO, relativedelta

from rag.question.timelexicon import TIME_WORDS, TimeWords
from rag.types import QuestionForm

Weight = Literal["", "filter", "prefer"]


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """Words for a time, ``question[start:end] == text``. ``since`` and ``until`` are days, '' where
    open; both are '' for "latest". ``how`` is how the phrase sets the time: "in" (or "between"), "since",
    "bound" ("after", "before", "until"), "relative" ("last week") or "newest".
    """

    text: str
    start: int
    end: int
    since: str = ""
    until: str = ""
    how: Literal["in", "since", "bound", "relative", "newest"] = "in"
    month: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """What the times of a question do. ``words`` are those that say so, for showing."""

    weight: Weight = ""
    since: str = ""
    until: str = ""
    newest_first: bool = False
    words: tuple[str, ...] = ()


def find_times(question: str, *, latest: str, language: str = "en") -> tuple[TimePhrase, ...]:
    """The time phrases of a question in order, none within another. ``latest`` is the corpus's newest day."""
    words = TIME_WORDS.get(language)
    if words is None:
        return ()
    anchor = dt.date.fromisoformat(latest) if latest else None
    found: list[TimePhrase] = []
    for phrase in (
        *_between(question, words, anchor),
        *_relative(question, words, anchor),
        *_points(question, words, anchor),
        *_newest(question, words),
    ):
        if not any(phrase.start < other.end and other.start < phrase.end for other in found):
            found.append(phrase)
    return tuple(sorted(found, key=lambda phrase: phrase.start))


def read_period(
    question: str,
    times: Sequence[TimePhrase],
    *,
    form: QuestionForm,
    earliest: str = "",
    latest: str = "",
) -> Period:
    """What ``times`` do to the choice of articles. ``earliest`` and ``latest`` are the corpus's first and
    last known days.
    """
    shown = [phrase for phrase in times if phrase.how == "newest"]
    dated = [phrase for phrase in times if phrase.how != "newest"]
    newest = Period(newest_first=bool(shown), words=tuple(phrase.text for phrase in shown))
    if len(dated) != 1 or not latest:
        return newest
    phrase = dated[0]
    weight = _weight(question, phrase, form=form, inside=_overlap(phrase, earliest, latest))
    if not weight:
        return newest
    return Period(weight, phrase.since, phrase.until, newest.newest_first, (*newest.words, phrase.text))


def _weight(question: str, phrase: TimePhrase, *, form: QuestionForm, inside: bool) -> Weight:
    if _PUBLISHED.search(question):
        return "filter"
    if form == "said":
        return "filter" if phrase.how in ("since", "relative") else "prefer" if inside else ""
    only_year = phrase.year and not phrase.month and phrase.how != "relative"
    return "prefer" if inside and not only_year else ""


_PUBLICATION = (
    r"\b(?:articles?|reports|stories|coverage|headlines|news|published|reported|reporting|written)\b"
)
_PUBLISHED = re.compile(_PUBLICATION, re.IGNORECASE)
_PUBLISHED_BEFORE = re.compile(rf"{_PUBLICATION}\s*$", re.IGNORECASE)


def _overlap(phrase: TimePhrase, earliest: str, latest: str) -> bool:
    return (not phrase.since or phrase.since <= latest) and (not phrase.until or phrase.until >= earliest)


def _between(question: str, words: TimeWords, anchor: dt.date | None) -> list[TimePhrase]:
    found = []
    for match in words.between.finditer(question):
        last = _span_of(match["second"], words, anchor)
        first = _span_of(match["first"], words, anchor, year=last.year if last else 0)
        if first and last and first.since <= last.until:
            found.append(
                TimePhrase(
                    match.group(),
                    match.start(),
                    match.end(),
                    first.since,
                    last.until,
                    "in",
                    year=last.year,
                )
            )
    return found


def _points(question: str, words: TimeWords, anchor: dt.date | None) -> list[TimePhrase]:
    found = []
    for match in words.point.finditer(question):
        span = _span_of(match["point"], words, anchor)
        bound = match["free"] is None and not _PUBLISHED_BEFORE.search(question[: match.start()])
        if span is None or bound:
            continue
        since, until, how = span.since, span.until, words.how(match["how"])
        if how == "since":
            until = ""
        elif how == "after":
            since, until = _day_after(span.until), ""
        elif how == "before":
            since, until = "", _day_before(span.since)
        elif how == "until":
            since = ""
        kind: Literal["in", "since", "bound"] = (
            "in" if how == "in" else "since" if how == "since" else "bound"
        )
        found.append(
            TimePhrase(match.group(), match.start(), match.end(), since, until, kind, span.month, span.year)
        )
    return found


@dataclass(frozen=True, slots=True)
class _Days:
    since: str
    until: str
    month: int = 0
    year: int = 0


def _span_of(text: str, words: TimeWords, anchor: dt.date | None, year: int = 0) -> _Days | None:
    """The days of "2020", "September 2020", "3 September 2020", "summer 2020" or "September"."""
    if iso := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text):
        return _days(int(iso[1]), int(iso[2]), int(iso[3] or 0))
    years = re.search(r"\b(?:1[89]|20)\d{2}\b", text)
    day = re.search(r"\b\d{1,2}(?=\D|$)", re.sub(r"\b\d{4}\b", "", text))
    month = words.month(text)
    season = words.season(text)
    found = int(years.group()) if years else year
    if season:
        found = found or _last_year_with(season[0], anchor)
        return _Days(*_season(found, season), month=season[0], year=found) if found else None
    if not month:
        return _Days(f"{found}-01-01", f"{found}-12-31", 0, found) if found else None
    found = found or _last_year_with(month, anchor)
    return _days(found, month, int(day.group()) if day else 0) if found else None


def _days(year: int, month: int, day: int) -> _Days | None:
    try:
        first = dt.date(year, month, day or 1)
    except ValueError:
        return None
    last = first if day else first + relativedelta(day=31)
    return _Days(first.isoformat(), last.isoformat(), month, year)


def _season(year: int, months: tuple[int, int]) -> tuple[str, str]:
    first = dt.date(year, months[0], 1)
    last = first + relativedelta(months=2, day=31)
    return first.isoformat(), last.isoformat()


def _last_year_with(month: int, anchor: dt.date | None) -> int:
    """The year of the last such month that the corpus reaches."""
    if anchor is None:
        return 0
    return anchor.year if month <= anchor.month else anchor.year - 1


def _relative(question: str, words: TimeWords, anchor: dt.date | None) -> list[TimePhrase]:
    """Read "last week", the one before the newest article's, and "the past two weeks", which end with it."""
    if anchor is None or words.relative is None:
        return []
    found = []
    for match in words.relative.finditer(question):
        since, until = _relative_days(match, anchor)
        kind: Literal["since", "relative"] = "since" if match["since"] else "relative"
        if match["since"]:
            until = anchor
        found.append(
            TimePhrase(match.group(), match.start(), match.end(), since.isoformat(), until.isoformat(), kind)
        )
    return found


def _relative_days(match: re.Match[str], anchor: dt.date) -> tuple[dt.date, dt.date]:
    if match["day"]:
        return (anchor if match["day"].lower() == "today" else anchor - dt.timedelta(days=1)), anchor
    unit = match["unit"] or match["unit2"]
    step = _step(unit, _count(match["count"] or match["count2"]))
    if match["ago"]:
        return _whole(anchor - step, unit)
    if match["this"]:
        return _whole(anchor, unit)[0], anchor
    if match["rolling"]:
        return anchor - step + dt.timedelta(days=1), anchor
    return _whole(anchor - step, unit)


def _whole(day: dt.date, unit: str) -> tuple[dt.date, dt.date]:
    """The calendar week (from Monday), month or year around a day."""
    unit = unit.lower().rstrip("s")
    if unit == "week":
        first = day + relativedelta(weekday=MO(-1))
        return first, first + dt.timedelta(days=6)
    if unit == "month":
        return day + relativedelta(day=1), day + relativedelta(day=31)
    if unit == "year":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    return day, day


def _step(unit: str, count: int) -> relativedelta:
    unit = unit.lower().rstrip("s")
    return {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "month": relativedelta(months=count),
        "year": relativedelta(years=count),
        "decade": relativedelta(years=10 * count),
    }[unit]


_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5}
_NUMBERS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}


def _count(word: str | None) -> int:
    if not word:
        return 1
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _newest(question: str, words: TimeWords) -> list[TimePhrase]:
    return [
        TimePhrase(match.group(), match.start(), match.end(), how="newest")
        for match in words.newest.finditer(question)
    ]


def _day_after(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
