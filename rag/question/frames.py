"""The frame of an English question: what form of answer it asks for, whose words, and on what topic.

A frame is a pattern over function words and the vocabulary of verbs.py, never over names: it finds who is
asked about by place ("did ... say", "in ...'s view"), so it works without capitals. What this does not know:
grammar in general, and questions that ask for somebody's words without any word of saying or thinking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.question.spelling import Names
from rag.question.verbs import (
    ATTITUDES,
    BY_WHOSE,
    GROUNDS,
    OPINIONS,
    ROLES,
    SAYING,
    THINKING,
    WITH_TAIL,
    alternatives,
    base_of,
    forms,
    listed,
)
from rag.types import QuestionForm


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question: ``question[start:end] == text``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Frame:
    """How a question is built. ``speakers`` and ``topic`` are spans of it, so that a follow-up can put
    others in their place.
    """

    form: QuestionForm
    speakers: tuple[Span, ...] = ()
    topic: Span | None = None


_FORMS = forms([*SAYING, *THINKING])
_BASE = base_of([*SAYING, *THINKING])
_BASES = alternatives(list(_FORMS))
_PARTICIPLES = alternatives([f[2] for f in _FORMS.values()])
_INGS = alternatives([f[3] for f in _FORMS.values()])
_TOLD = alternatives(
    [form for verb, f in _FORMS.items() if verb in SAYING for form in (f[0], f[1], f[2])] + ["called for"]
)
_OPINION = alternatives(OPINIONS)
_GROUND = alternatives(GROUNDS)
_ROLE = alternatives(ROLES)

_WHO = r"(?P<who>[^\s,;?!][^,;?!]*?)"
_APPOSED = r"(?:,[^,;?!]{2,60},)?"
_ADVERB = (
    r"(?:(?:really|actually|also|first|later|now|then|ever|publicly|previously|personally|once|still|originally"
    r"|have to|go on to|have in mind to|need to)\s+)*"
)
_NOT = r"(?:n't|\s+not)?"

# "did X say", "does X think", "has X explained", "is X saying": the subject stands between.
_ASKED = re.compile(
    rf"\b(?:(?:did|do|does|will|would|should|can|could|might){_NOT}\s+{_WHO}{_APPOSED}\s+{_ADVERB}(?P<verb>{_BASES})"
    rf"|(?:has|have|had){_NOT}\s+(?P<who2>[^\s,;?!][^,;?!]*?){_APPOSED}\s+{_ADVERB}"
    rf"(?P<verb2>{_PARTICIPLES}|been\s+{_INGS}|got\s+against)"
    rf"|(?:is|are|was|were|'s){_NOT}\s+(?P<who3>[^\s,;?!][^,;?!]*?){_APPOSED}\s+{_ADVERB}"
    rf"(?P<verb3>{_INGS}|quoted as saying|reported as saying|reported to have said)"
    rf"|(?:made|makes|led|leads|caused|prompted)\s+(?P<who4>[^\s,;?!][^,;?!]*?)\s+(?:to\s+)?(?P<verb4>{_BASES})"
    rf")\b",
    re.IGNORECASE,
)
# "what harm does X see in", "what advice did X have for": the noun asks, any light verb will do.
_GROUNDS_ASKED = re.compile(
    rf"\b(?:what|which)\s+(?:\w+\s+)?{_GROUND}\s+(?:did|do|does|has|have|had)\s+{_WHO}\s+"
    r"(?P<verb>have|had|take|taken|hold|held|got|get|see|seen|find|found|give|given|make|made|raise|raised|express|expressed|voice|voiced|offer"
    r"|offered|issue|issued|identify|identified|cite|cited|put|note|list|point|use|level|draw|direct|aim|share)\b",
    re.IGNORECASE,
)
_STAND = re.compile(rf"\bwhere\s+(?:did|do|does)\s+{_WHO}\s+stand\b", re.IGNORECASE)
# "X's position on", "the verdict of X on".
_HELD = re.compile(
    rf"(?:\b(?:is|are|was|were|do|did|does|has|have|had)|'s)\s+(?P<who>[^\s,;?!][^,;?!]*?)(?:'s|s')\s+"
    rf"(?:\w+\s+){{0,2}}?{_OPINION}\b"
    rf"(?P<rest>\s+(?:on|of|about|to|towards?|over|for|against|regarding|concerning|with|that|when|as)\b|\s*\?)",
    re.IGNORECASE,
)
_HELD_OF = re.compile(
    rf"\b(?:is|are|was|were|'s)\s+the\s+(?:\w+\s+)?{_OPINION}\s+of\s+(?P<who>[^\s,;?!][^,;?!]*?)"
    r"(?P<rest>\s+(?:on|about|to|towards?|over|regarding|concerning|when|as)\b)",
    re.IGNORECASE,
)
# "according to X", "in X's view", "by X's sums", "in the view of X".
_BY = re.compile(
    rf"\b(?:according\s+to\s+(?P<who>[^\s,;?!][^,;?!]*?)(?=\s*[,;?!]|\s+and\s+(?:why|how|when)\b|$)"
    rf"|(?:in|by|on|to|from)\s+(?P<who2>[^\s,;?!][^,;?!]*?)(?:'s|s')\s+(?:own\s+)?{alternatives(BY_WHOSE)}\b"
    rf"|(?:in|to)\s+the\s+(?:view|opinion|words|eyes|mind|judgement|judgment|estimation|experience)\s+of\s+"
    rf"(?P<who3>[^\s,;?!][^,;?!]*?)(?=\s*[,;?!]|$)"
    rf"|as\s+(?P<who4>[^\s,;?!][^,;?!]*?)\s+(?:sees|saw|puts|put|tells|told)\s+it\b)",
    re.IGNORECASE,
)
_ATTITUDE = re.compile(
    rf"\b(?:is|are|was|were){_NOT}\s+{_WHO}\s+(?:so\s+|not\s+)?(?P<verb>{alternatives(ATTITUDES)}"
    r"|in favour of|in favor of|for or against)\b",
    re.IGNORECASE,
)
_HOW_FELT = re.compile(
    rf"\bhow\s+{alternatives(ATTITUDES)}\s+(?:is|are|was|were)\s+(?P<who>[^\s,;?!][^,;?!]*?)"
    r"(?P<rest>\s+(?:that|about|by|with|over|of)\b|\s*\?)",
    re.IGNORECASE,
)
# Several speakers.
_TOPIC = r"\s+(?:over|on|about|of|in|regarding|to|towards|when it comes to)\s+(?P<topic>[^?!]+)"
_DIFFER = r"(?:differ|disagree|agree|compare|diverge|clash|split|quarrel|argue|contradict each other)"
_SEVERAL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:on|over|about)\s+(?:what|which\s+\w+)\s+(?:do|did|does)\s+(?P<who>[^,;?!]*?(?:,[^,;?!]*?)*)\s+"
        rf"{_DIFFER}(?:\s+(?:and|or)\s+{_DIFFER})?(?:{_TOPIC})?",
        rf"\b(?:how|where|why|what|and|^)?\s*(?:far\s+)?\b(?:do|did|does)\s+(?P<who>[^?!;]*?(?:\band\b|,)[^?!;]*?)\s+"
        rf"{_ADVERB}{_DIFFER}\b(?:{_TOPIC})?",
        r"\b(?:compare|contrast)\s+what\s+(?P<who>[^?!;]+?)\s+(?:have\s+|has\s+|had\s+)?"
        rf"(?:{alternatives([f for verb, o in _FORMS.items() for f in (verb, *o[:3])])})\b(?:{_TOPIC})?",
        rf"\b(?:compare|contrast)\s+(?P<who>[^?!;]*?)(?:'s|s')\s+(?:\w+\s+)?{_OPINION}(?:{_TOPIC})?\s*(?:[.?!]|$)",
        r"\b(?:compare|contrast)\s+(?P<who>[^?!;]+?)(?:\s+(?:over|on|about|regarding)\s+(?P<topic>[^?!]+))?"
        r"\s*(?:[.?!]|$)",
        rf"\b(?:differences?|disagreement|dispute|quarrel|argument)\s+between\s+(?P<who>[^?!;]+?)(?:{_TOPIC})?\s*(?:[.?!]|$)",
    )
)
_AND = re.compile(r"\s*,\s*(?:and|or|with)\s+|\s*,\s*|\s+(?:and|or|with|versus|vs\.?)\s+", re.IGNORECASE)
_THEIR = re.compile(rf"(?:'s|s')(?:\s+(?:\w+\s+)?(?:{_OPINION}))?$", re.IGNORECASE)

_SAID_BY = re.compile(
    rf"^(?:and\s+|so\s+|but\s+)?(?:who(?:\s+else)?|which\s+(?:\w+\s+){{0,2}}?(?:{_ROLE}|{_ROLE}s|politicians?|officials?"
    r"|countr(?:y|ies)|people|person|newspapers?|government|company|companies|organi[sz]ations?))\s+"
    rf"(?:has\s+|have\s+|had\s+|first\s+|also\s+|ever\s+|publicly\s+|is\s+|was\s+)*"
    rf"(?P<verb>{_TOLD}|spoke\s+(?:about|of|on|out)|speaks\s+(?:about|of|on|out)|quoted\s+as\s+saying)\b"
    r"|^(?:and\s+)?whose\s+(?:words|view|opinion|claim|verdict|prediction|description)\b"
    r"|^(?:and\s+)?by\s+whom\b.*\b(?:said|quoted|described|called)\b",
    re.IGNORECASE,
)
#: Calling somebody on the telephone is no statement; calling something a name is.
_CALLED = re.compile(r"\bcall(?:s|ed)?\s+(?!for\b|on\b)(?!.*\b(?:an?|it)\b|.*[\"“'‘])", re.IGNORECASE)
_PASSIVE = re.compile(r"^(?:and\s+)?who\s+(?:is|was|were|has\s+been|had\s+been)\s+(?!quoted)", re.IGNORECASE)
_WHEN = re.compile(
    r"^(?:and\s+|so\s+|but\s+)?(?:since\s+|until\s+|by\s+)?(?:when\b|(?:in|on|by|at|during)\s+(?:what|which)\s+"
    r"(?:year|month|date|day|time|week|season|decade|century)\b|what\s+(?:year|date|day|time)\b)"
    r"|,\s+and\s+when\?$",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"^(?:and\s+|so\s+|but\s+)?(?:roughly\s+|about\s+|approximately\s+)?(?:(?:by|for|at|to|in|of|with)\s+)?(?:how\s+(?:much|many|long|old|"
    r"large|big|high|tall|often|fast|deep|wide|heavy|soon)\b|(?:what|which)\s+(?:\w+\s+)?(?:share|proportion|percentage|number|sum|"
    r"amount|price|cost|age|salary|size|rate)\b|(?:what|which)\s+(?:is|was|are|were)\s+the\s+(?:name|number|surname"
    r"|age|cost|price|cap|size|estimated)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"^(?:and\s+|so\s+|but\s+)?(?:where\b(?!.*\bstand\b)|(?:in|on|at|near|to|from|between|with|for|by)\s+(?:what|which)\b(?!\s+{_GROUND}\b)"
    r"|which\s+(?:newspaper|programme|program|paper|magazine|website|city|town|country|constituency|school|"
    r"university|job|post|show|award|prize|film|song|album|book|seat)\b)",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"^(?:and\s+|so\s+|but\s+)?(?:why\b|how\b(?!\s+(?:much|many|long|old|large|big|high|tall|often|fast|far)\b)|tell\b|summari[sz]e\b"
    r"|describe\b|explain\b|what\s+(?:happened|happens|is\s+happening|has\s+happened|caused|led|do\s+we\s+know|is\s+known"
    r"|explains|about)\b|what(?:'s|\s+is)\s+(?:new|going\s+on|the\s+latest|behind)\b|compare\b|contrast\b|give\b|list\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:and\s+|so\s+|but\s+)?(?:who|whom|whose|where|which|what|when|how|did|does|do|is|was|are|were|has|have|had|"
    r"can|could|will|would|(?:in|on|at|by|for|to|from|near|between|of|with)\s+(?:which|what|whom))\b",
    re.IGNORECASE,
)
_WHY_HOW = re.compile(
    r"^(?:and\s+|so\s+|but\s+)?(?:why\s+(?:is|was|are|were|did|does|do|has|had|will|would|should)|how\s+"
    r"(?:will|would|does|do|should|is))(?:n't)?\s+",
    re.IGNORECASE,
)
_ROLE_NAME = re.compile(
    rf"(?:the|an?)\s+(?:[\w'-]+\s+){{0,4}}?{_ROLE}\b(?:\s+(?:of|for|at)\s+(?:the\s+)?[A-Z][\w'-]*(?:\s+(?:(?:of|and|the|for)\s+)?[A-Z]"
    rf"[\w'-]*)*)?|[A-Z][\w.'-]*(?:\s+[\w'-]+){{0,3}}?'s\s+(?:[\w-]+\s+){{0,2}}?{_ROLE}\b"
)
_NOBODY = frozenset(
    listed(
        """no quoted it this that there we i you people anyone anybody one someone what which these those
        i've all any something anything nothing other others"""
    )
)
_NO_END = frozenset(
    {
        "the",
        "a",
        "an",
        "who",
        "which",
        "that",
        "of",
        "to",
        "for",
        "by",
        "and",
        "or",
        "as",
        "on",
        "in",
        "at",
        "with",
        "from",
        "most",
        "more",
    }
)
_TOLD_WHOM = re.compile(
    r"(?<=tell|told|asks|sked|mind|warn)\s+(?P<whom>[^,;?!]+?)\s+(?=about\b|that\b|of\b|on\b)", re.IGNORECASE
)
_LEADING = re.compile(
    r"\s*(?:(?:about|by|on|of|to|over|regarding|concerning|as\s+to|with|for|against|that|in|at|towards?|whether|when|if"
    r"|as)\b\s*)*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:,\s+and\s+(?:why|when|where|how|who|what\s+else|who\s+else))?[\s,;.?!]*$")


