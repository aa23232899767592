"""Frames of simple questions in Russian, Ukrainian, German, French and Spanish.

Only the plainest patterns are known: what, how or why somebody said, thinks or answered; who said; when.
A question in other words is "open". Names are taken as they stand, which after a verb is the nominative;
a topic keeps its case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.question.frames import Frame, Span


@dataclass(frozen=True, slots=True)
class _Patterns:
    """``said`` have the groups who and perhaps topic; the first that fits counts."""

    said: tuple[re.Pattern[str], ...]
    who_said: re.Pattern[str]
    when: re.Pattern[str]
    fact: re.Pattern[str]


def _patterns(said: tuple[str, ...], who_said: str, when: str, fact: str) -> _Patterns:
    flags = re.IGNORECASE
    return _Patterns(
        said=tuple(re.compile(pattern, flags) for pattern in said),
        who_said=re.compile(who_said, flags),
        when=re.compile(when, flags),
        fact=re.compile(fact, flags),
    )


#: A name has no clause within.
_CLAUSE = re.compile(r"\s(?:que|qui|dass|что|що)\s", re.IGNORECASE)
_WHO = r"(?P<who>[^\s,?!][^,?!]*?)"
_END = r"\s*[?.!]*\s*$"


def _slavic(what: str, verbs: str, about: str, according: str, who: str, when: str, fact: str) -> _Patterns:
    topic = rf"(?:\s+(?:{about})\s+(?P<topic>[^?!]+?))?"
    return _patterns(
        (
            rf"\b(?:{what})\s+(?:{verbs})\s+{_WHO}{topic}{_END}",
            rf"\b(?:{what})\s+{_WHO}\s+(?:{verbs}){topic}{_END}",
            rf"^\s*(?:{according})\s+{_WHO}\s*,\s*(?P<topic>[^?!]+?){_END}",
        ),
        rf"^\s*(?:{who})\s+(?:{verbs})\b",
        rf"^\s*(?:{when})\b",
        rf"^\s*(?:{fact})\b",
    )


_DE_ABOUT = r"über|zu|zum|zur|von|vom|auf|gegen|an|für|in\s+bezug\s+auf"
_DE_PAST = (
    r"gesagt|geäußert|gemeint|erklärt|geantwortet|reagiert|kritisiert|gefordert|behauptet"
    r"|gewarnt|vorgeschlagen"
)
_DE_VERBS = (
    r"sagt(?:e|en)?|sagen|meint(?:e|en)?|denkt|dachte|hält|hielt|äußert(?:e|en)?(?:\s+sich)?|erklärt(?:e|en)?"
    r"|antwortet(?:e|en)?|reagiert(?:e|en)?|kritisiert(?:e|en)?|fordert(?:e|en)?|behauptet(?:e|en)?|warnt(?:e|en)?"
)
_FR_ABOUT = r"sur|de|du|des|d'|à\s+propos\s+de|à\s+propos\s+du|au\s+sujet\s+de|concernant|à|au|aux|contre"
_FR_PAST = r"dit|déclaré|affirmé|répondu|réagi|expliqué|pensé|proposé|critiqué|annoncé|promis"
_FR_VERBS = r"dit|pense|déclare|affirme|répond|réagit|explique|propose|critique"
_ES_ABOUT = r"sobre|de|del|acerca\s+de|acerca\s+del|respecto\s+a|a|al|contra|en\s+cuanto\s+a"
_ES_VERBS = (
    r"dijo|dice|dijeron|ha\s+dicho|piensa|opina|opinó|cree|declaró|afirmó|respondió|reaccionó|explicó|propuso|criticó"
    r"|anunció|advirtió"
)

_LANGUAGES = {
    "ru": _slavic(
        what=r"что|как|почему|зачем",
        verbs=r"(?:же\s+)?(?:сказал[аи]?|говорил[аи]?|говор[ия]т|заявил[аи]?|заявля[ею]т|дума[ею]т|счита[ею]т|ответил[аи]?"
        r"|отреагировал[аи]?|прокомментировал[аи]?|объяснил[аи]?|объясня[ею]т|оценил[аи]?|оценива[ею]т|предложил[аи]?"
        r"|пообещал[аи]?|написал[аи]?|высказал[аи]?сь|рассказал[аи]?)",
        about=r"о|об|обо|про|на|по\s+поводу|насч[её]т|относительно|касательно|по|к",
        according=r"по\s+словам|по\s+мнению",
        who=r"кто(?:\s+ещ[её])?",
        when=r"когда|в\s+каком\s+году|какого\s+числа",
        fact=r"кто|где|куда|сколько|как(?:ой|ая|ое|ие)|чей|чья",
    ),
    "uk": _slavic(
        what=r"що|як|чому|навіщо",
        verbs=r"(?:сказа(?:в|ла|ли)|говори(?:в|ла|ли)|говорить|каже|каж[уе]ть|заяви(?:в|ла|ли)|заявляє|думає|думають|вважає"
        r"|вважають|відпові(?:в|ла|ли)|відреагува(?:в|ла|ли)|прокоментува(?:в|ла|ли)|поясни(?:в|ла|ли)|оціни(?:в|ла|ли)"
        r"|запропонува(?:в|ла|ли)|розпові(?:в|ла|ли))",
        about=r"про|щодо|стосовно|з\s+приводу|на|до",
        according=r"за\s+словами|на\s+думку",
        who=r"хто(?:\s+ще)?",
        when=r"коли|в\s+якому\s+році|у\s+якому\s+році",
        fact=r"хто|де|куди|скільки|як(?:ий|а|е|і)|чий",
    ),
    "de": _patterns(
        (
            rf"\b(?:was|wie|warum|wieso)\s+(?:hat|haben|hatte)\s+(?:sich\s+)?{_WHO}\s+(?:sich\s+)?(?:(?:{_DE_ABOUT})\s+"
            rf"(?P<topic>[^?!]+?)\s+)?(?:{_DE_PAST}){_END}",
            rf"\b(?:was|wie|warum|wieso)\s+(?:{_DE_VERBS})\s+(?:sich\s+)?{_WHO}"
            rf"(?:\s+(?:{_DE_ABOUT})\s+(?P<topic>[^?!]+?))?{_END}",
            rf"^\s*(?:laut|nach\s+ansicht\s+von|nach\s+meinung\s+von)\s+{_WHO}\s*,\s*(?P<topic>[^?!]+?){_END}",
        ),
        rf"^\s*wer\s+(?:{_DE_VERBS}|(?:hat|noch)\b.*\b(?:{_DE_PAST}){_END})",
        r"^\s*(?:wann|in\s+welchem\s+jahr|an\s+welchem\s+tag)\b",
        r"^\s*(?:wer|wo|wohin|wie\s+viele?|welche[rsmn]?|wie\s+(?:alt|lange|hoch|groß))\b",
    ),
    "fr": _patterns(
        (
            rf"\b(?:qu'|que\s+|comment\s+|pourquoi\s+)(?:a|ont)\s+(?:{_FR_PAST})\s+{_WHO}(?:\s+(?:{_FR_ABOUT})\s*(?P<topic>[^?!]+?))?{_END}",
            rf"\b(?:que|comment|pourquoi)\s+(?:{_FR_VERBS})\s+{_WHO}(?:\s+(?:{_FR_ABOUT})\s*(?P<topic>[^?!]+?))?{_END}",
            rf"\bqu'est-ce\s+qu(?:e\s+|'){_WHO}\s+(?:a\s+|ont\s+)?(?:{_FR_PAST}|{_FR_VERBS})(?:\s+(?:{_FR_ABOUT})\s*(?P<topic>[^?!]+?))?{_END}",
            rf"\b(?:comment|pourquoi)\s+{_WHO}\s+(?:a|ont)-t-(?:il|elle|ils|elles)\s+(?:{_FR_PAST})(?:\s+(?:{_FR_ABOUT})\s*(?P<topic>[^?!]+?))?{_END}",
            rf"^\s*(?:selon|d'après)\s+{_WHO}\s*,\s*(?P<topic>[^?!]+?){_END}",
        ),
        rf"^\s*qui\s+(?:d'autre\s+)?(?:a|ont)\s+(?:{_FR_PAST})\b",
        r"^\s*(?:quand|en\s+quelle\s+année|à\s+quelle\s+date)\b",
        r"^\s*(?:qui|où|combien|quel(?:le)?s?)\b",
    ),
    "es": _patterns(
        (
            rf"(?:^|¿|,)\s*(?:qué|que|cómo|como|por\s+qué)\s+(?:{_ES_VERBS})\s+{_WHO}(?:\s+(?:{_ES_ABOUT})\s+(?P<topic>[^?!]+?))?{_END}",
            rf"^\s*¿?(?:según|en\s+opinión\s+de)\s+{_WHO}\s*,\s*¿?(?P<topic>[^?!]+?){_END}",
        ),
        rf"^\s*¿?quién(?:es)?\s+(?:más\s+)?(?:{_ES_VERBS})\b",
        r"^\s*¿?(?:cuándo|en\s+qué\s+año|en\s+qué\s+fecha)\b",
        r"^\s*¿?(?:quién(?:es)?|dónde|cuánt[oa]s?|cuál(?:es)?|qué\s+(?!pas|ocurr|suced))\b",
    ),
}


def read_foreign(question: str, language: str) -> Frame:
    """The frame of a question in ``language``; "open" where the language or the pattern is not known."""
    patterns = _LANGUAGES.get(language)
    if patterns is None:
        return Frame("open")
    if patterns.when.search(question):
        return Frame("when")
    if patterns.who_said.search(question):
        return Frame("who_said")
    for pattern in patterns.said:
        match = pattern.search(question)
        if match is not None and not _CLAUSE.search(match["who"]):
            topic = Span(match["topic"], *match.span("topic")) if match["topic"] else None
            return Frame("said", (Span(match["who"], *match.span("who")),), topic)
    return Frame("fact" if patterns.fact.search(question) else "open")
