"""What kind of thing a question asks for, and whether a sentence has one to give.

"How much was the agency paid?" wants a sum; a sentence about the agency without any sum cannot answer it.
English questions only: of others nothing is expected, and every sentence will do.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Literal

from rag.analysis import terms
from rag.verify.names import names
from rag.verify.numbers import MONTHS, dates, quantities

Expected = Literal["money", "count", "time", "name", "any"]

_MONEY = re.compile(
    r"\bhow much (?:money\b|does|did|do|is|was|were|are|will|would|has|have|had|can)\b"
    r"|\bwhat (?:price|sum|salary|fee|fine)\b|\bwhat (?:\w+ )*(?:cost|price|salary|fee|turnover|budget)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow (?:many|long|old|far|big|large|tall|high|heavy|fast|often)\b|\bhow much\b"
    r"|\b(?:what|which) (?:number|percentage|proportion|share|age|score)\b|\bat what age\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^\W*when\b|\b(?:on|in|by|since|until) (?:what|which) (?:date|day|month|year|century|decade)\b"
    r"|\b(?:what|which) (?:date|day|month|year|time)\b|\bhow long ago\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^\W*(?:who|whose|whom|where)\b"
    r"|\bwhat(?:'s| is| was| are| were) (?:the )?(?:\w+ )*(?:name|surname|nickname)s?\b|\bcalled\?*$"
    r"|\b(?:to|by|with|from|for|of) whom\b"
    r"|\bwhich (?!(?:of|is|are|was|were|way|kind|type|sort|side|sides|part|parts|half|colou?r|direction|one"
    r"|ones|illness|disease|subject|language|reasons?|method|steps?|changes?)\b)\w+",
    re.IGNORECASE,
)
_CURRENCIES = frozenset({"pound", "dollar", "euro", "yen", "rouble", "rupee", "lari", "krona", "franc"})
#: Numbers in words that are read as none elsewhere.
_COUNTED = re.compile(
    r"\b(?:once|twice|dozens?|half|couple|hundreds|thousands"
    r"|an? (?:second|minute|hour|day|week|month|year|decade))\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow|tonight|ago|last|next"
    r"|spring|summer|autumn|winter|christmas|easter|century|decade|early|late|since|until|now|soon"
    r"|dawn|dusk|noon|midday|midnight|morning|afternoon|evening|night|gmt|\d{1,2}[:.]\d{2}|\d{1,2} ?[ap]m)\b",
    re.IGNORECASE,
)


def expected(question: str, language: str = "en") -> Expected:
    """The kind of thing that answers ``question``; ``any`` where its words do not tell."""
    if language != "en":
        return "any"
    if _MONEY.search(question):
        return "money"
    if _TIME.search(question):
        return "time"
    if _COUNT.search(question):
        return "count"
    return "name" if _NAME.search(question) else "any"


def offers(sentence: str, kind: Expected, asked: AbstractSet[str]) -> bool:
    """Whether ``sentence`` has a thing of the kind that is not among the terms ``asked``."""
    if kind == "any":
        return True
    if kind == "name":
        return any(not asked >= set(terms(name, "en")) for name in names(sentence))
    if kind == "time":
        years = any(q.unit == "calendar year" for q in quantities(sentence))
        months = any(word.lower() in MONTHS for word in names(sentence))
        return years or months or bool(dates(sentence)) or _WHEN.search(sentence) is not None
    figures = [q for q in quantities(sentence) if q.text.lower() not in asked]
    if kind == "money":
        return any(q.unit in _CURRENCIES or (not q.unit and not q.counted) for q in figures)
    return any(q.unit != "calendar year" for q in figures) or _COUNTED.search(sentence) is not None