def read_frame(question: str, names: Names) -> Frame:
    """Read a question in English, with straight apostrophes, against the names of the corpus."""
    several = _several(question, names)
    if several is not None:
        return several
    reading = _one(question, names)
    speakers, topic = reading if reading else ((), None)
    if _WHEN.search(question):
        return Frame("when", speakers, topic)
    if _QUANTITY.match(question) or _PLACE.match(question):
        return Frame("fact", speakers, topic)
    if reading:
        return Frame("said", speakers, topic)
    if _SAID_BY.match(question) and not _PASSIVE.match(question) and not _CALLED.search(question):
        return Frame("who_said", (), _said_by_topic(question))
    agent = _agent(question, names)
    if agent is not None:
        return Frame("said", (agent,), _topic(question, agent.end))
    if _OPEN.match(question):
        return Frame("open")
    return Frame("fact" if _ASKS.match(question) else "open")


def _one(question: str, names: Names) -> tuple[tuple[Span, ...], Span | None] | None:
    """Whose words a question asks for, and about what; None where it does not ask for anybody's. Of several
    readings the one with the shortest way to a speaker is right: the others run over a clause.
    """
    by = _BY.search(question)
    if by is not None and (who := _who(question, by, names)):
        return who, _around(question, by)
    readings = [
        (who, match.start("rest") if "rest" in match.re.groupindex else match.end())
        for match in (
            *_first(question, _GROUNDS_ASKED, _STAND, _HELD, _HELD_OF, _HOW_FELT),
            *_asked(question),
        )
        if (who := _who(question, match, names))
    ]
    if not readings:
        readings = [
            (who, match.end())
            for match in _first(question, _ATTITUDE)
            if (who := _who(question, match, names))
        ]
    if not readings:
        return None
    who, end = min(readings, key=lambda reading: reading[0][-1].end)
    return who, _topic(question, end)


