"""The day of publication as an article's own text gives it, for articles that come without metadata.

A date counts only where a publication date stands: alone on a line near the top (a weekday, a time, a byline
and words such as "Published" may be with it), after such a word, or in a dateline ("TBILISI, 3 December
2020 -"). A date in running text is part of the story, so it is left alone, as is a date without a year, one
of several that disagree, and a form that reads differently in Europe and America (03/12/2020).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

#: How far down the text a publication date is looked for.
_TOP_LINES = 12
_TOP_CHARACTERS = 1500
_LANGUAGES = ["en", "ru", "uk", "de", "fr", "es"]

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = (
    rf"(?:{_YEAR}-\d{{2}}-\d{{2}}|\d{{1,2}}\.\d{{1,2}}\.{_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?{_MONTH}\s+(?:de\s+)?,?\s*{_YEAR}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR})"
)
_FOUND = re.compile(rf"(?<![\w./-])(?P<date>{_DATE})(?![\w/-]|\.\d)", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:published|posted|date|first\s+published|publication\s+date|filed|issued|опубликовано|дата|опубліковано|veröffentlicht"
    r"|stand|publié(?:\s+le)?|publicado(?:\s+el)?)\s*(?:on\s*)?[:\-–]?\s*(?:\w+,?\s+)?$",
    re.IGNORECASE,
)
#: What may share a line with a publication date: weekday, time, zone, labels, separators.
_BESIDE = re.compile(
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?|\b(?:am|pm|gmt|utc|bst|cet|est|edt|msk|uhr|by|on|at|updated|last|modified|published|posted"
    r"|date|first|from|le|el|am|um|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|[|,;:•·()/–—\-.]",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:updated|modified|aktualisiert|обновлено|mis\s+à\s+jour|actualizado)\b", re.IGNORECASE
)
_DATELINE = re.compile(
    rf"^\W*[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w .'’/-]{{1,40}}(?:\([\w /]+\))?,\s*"
    rf"(?P<date>{_DATE})\s*(?:\([^)]{{2,40}}\)\s*)?(?:[-–—:/.]|$)"
)
#: More words than a byline beside a date make the line a sentence.
_MOST_WORDS_BESIDE = 6


def date_in_text(text: str, *, today: dt.date | None = None) -> str:
    """The day of publication named near the top of ``text`` as YYYY-MM-DD; '' where that is not sure.

    Days after ``today`` (by default the day of the call, plus one for time zones) are not believed.
    """
    last = (today or dt.datetime.now(tz=dt.UTC).date()) + dt.timedelta(days=1)
    labelled: set[str] = set()
    alone: set[str] = set()
    for line in _top_lines(text):
        for match in _FOUND.finditer(line):
            day = _day(match["date"])
            if not day or day > last.isoformat():
                continue
            before = line[: match.start()]
            if _LABEL.search(before):
                labelled.add(day)
            elif not _LATER.search(before) and (_stands_alone(line, match) or _DATELINE.match(line)):
                alone.add(day)
    for days in (labelled, alone):
        if days:
            return days.pop() if len(days) == 1 else ""
    return ""


def _top_lines(text: str) -> Iterator[str]:
    lines = (line.strip() for line in text[:_TOP_CHARACTERS].splitlines())
    for count, line in enumerate(line for line in lines if line):
        if count == _TOP_LINES:
            return
        yield line


def _stands_alone(line: str, match: re.Match[str]) -> bool:
    """Whether the rest of the line is a byline at most: no sentence end, few words, none of them in prose."""
    beside = _BESIDE.sub(" ", f"{line[: match.start()]} {line[match.end() :]}")
    words = beside.split()
    if len(words) > _MOST_WORDS_BESIDE or re.search(r"[.!?]\s*$", line[match.end() :]):
        return False
    return all(not word[:1].islower() for word in words)


def _day(text: str) -> str:
    """A written-out date as YYYY-MM-DD; '' where it is none."""
    if re.fullmatch(rf"{_YEAR}-\d{{2}}-\d{{2}}", text):
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError:
            return ""
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=_LANGUAGES,
        settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"]},
    )
    found = parser.get_date_data(text).date_obj
    return found.date().isoformat() if found else ""
