"""The words for times in the languages that questions are read in: months, seasons, "since", "latest".

Months are given by the beginning that all their cases share ("сентябр": сентября, сентябре). Relative
phrases ("last week") are known in English only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:1[89]|20)\d{2}"
#: What may follow a point in time that stands for itself: in "in 2005 elections" the year only tells which.
_FREE = r"(?=\s*(?:[,;:.?!)]|$)|\s+{follow}\b)"


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A language's patterns. ``point`` has the groups how, point and free (None where a noun may follow, so
    that the time may only tell which one), ``between`` has first and second.
    """

    months: tuple[re.Pattern[str], ...]
    seasons: tuple[tuple[re.Pattern[str], int], ...]
    point: re.Pattern[str]
    between: re.Pattern[str]
    newest: re.Pattern[str]
    relative: re.Pattern[str] | None
    hows: tuple[tuple[re.Pattern[str], str], ...]

    def month(self, text: str) -> int:
        """1 to 12; 0 where the text names no month."""
        return next((n for n, pattern in enumerate(self.months, 1) if pattern.search(text)), 0)

    def season(self, text: str) -> tuple[int, int] | None:
        """The first and last month of the season the text names."""
        first = next((month for pattern, month in self.seasons if pattern.search(text)), 0)
        return (first, first + 2) if first else None

    def how(self, word: str) -> str:
        """The words before a time as one of in, since, after, before, until."""
        return next(how for pattern, how in self.hows if pattern.fullmatch(word.strip()))


def _time_words(
    months: str,
    seasons: str,
    hows: dict[str, str],
    between: tuple[str, str],
    newest: str,
    follow: str,
    relative: str = "",
    joint: str = "",
) -> TimeWords:
    stems = months.split()
    any_month = rf"(?:{'|'.join(stems)})"
    of = rf"(?:\s+{joint})?" if joint else ""
    season = rf"(?:{'|'.join(seasons.split())})" if seasons else r"(?!)"
    point = (
        rf"(?:\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}(?:st|nd|rd|th|\.|º|er)?{of}\s+{any_month}(?:{of},?\s+{_YEAR})?"
        rf"|{any_month}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?|{any_month}(?:{of},?\s+{_YEAR})?"
        rf"|{season}(?:{of}\s+{_YEAR})?|{_YEAR}(?:\s+(?:году|года|році|року))?)"
    )
    free = _FREE.replace("{follow}", f"(?:{follow})")
    how = "|".join(hows)
    flags = re.IGNORECASE
    return TimeWords(
        months=tuple(re.compile(rf"\b{stem}", flags) for stem in stems),
        seasons=tuple(
            (re.compile(rf"\b{word}", flags), 3 * (n + 1)) for n, word in enumerate(seasons.split()) if n < 3
        ),
        point=re.compile(rf"\b(?P<how>{how})\s+(?P<point>{point})(?:(?P<free>{free})|(?!\w))", flags),
        between=re.compile(
            rf"\b{between[0]}\s+(?P<first>{point})\s+{between[1]}\s+(?P<second>{point}){free}", flags
        ),
        newest=re.compile(newest, flags),
        relative=re.compile(relative, flags) if relative else None,
        hows=tuple((re.compile(pattern, flags), name) for pattern, name in hows.items()),
    )


_COUNT = r"\d{1,3}|an?|one|two|couple\s+of|three|few|four|five|six|seven|eight|nine|ten|twelve"
_RELATIVE = (
    rf"\b(?P<since>since\s+)?(?:(?:in|over|during|within|for)\s+)?(?:(?P<day>yesterday|today)"
    rf"|(?:(?P<rolling>the\s+(?:last|past)|the\s+previous|past)\s+(?:(?P<count>{_COUNT})\s+)?|(?P<this>this)\s+"
    rf"|last\s+)(?P<unit>weeks?|months?|years?|days|decade)"
    rf"|(?P<count2>{_COUNT})\s+(?P<unit2>days?|weeks?|months?|years?)\s+(?P<ago>ago))\b"
)
_EN_MONTHS = (
    r"jan(?:uary|\.)? feb(?:ruary|\.)? mar(?:ch|\.)? apr(?:il|\.)? may june? july? aug(?:ust|\.)?"
    r" sep(?:tember|t\.|t)? oct(?:ober|\.)? nov(?:ember|\.)? dec(?:ember|\.)?"
)

