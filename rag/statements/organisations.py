"""The organisations of an article: acronyms and what they stand for, and full names of "the commission"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_NAME = r"[A-ZÀ-Þ][\w&'’.-]*"
_RUN = re.compile(rf"{_NAME}(?:[  ](?:(?:of|for|and|the|on|in|&)[  ]){{0,2}}{_NAME})*")
_BRACKETED = re.compile(rf"((?:{_NAME}[  ](?:(?:of|for|and|the|on|in)[  ])*){{1,8}})\(([A-Z]{{2,6}})\)")
_ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")
_ARTICLE = re.compile(r"^(?:the|a|an|our|its|his|her|their)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENERS = re.compile(
    r"^(?:(?:The|A|An|But|And|In|On|At|While|However|Meanwhile|When|If|As|For|After|Although|By|From|the|of|for|and|on|in)\s+)+"
)


def bare(phrase: str) -> str:
    """``phrase`` without the article or possessive before it."""
    return _ARTICLE.sub("", phrase)


_CALENDAR = re.compile(
    r"^(?:(?:In|On|Both|January|February|March|April|May|June|July|August|September|October|November|December|Monday"
    r"|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Meanwhile|However|But|And|Yesterday|Today)\s+)+(?=[A-Z])"
)


def without_opener(phrase: str) -> str:
    """``phrase`` without a day, a month or a conjunction that the parser took into it."""
    return _CALENDAR.sub("", phrase)


@dataclass(frozen=True, slots=True)
class Organisations:
    """``acronyms`` maps an acronym to the name it stands for; ``runs`` counts runs of capitalised words."""

    acronyms: dict[str, str]
    runs: Counter[str]

    @classmethod
    def of(cls, text: str) -> Organisations:
        runs = Counter(_clean(m.group()) for m in _RUN.finditer(text))
        table = {m.group(2): _spelt(m.group(1), m.group(2)) for m in _BRACKETED.finditer(text)}
        for acronym in set(_ACRONYM.findall(text)) - table.keys():
            spelt = next((s for run in runs if (s := _spelt_in(run, acronym))), "")
            if spelt:
                table[acronym] = spelt
        return cls({k: v for k, v in table.items() if v}, runs)

    def fullest(self, name: str) -> str:
        """The name an acronym stands for, or the name itself without a possessive ending."""
        plain = _POSSESSIVE.sub("", name).strip()
        return self.acronyms.get(plain, plain)

    def first_in(self, phrase: str) -> str:
        """The first capitalised run in ``phrase`` after its article, '' where there is none."""
        found = _RUN.search(bare(phrase))
        return found.group() if found else ""

    def named(self, phrase: str) -> bool:
        """Whether ``phrase`` after its article is capitalised throughout and stands so in the article
        as a name: "the Scottish Executive".
        """
        plain = bare(phrase)
        return len(plain.split()) > 1 and plain in self.runs and plain.split()[-1] in _BODY_NAMES

    def ending_in(self, plain: str) -> str:
        """The most frequent longer name that ends in ``plain`` with capitals, '' where there is none."""
        ending = " " + plain.lower()
        fitting = [(n, run) for run, n in self.runs.items() if run.lower().endswith(ending)]
        return max(fitting)[1] if fitting else ""


_BODY_NAMES = frozenset(
    {"Executive", "Office", "Service", "Authority", "Parliament", "House", "Council", "Board", "Centre"}
)


def _clean(run: str) -> str:
    return _POSSESSIVE.sub("", _OPENERS.sub("", run).rstrip("."))


def _spelt(words: str, acronym: str) -> str:
    """The last words of ``words`` whose capitals spell ``acronym``."""
    parts = words.split()
    for i in range(len(parts)):
        capitals = "".join(w[0] for w in parts[i:] if w[0].isupper())
        if capitals == acronym:
            return _clean(" ".join(parts[i:]))
    return ""


def _spelt_in(run: str, acronym: str) -> str:
    parts = run.split()
    for i in range(len(parts)):
        for j in range(i + 2, len(parts) + 1):
            words = parts[i:j]
            capitals = [w for w in words if w[0].isupper()]
            if "".join(w[0] for w in capitals) == acronym and not any(
                w.isupper() and len(w) > 1 for w in capitals
            ):
                return _clean(" ".join(words))
    return ""
