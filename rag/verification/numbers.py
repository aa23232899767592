"""Quantities and dates in a text, compared by value and unit.

"£1,400" and "1400 pounds" are one quantity; "1,400 euros" is another. "More than 100" agrees with 116 and
"about 60%" with 58%; without such a word 100 and 116 disagree. What is not known: sums and differences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.verification.words import terms

_ONES_SPELT = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen"""
_TENS_SPELT = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS_SPELT = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_ONES = {word: value for value, word in enumerate(_ONES_SPELT.split())}
_TENS = {word: 10 * value for value, word in enumerate(_TENS_SPELT.split(), start=2)}
_ORDINALS = {word: value for value, word in enumerate(_ORDINALS_SPELT.split(), start=1)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
}
_UNITS = {
    "%": "percent",
    "percent": "percent",
    "per cent": "percent",
    "£": "pound",
    "pound": "pound",
    "pounds": "pound",
    "sterling": "pound",
    "$": "dollar",
    "dollar": "dollar",
    "dollars": "dollar",
    "€": "euro",
    "euro": "euro",
    "euros": "euro",
    "¥": "yen",
    "₽": "rouble",
    "rouble": "rouble",
    "roubles": "rouble",
    "rubles": "rouble",
    "₹": "rupee",
    "rupees": "rupee",
    "lari": "lari",
    "kronor": "krona",
    "francs": "franc",
    "yen": "yen",
    "second": "second",
    "seconds": "second",
    "minute": "minute",
    "minutes": "minute",
    "hour": "hour",
    "hours": "hour",
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
    "mile": "mile",
    "miles": "mile",
    "km": "kilometre",
    "kilometre": "kilometre",
    "kilometres": "kilometre",
    "metre": "metre",
    "metres": "metre",
    "kg": "kilogram",
    "tonne": "tonne",
    "tonnes": "tonne",
}
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SHORT_MONTHS = {"sept": 9} | {name[:3].lower(): at for at, name in enumerate(MONTH_NAMES, start=1)}
MONTHS = _SHORT_MONTHS | {name.lower(): at for at, name in enumerate(MONTH_NAMES, start=1)}
_NUMERAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPELT = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_QUANTITY = re.compile(
    r"(?P<money>[£$€¥₽₹])?\s?"
    rf"(?:(?<![\w.,])(?P<numeral>{_NUMERAL})|\b(?P<spelt>(?:{_SPELT})(?:[- ](?:{_SPELT}))?)\b)"
    r"(?:st|nd|rd|th)?"
    r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|bn|mn|m|k)\b)?"
    rf"(?:[ -]?(?P<unit>{_UNIT})(?!\w))?",
    re.IGNORECASE,
)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAYS = rf"{_DAY}(?:(?:-|–| and | to ){_DAY})?"
_DAY_MONTH = re.compile(rf"\b(?P<days>{_DAYS})(?: of)? (?P<month>{_MONTH})\b", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<days>{_DAYS})\b(?![,.]?\d)", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)

Hedge = Literal["", "above", "below", "near"]
_HEDGES: dict[str, Hedge] = {
    "more than/over/at least/above/upwards of": "above",
    "less than/fewer than/under/below/up to/at most/almost/nearly": "below",
    "about/around/roughly/approximately/some/circa": "near",
}
#: How far "about" reaches, as a share.
NEAR = 0.05


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text gives it. ``unit`` is empty for a bare count; ``counted`` are the terms after it.

    ``hedge`` is "above" after words like "more than", "below" after "less than", "near" after "about".
    """

    value: float
    unit: str
    text: str
    counted: frozenset[str] = frozenset()
    hedge: Hedge = ""

    def rivals(self, other: Quantity) -> bool:
        """Whether two quantities that do not agree measure the same thing, as far as the words tell."""
        same_unit = bool(self.unit) and self.unit == other.unit
        return same_unit or self.value == other.value or bool(self.counted & other.counted)

    def agrees(self, other: Quantity) -> bool:
        """Same value, and no two different units; a share does not agree with a count of things."""
        units = {self.unit, other.unit}
        counts = any(not quantity.unit and quantity.counted for quantity in (self, other))
        same_unit = len(units) == 1 or ("" in units and not ("percent" in units and counts))
        return same_unit and (_same(self.value, other.value) or self._allows(other) or other._allows(self))

    def _allows(self, other: Quantity) -> bool:
        """Whether ``other`` is what this hedged number was rounded from: less than half as much off."""
        if self.counted and other.counted and not self.counted & other.counted:
            return False
        match self.hedge:
            case "above":
                return self.value < other.value < 1.5 * self.value
            case "below":
                return self.value / 1.5 < other.value < self.value
            case "near":
                return abs(self.value - other.value) <= NEAR * self.value
            case _:
                return False


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of ``text`` that is not the day of a date, in numerals or spelt out up to the nineties."""
    days = [match.span("days") for pattern in (_DAY_MONTH, _MONTH_DAY) for match in pattern.finditer(text)]
    return tuple(
        quantity
        for pattern, read in ((_QUANTITY, _quantity), (_ORDINAL, _ordinal))
        for match in pattern.finditer(text)
        if not any(start <= match.start() < end or start < match.end() <= end for start, end in days)
        for quantity in [read(match)]
    )


def _ordinal(match: re.Match[str]) -> Quantity:
    return Quantity(_ORDINALS[match.group().lower()], "", match.group(), _counted(match), "")


def _quantity(match: re.Match[str]) -> Quantity:
    if match["numeral"]:
        value = float(match["numeral"].replace(",", ""))
    else:
        parts = re.split(r"[- ]", match["spelt"].lower())
        value = float(sum(_ONES.get(part, 0) + _TENS.get(part, 0) for part in parts))
    if match["scale"]:
        value *= _SCALES[match["scale"].lower()]
    return Quantity(value, _unit(match), match.group().strip(), _counted(match), _hedge(match))


def _unit(match: re.Match[str]) -> str:
    if named := match["money"] or match["unit"]:
        return _UNITS[named.lower()]
    is_year = re.fullmatch(r"1[5-9]\d\d|20\d\d", match["numeral"] or "") and not match["scale"]
    return "calendar year" if is_year else ""


def _hedge(match: re.Match[str]) -> Hedge:
    before = match.string[max(0, match.start() - 16) : match.start()].lower().rstrip()
    return next((kind for words, kind in _HEDGES.items() if before.endswith(tuple(words.split("/")))), "")


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), 1.0)


def _counted(match: re.Match[str]) -> frozenset[str]:
    following = re.split(r"[,.;:()]\s", match.string[match.end() : match.end() + 60])[0]
    return frozenset(terms(following)[:3])


def dates(text: str) -> frozenset[tuple[int, int]]:
    """The (month, day) pairs that ``text`` names."""
    return frozenset(
        (MONTHS[match["month"].lower()], int(day))
        for pattern in (_DAY_MONTH, _MONTH_DAY)
        for match in pattern.finditer(text)
        for day in re.findall(r"\d+", match["days"])
    )