TIME_WORDS = {
    "en": _time_words(
        months=_EN_MONTHS.replace("june?", r"june?\b")
        .replace("july?", r"july?\b")
        .replace(" may ", r" may\b "),
        seasons="spring summer autumn",
        hows={
            r"(?:back\s+)?in(?:\s+(?:early|late|mid))?|during|on|from|dated": "in",
            r"since": "since",
            r"after": "after",
            r"before|prior\s+to": "before",
            r"until|till|up\s+to": "until",
        },
        between=(r"(?:between|from)", r"(?:and|to|until|till|through)"),
        newest=r"\b(?:latest|newest|most\s+recent(?:ly)?|recent(?:ly)?|lately|currently|nowadays|these\s+days)\b"
        r"|\b(?:right\s+)?now(?=\s*[?.!]|$)",
        follow=r"about|on|what|who|how|why|where|did|does|do|and|to|was|were|is|regarding|concerning|over|for|when|that",
        relative=_RELATIVE,
    ),
    "de": _time_words(
        months=r"januar februar märz april mai juni juli august september oktober november dezember",
        seasons=r"frühjahr sommer herbst",
        hows={r"im(?:\s+jahr)?|in|am|vom": "in", r"seit": "since", r"nach(?:\s+dem)?": "after"}
        | {r"vor(?:\s+dem)?": "before", r"bis(?:\s+zum)?": "until"},
        between=(r"(?:zwischen|von)", r"(?:und|bis)"),
        newest=r"\b(?:zuletzt|kürzlich|(?:neueste|jüngste|aktuelle)\w?\s+(?:Äußerung|Aussage|Nachricht|Artikel)\w*)\b",
        follow=r"über|zu|zum|zur|gesagt|geäußert|und|von|gegen",
    ),
    "fr": _time_words(
        months=r"janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        seasons="",
        hows={r"en|au|le|du": "in", r"depuis(?:\s+le)?": "since", r"après(?:\s+le)?": "after"}
        | {r"avant(?:\s+le)?": "before", r"jusqu'(?:en|à|au)": "until"},
        between=(r"(?:entre|de)", r"(?:et|à)"),
        newest=r"\b(?:récemment|dernièrement|derni(?:er|ère)s?\s+(?:déclarations?|nouvelles|articles?))\b",
        follow=r"sur|de|à|au|et|concernant",
    ),
    "es": _time_words(
        months=r"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        seasons="",
        hows={r"en|el|durante": "in", r"desde(?:\s+el)?": "since", r"después\s+(?:de|del)": "after"}
        | {r"antes\s+(?:de|del)": "before", r"hasta(?:\s+el)?": "until"},
        between=(r"(?:entre|de)", r"(?:y|a)"),
        newest=r"\b(?:recientemente|últimamente|últim[oa]s?\s+(?:declaraci\w+|noticias|artículos?))\b",
        follow=r"sobre|de|a|y|acerca",
        joint="de",
    ),
    "ru": _time_words(
        months=r"январ\w* феврал\w* март\w* апрел\w* ма[йяе]\b июн\w* июл\w* август\w* "
        r"сентябр\w* октябр\w* ноябр\w* декабр\w*",
        seasons="",
        hows={r"в|во|за": "in", r"с|со|начиная\s+с": "since", r"после": "after", r"до": "before"},
        between=(r"(?:между|с|от)", r"(?:и|по|до)"),
        newest=r"\b(?:недавно|последн\w+\s+(?:заявлени|новост|стать|слов|интервью)\w*)\b|\bсейчас(?=\s*[?.!]|$)",
        follow=r"о|об|обо|про|по|и|на|насчёт|насчет",
    ),
    "uk": _time_words(
        months=r"січ\w* лют\w* берез\w* квіт\w* трав\w* черв\w* лип\w* "
        r"серп\w* верес\w* жовт\w* листопад\w* груд\w*",
        seasons="",
        hows={r"у|в|за": "in", r"з|із|від|починаючи\s+з": "since", r"після": "after", r"до": "before"},
        between=(r"(?:між|з|від)", r"(?:та|і|й|по|до)"),
        newest=r"\b(?:нещодавно|останн\w+\s+(?:заяв|новин|статт|слов|інтерв)\w*)\b|\bзараз(?=\s*[?.!]|$)",
        follow=r"про|щодо|на|і|та|стосовно",
    ),
}