def _first(question: str, *patterns: re.Pattern[str]) -> list[re.Match[str]]:
    return [match for pattern in patterns if (match := pattern.search(question)) is not None]


def _asked(question: str) -> list[re.Match[str]]:
    """The places where somebody is asked about with a verb that asks for words. The subject ends at the
    first such verb that has, where it needs them, the right words after it.
    """
    found: list[re.Match[str]] = []
    at = 0
    while (match := _ASKED.search(question, at)) is not None:
        verb = next(value for name, value in match.groupdict().items() if name.startswith("verb") and value)
        tail = WITH_TAIL.get(_BASE.get(verb.lower(), ""), "")
        if re.match(rf"\s+(?:{tail})" if tail else "", question[match.end() :], re.IGNORECASE):
            found.append(match)
        at = match.start() + 1
    return found


def _who(question: str, match: re.Match[str], names: Names) -> tuple[Span, ...]:
    group = next(name for name, value in match.groupdict().items() if name.startswith("who") and value)
    span = Span(match[group], match.start(group), match.end(group))
    if not _somebody(span.text):
        return ()
    parts = _split(question, span)
    if len(parts) > 1 and all(names.find(part.text) for part in parts):
        return parts
    return (span,)


def _somebody(text: str) -> bool:
    words = text.lower().split()
    if not 0 < len(words) <= 14 or words[0] in _NOBODY:
        return False
    if words[-1] in _NO_END and not text.endswith(words[-1].upper()):  # the WHO is somebody
        return False
    return len(words) > 1 or not (words[0].endswith("ly") and text.islower())


