"""A follow-up made whole: "And what did he say about Ukraine?" after a question on Lavrov.

Rules only: what is missing is taken from the questions before, by the frame they have in common. The result
may be clumsy, but it can be searched and shown. A question that lacks nothing is returned as it is. What
this does not know: the answers given so far, and gender ("she" is the last person named, whoever that is).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.question.antecedents import Antecedents, antecedents, is_person, proper_names, resolved, topic_phrase
from rag.question.frames import Frame, read_frame
from rag.question.spelling import Names
from rag.question.timewords import TimePhrase, find_times
from rag.question.verbs import OPINIONS, alternatives

_CONNECTIVE = re.compile(
    r"^(?:(?:and|but|so|then|also|ok|okay|well|yes|no|alright|thanks|thank you|hm+)\b[,.!]?\s+)+",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:(?:since|until|by|for|to|with|from|about|in)\s+)?(?:why(?:\s+(?:so|not|is\s+that|was\s+that))?|when|where|how"
    r"|how\s+(?:many|much|long|often|so|come)|by\s+whom|to\s+whom|whom|which(?:\s+ones?)?|who|what\s+for|for\s+what)\s*[?.!]*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:(?:please\s+)?(?:tell\s+me\s+)?more(?:\s+(?:please|details))?|what\s+else(?:\s+(?:did|has|does)\s+(?:he|she|they|it)\s+(?:say|said))?"
    r"|anything\s+else|go\s+on|any\s+(?:more\s+)?details|is\s+that\s+all)\s*[?.!]*$",
    re.IGNORECASE,
)
_WHO_ELSE = re.compile(
    r"^(?:who\s+else|any(?:one|body)\s+else|(?:did|has|does|do|have)\s+any(?:one|body)\s+else(?:\s+\w+)?(?:\s+(?:on|about)\s+(?:it|that|this))?)"
    r"\s*[?.!]*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:what\s+about|how\s+about|what\s+of|same\s+(?:question\s+)?for|and\s+for)\s+(?P<what>[^?]+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ANY_ON = re.compile(
    r"^(?:anything|something|nothing|a\s+word)\s+(?P<what>(?:about|on|regarding|concerning)\s+[^?]+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_PREPOSITIONS = r"about|on|over|regarding|concerning|of|to|towards?|against|for|with|at|in|from|by"
_WITH_PREPOSITION = re.compile(rf"^(?P<prep>{_PREPOSITIONS})\s+(?P<what>[^?]+?)\s*[?.!]*$", re.IGNORECASE)
_BY_WHOM = re.compile(r"^according\s+to\s+(?P<who>[^?,]+?)\s*[?.!]*$", re.IGNORECASE)
_CLAUSE = re.compile(
    r"^(?:who|whom|whose|what|which|when|where|why|how|did|does|do|is|are|was|were|has|have|had|will|would|should|can|could"
    r"|might|may|tell|give|show|compare|contrast|list|summari[sz]e|explain|describe|find"
    r"|(?:in|on|at|by|to|for|from|with|of)\s+(?:what|which|whom|whose))\b|'s\s+(?:is|was)\b",
    re.IGNORECASE,
)
_OPINION_PHRASE = re.compile(rf"\b{alternatives(OPINIONS)}\b", re.IGNORECASE)
_PLURAL_OPINION = re.compile(
    rf"\b{alternatives([word for word in OPINIONS if word.endswith('s')])}\b", re.IGNORECASE
)
_ENDS_IN_SPEECH = re.compile(
    r"\b(?:(?P<answering>respond(?:ed)?|react(?:ed)?|repl(?:y|ied)|answer(?:ed)?)|say|said|saying|think|thought|comment(?:ed)?|argue|argued"
    r"|speak|talk)\s*\?*$",
    re.IGNORECASE,
)
_TOPIC_PREPOSITION = re.compile(rf"\b(?:{_PREPOSITIONS})\s+$", re.IGNORECASE)
_JOINED = re.compile(
    r",\s+and\s+(?:why|when|where|how|who|whom|what|which|by|to|since|did|does)\b[^,]*\?$", re.IGNORECASE
)


#: More words than this are no fragment.
_LONGEST_FRAGMENT = 9
#: Any day will do to find the words of a time; what they mean is not asked here.
_SOME_DAY = "2000-12-31"


@dataclass(frozen=True, slots=True)
class Before:
    """The last question, read, and what the ones before it leave to refer to."""

    text: str
    frame: Frame
    times: tuple[TimePhrase, ...]
    referents: Antecedents
    names: Names


def make_whole(question: str, history: Sequence[str], names: Names) -> str:
    """The question as it would have been asked first. ``history`` holds the questions searched before it,
    oldest first.
    """
    asked = _CONNECTIVE.sub("", question).strip()
    if not history or not asked:
        return question
    connected = asked != question.strip()
    before = _before(history, names)
    whole = (
        _bare(asked, before)
        or _more(asked, before)
        or _who_else(asked, before)
        or _fragment(asked, before, connected=connected)
        or _sentence(asked, before)
    )
    if whole:
        return _capital_as(question, whole)
    return _capital_as(question, asked) if connected else question


def _before(history: Sequence[str], names: Names) -> Before:
    text = _JOINED.sub("?", history[-1].strip())
    return Before(
        text=text,
        frame=read_frame(text, names),
        times=tuple(phrase for phrase in find_times(text, latest=_SOME_DAY) if phrase.how != "newest"),
        referents=antecedents([*history[:-1], text], names),
        names=names,
    )


def _capital_as(question: str, whole: str) -> str:
    return whole[:1].upper() + whole[1:] if question[:1].isupper() else whole


def _bare(asked: str, before: Before) -> str:
    """Read "Why?" alone."""
    return _joined(before, asked) if _BARE.match(asked) else ""


def _more(asked: str, before: Before) -> str:
    """Read "Tell me more" and the like."""
    if not _MORE.match(asked):
        return ""
    if before.text.lower().startswith("what "):
        return (
            f"{before.text[:4]} else{before.text[4:]}"
            if before.text[5:10].lower() != "else "
            else before.text
        )
    topic = topic_phrase(before.text, before.frame)
    if before.frame.form == "said" and before.frame.speakers and topic:
        return f"What else did {_both(before.frame)} say about {topic}?"
    return _joined(before, "what else?")


def _who_else(asked: str, before: Before) -> str:
    """Read "Who else?", "Did anyone else comment?" and the like."""
    if not _WHO_ELSE.match(asked):
        return ""
    if re.match(r"who\s", before.text, re.IGNORECASE):
        return (
            before.text if before.text[4:9].lower() == "else " else f"{before.text[:3]} else{before.text[3:]}"
        )
    topic = topic_phrase(before.text, before.frame)
    return f"Who else spoke about {topic}?" if topic else _joined(before, "who else?")


def _fragment(asked: str, before: Before, *, connected: bool) -> str:
    """Put "And Gakharia?", "About Armenia?" or "in 2014?" into the last question where its like stands."""
    about = _ABOUT.match(asked) or _ANY_ON.match(asked)
    if about is None and (_CLAUSE.match(asked) or not (connected or asked.endswith("?"))):
        return ""
    what = (about["what"] if about else asked).strip(" ?.!")
    if len(what.split()) > _LONGEST_FRAGMENT:
        return ""
    times = find_times(what, latest=_SOME_DAY)
    if len(times) == 1 and times[0].text.strip() == what:
        return _with_time(before, times[0])
    if by := _BY_WHOM.match(what):
        return _with_speaker(before, by["who"]) or f"{asked.rstrip(' ?')}, {_uncapitalised(before.text)}"
    if led := _WITH_PREPOSITION.match(what):
        if led["what"].endswith("'s") and before.frame.speakers:
            return _with_speaker(before, led["what"].removesuffix("'s"))
        if before.frame.topic and not topic_phrase(before.text, before.frame):
            return _joined(before, what)
        return _with_topic(before, led["what"], led["prep"].lower())
    return _with_phrase(before, what)


def _with_phrase(before: Before, what: str) -> str:
    what, _ = resolved(what, before.referents, before.names)
    if _OPINION_PHRASE.search(what):
        asked = f"What {'are' if _PLURAL_OPINION.search(what) else 'is'} {what}?"
        if read_frame(asked, before.names).speakers:
            return asked
    bare = re.sub(r"(?:'s|(?<=s)')$", "", what)
    if is_person(bare, before.names) or bare != what or _matches_body(bare, before):
        return _with_speaker(before, bare) or _with_topic(before, bare, "")
    return _with_topic(before, what, "")


def _matches_body(what: str, before: Before) -> bool:
    """A body takes the place of a body: "And the European Commission?" after a question on Vodafone."""
    return bool(before.names.find(what)) and bool(before.referents.bodies)


def _with_speaker(before: Before, who: str) -> str:
    if before.frame.speakers:
        span = before.frame.speakers[-1]
        return before.text[: span.start] + who + before.text[span.end :]
    people = [name for name in proper_names(before.text) if is_person(name, before.names)]
    return _in_place_of(before.text, people[-1], who) if people else ""


def _with_topic(before: Before, what: str, preposition: str) -> str:
    text, topic = before.text, before.frame.topic
    if topic is not None:
        end = min(
            [phrase.start for phrase in before.times if topic.start < phrase.start < topic.end] or [topic.end]
        )
        end = topic.start + len(text[topic.start : end].rstrip())
        start = topic.start
        if preposition:
            led = _TOPIC_PREPOSITION.search(text[:start])
            start = led.start() if led else start
            what = f"{preposition} {what}"
        return text[:start] + what + text[end:]
    if not preposition:
        things = [name for name in proper_names(text) if not is_person(name, before.names)]
        if things:
            return _in_place_of(text, things[-1], what)
    phrases = list(
        re.finditer(
            rf"\b(?:{preposition or _PREPOSITIONS})\s+(?P<what>[^?]+?)(?=\s*\?|$)", text, re.IGNORECASE
        )
    )
    if phrases:
        return text[: phrases[-1].start("what")] + what + text[phrases[-1].end() :]
    return (
        _joined(before, f"what about {what}?")
        if not preposition
        else _appended(text, f"{preposition} {what}")
    )


def _with_time(before: Before, phrase: TimePhrase) -> str:
    if len(before.times) != 1:
        return _appended(before.text, phrase.text)
    old = before.times[0]
    new = phrase.text
    if phrase.month and not re.search(r"\d{4}", new) and (year := re.search(r"\b\d{4}\b", old.text)):
        new = f"{new} {year.group()}"
    return before.text[: old.start] + new + before.text[old.end :]


def _sentence(asked: str, before: Before) -> str:
    """A whole clause: its pronouns, then a verb of saying that lacks its topic."""
    clause, unexplained = resolved(asked, before.referents, before.names)
    if unexplained:
        return _joined(before, asked)
    speech = _ENDS_IN_SPEECH.search(clause)
    frame = read_frame(clause, before.names)
    if speech is not None and frame.form == "said" and frame.topic is None:
        topic = topic_phrase(before.text, before.frame)
        if not topic:
            return _joined(before, clause)
        earlier = before.frame.speakers
        if speech["answering"] and earlier and earlier[0].text != frame.speakers[0].text:
            return _appended(clause, f"to what {_both(before.frame)} said about {topic}")
        return _appended(clause, f"{'to' if speech['answering'] else 'about'} {topic}")
    return clause if clause != asked else ""


def _joined(before: Before, asked: str) -> str:
    """Both questions in one, where nothing better is known."""
    return f"{before.text.rstrip(' ?.!')}, and {_uncapitalised(asked).rstrip(' ?.!')}?"


def _appended(text: str, words: str) -> str:
    return f"{text.rstrip(' ?.!')} {words}?"


def _in_place_of(text: str, old: str, new: str) -> str:
    at = text.rindex(old)
    if old.startswith("the ") and not new.startswith("the "):
        at, old = at + 4, old[4:]
    return text[:at] + new + text[at + len(old) :]


def _both(frame: Frame) -> str:
    return " and ".join(span.text for span in frame.speakers)


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:] if _CLAUSE.match(text) or _BARE.match(text) else text