def _split(question: str, span: Span) -> tuple[Span, ...]:
    """The parts of "A, B and C", without the possessive endings of "A's and B's views"."""
    parts: list[Span] = []
    at = span.start
    for separator in [*_AND.finditer(question, span.start, span.end), None]:
        end = separator.start() if separator else span.end
        text = _THEIR.sub("", question[at:end])
        if text.strip():
            parts.append(Span(text, at, at + len(text)))
        at = separator.end() if separator else end
    return tuple(parts)


def _several(question: str, names: Names) -> Frame | None:
    for pattern in _SEVERAL:
        match = pattern.search(question)
        if match is None:
            continue
        parts = _split(question, Span(match["who"], match.start("who"), match.end("who")))
        known = [part for part in parts if names.find(part.text) or re.match(r"(?:the\s+)?[A-Z]", part.text)]
        if len(parts) < 2 or len(known) < 2:
            continue
        topic = match["topic"] if "topic" in pattern.groupindex else None
        if topic:
            return Frame("said", tuple(known), _trim(question, match.start("topic"), match.end("topic")))
        before = _trim(question, 0, match.start())
        return Frame("said", tuple(known), before if before and len(before.text.split()) > 2 else None)
    return None


def _agent(question: str, names: Names) -> Span | None:
    """The person whose doings a why or how question is about: reasons in the news are the doer's words."""
    head = _WHY_HOW.match(question)
    if head is None:
        return None
    words = list(re.finditer(r"\S+", question[head.end() :]))
    for size in range(min(len(words), 6), 0, -1):
        end = head.end() + words[size - 1].end()
        text = question[head.end() : end].rstrip(",?")
        if names.is_person(text) and names.find(text):
            return Span(text, head.end(), head.end() + len(text))
    role = _ROLE_NAME.match(question, head.end())
    return Span(role.group(), role.start(), role.end()) if role else None


def _said_by_topic(question: str) -> Span | None:
    match = _SAID_BY.match(question)
    return _topic(question, match.end()) if match else None


def _topic(question: str, at: int) -> Span | None:
    told = _TOLD_WHOM.match(question, at)
    lead = _LEADING.match(question, told.end() if told else at)
    return _trim(question, lead.end() if lead else at, len(question))


def _around(question: str, match: re.Match[str]) -> Span | None:
    """The longer of what stands before and after "according to X"."""
    before, after = _trim(question, 0, match.start()), _trim(question, match.end(), len(question))
    return max((before, after), key=lambda span: len(span.text) if span else 0)


def _trim(question: str, start: int, end: int) -> Span | None:
    text = question[start:end]
    start += len(text) - len(text.lstrip(" ,;:"))
    text = _TAIL.sub("", question[start:end])
    return Span(text, start, start + len(text)) if text else None
