"""What "he", "it", "there" and "that" in a question stand for, from the questions before it.

Nothing here parses: people are whom the earlier question asked about, things its topic and its proper
names. A pronoun whose antecedent stands in the same question is left alone, and so is an "it" or
"there" that stands for nothing ("is it true", "are there any").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.question.frames import Frame, read_frame
from rag.question.spelling import Names
from rag.question.verbs import ROLES, alternatives, listed

_BODIES = listed(
    """commission party union unions government council committee bank company police ministry department
    association agency office court university club federation group team parliament church army
    firm corporation institute society foundation authority board league congress senate house
    embassy board trust alliance press newspaper"""
)
_BODY = re.compile(rf"\b{alternatives(_BODIES)}\b", re.IGNORECASE)
_ROLE = re.compile(rf"\b{alternatives(ROLES)}\b", re.IGNORECASE)
_HONORIFIC = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|sir|dame|lord|lady|baroness|prof|professor|president)\b", re.IGNORECASE
)
_PROPER = re.compile(r"(?:\b[Tt]he\s+)?\b[A-Z][\w.-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w.-]*)*")
_NOT_PROPER = frozenset(
    listed(
        """what who whom whose which when where why how did does do is are was were has have had will would
        should can could in on at by according compare contrast tell and but so the for to from with of i"""
    )
)
_IS_WHAT = re.compile(
    r"^(?P<wh>who|what)\s+(?:is|was|are|were)\s+(?P<what>(?:the\s+|an?\s+)?[^?]+?)\s*\?*$", re.IGNORECASE
)
#: The subject of "when was the tunnel opened", "how did the fire start".
_SUBJECT = re.compile(
    r"\b(?:is|was|are|were|did|does|do|has|have|had|will)\s+(?P<what>the\s+(?:[\w-]+\s+){0,3}?[\w-]+)\s+(?:\w+ed|built|held|sold"
    r"|made|cut|shut|won|lost|found|written|set|start|begin|end|happen|work|cost|open|close|collapse|fail|come|go|take|fall|rise"
    r"|grow|change|spread|stop|crash|sink|break)\b",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(r"^(?:who|whom|which)\b(?!\s+(?:is|was|are|were)\s+(?:the|an?|[A-Z]))", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:in|at|to|from|near)\s+(?P<place>(?:the\s+)?[A-Z][\w.-]*(?:\s+[A-Z][\w.-]*)*)")
_BEFORE_TOPIC = re.compile(
    r"\b(?:about|on|over|of|to|towards?|against|for|with|regarding|concerning)\s+$", re.IGNORECASE
)

_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|hers|his|they|them|theirs?|it|its|there|that|this|these|those)\b", re.IGNORECASE
)
_EMPTY_IT = re.compile(
    r"\b(?:is|was|isn't|be)\s+it\s+(?:true|likely|possible|clear|right|fair|that|time|safe|legal|known|worth|not|the\s+case)\b"
    r"|\bit\s+(?:is|was|'s)\s+\w+\b|\bdoes\s+it\s+(?:take|mean)\b|\bit\s+okay\b",
    re.IGNORECASE,
)
_EMPTY_THERE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have)\s+there\b|\bthere\s+(?:is|are|was|were|be|has|have)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?P<before>about|of|to|on|for|with|over|by|against)\s+(?P<word>that|this|these|those)(?=\s*[?.!,]|\s*$|\s+(?:and|in|at)\b)",
    re.IGNORECASE,
)
_UNTOLD = re.compile(
    r"\b(?:say|said|do|did|does|is|was|mean|happen)\s+(?:that|this)(?=\s*[?.!,]|\s*$|\s+(?:happen|mean|matter|true|cause|lead|work|"
    r"come|end|affect|start|change))",
    re.IGNORECASE,
)
_AFTER_AUXILIARY = re.compile(
    r"\b(?:did|does|do|is|are|was|were|has|have|had|will|would|should|can|could)\s+$", re.IGNORECASE
)
_HE = frozenset({"he", "she", "him", "her", "hers", "his"})
_THEY = frozenset({"they", "them", "their", "theirs"})


@dataclass(frozen=True, slots=True)
class Antecedents:
    """What can be referred to. ``people`` as the last question that has some names them, ``bodies`` those
    speakers that are none, ``topic`` a noun phrase, ``things`` proper names, ``place`` where.
    ``answer`` tells that the last question asks who, so that "he" is its unknown answer.
    """

    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    topic: str = ""
    things: tuple[str, ...] = ()
    place: str = ""
    answer: bool = False


def antecedents(history: Sequence[str], names: Names) -> Antecedents:
    """Read the questions asked so far, oldest first; things count from the last one only."""
    last = history[-1]
    frame = read_frame(last, names)
    speakers = tuple(span.text for span in frame.speakers)
    topic = topic_phrase(last, frame)
    proper = proper_names(last)
    things = tuple(name for name in proper if name not in speakers and not is_person(name, names))
    subject = _SUBJECT.search(last)
    if subject:
        things = (*things, subject["what"])
    named = _IS_WHAT.match(last)
    if named and named["wh"].lower() == "what":
        things = (*things, named["what"])
    places = [match["place"] for match in _PLACE.finditer(last) if not is_person(match["place"], names)]
    if not places and topic and _PROPER.fullmatch(topic):
        places = [topic]
    return Antecedents(
        people=next((found for text in reversed(history) if (found := _people(text, names))), ()),
        bodies=tuple(speaker for speaker in speakers if is_body(speaker, names)),
        topic=topic,
        things=things,
        place=places[-1] if places else "",
        answer=bool(_ASKS_WHO.match(last)),
    )


def topic_phrase(question: str, frame: Frame) -> str:
    """The topic where it is a noun phrase, which is where a preposition leads to it; else ''."""
    if frame.topic is None or not _BEFORE_TOPIC.search(question[: frame.topic.start]):
        return ""
    return frame.topic.text if not re.match(r"(?:how|whether|why|who|what|if)\b", frame.topic.text) else ""


def proper_names(text: str) -> tuple[str, ...]:
    """Runs of capitalised words, without the question word at the head of a sentence."""
    found = []
    for match in _PROPER.finditer(text):
        words = match.group().split()
        while (
            words
            and words[0].lower().removesuffix("'s") in _NOT_PROPER
            and not (words[0] == "the" and len(words) > 1)
        ):
            words = words[1:]
        if words:
            found.append(" ".join(words).removesuffix("."))
    return tuple(found)


def is_body(name: str, names: Names) -> bool:
    """Whether a speaker is "it": a body by its words, or a known name of one word."""
    if _BODY.search(name) or (name.lower().startswith("the ") and not _ROLE.search(name)):
        return True
    return bool(names.find(name)) and len(names.find(name).split()) == 1


def is_person(name: str, names: Names) -> bool:
    if _BODY.search(name):
        return False
    bare = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    if _HONORIFIC.match(bare) or (bare != name and _ROLE.search(name)):
        return True
    return names.is_person(bare) or len(names.find(bare).split()) > 1


def _people(text: str, names: Names) -> tuple[str, ...]:
    frame = read_frame(text, names)
    speakers = tuple(span.text for span in frame.speakers if span.text.lower() not in _HE | _THEY | {"it"})
    if speakers:
        return speakers
    named = _IS_WHAT.match(text)
    if named and named["wh"].lower() == "who":
        return (named["what"],)
    return tuple(name for name in proper_names(text) if is_person(name, names))


def resolved(question: str, referents: Antecedents, names: Names) -> tuple[str, bool]:
    """The question with its pronouns replaced, and whether one was left that the history does not explain."""
    pieces: list[str] = []
    at = 0
    unexplained = bool(_UNTOLD.search(question))
    done: set[str] = set()
    for match in _PRONOUN.finditer(question):
        word = match.group().lower()
        group = "he" if word in _HE else "they" if word in _THEY else word
        if group in done or not _refers(question, match, names):
            continue
        meant = _meant(question, match, referents, names)
        if not meant:
            unexplained = True
            continue
        done.add(group)
        new = _inflected(question, match, meant)
        pieces += [question[at : match.start()], new[:1].upper() + new[1:] if match.start() == 0 else new]
        at = match.end()
    return "".join(pieces) + question[at:], unexplained


def _refers(question: str, match: re.Match[str], names: Names) -> bool:
    """Whether a pronoun refers to something outside the question."""
    word, before = match.group().lower(), question[: match.start()]
    if word in ("that", "this", "these", "those"):
        return any(found.start("word") == match.start() for found in _POINTING.finditer(question))
    if word == "there":
        ends = re.match(r"\s*(?:[?.!,]|$|(?:in|on|since|after|before|now)\b)", question[match.end() :])
        return bool(ends) and not any(_covers(m, match) for m in _EMPTY_THERE.finditer(question))
    if word in ("it", "its") and any(_covers(m, match) for m in _EMPTY_IT.finditer(question)):
        return False
    return not _own_antecedent(question, before, word, names)


def _own_antecedent(question: str, before: str, word: str, names: Names) -> bool:
    frame = read_frame(question, names)
    speakers = [
        span.text
        for span in frame.speakers
        if span.end <= len(before) and span.text.lower() not in _HE | _THEY | {"it"}
    ]
    if word in _HE:
        return bool(speakers) or any(is_person(name, names) for name in proper_names(before))
    if word == "them" and speakers:
        return len(speakers) > 1
    if word in _THEY:
        return bool(speakers) or bool(
            re.search(r"\b(?:the|many|some|which|what)\s+(?:\w+\s+)?\w+s\b", before)
        )
    if any(is_body(speaker, names) for speaker in speakers):
        return True
    things = [name for name in proper_names(before) if name not in speakers and not is_person(name, names)]
    spoken = any(speaker in before for speaker in speakers)
    nouns = re.sub(rf"\b{re.escape(speakers[0])}\b", "", before) if spoken else before
    return bool(things) or bool(
        re.search(r"\b(?:did|does|do|is|was|has|will|would)\b.*\b(?:the|an?)\s+\w+", nouns)
    )


def _meant(question: str, match: re.Match[str], referents: Antecedents, names: Names) -> str:
    word = match.group().lower()
    if word in _HE:
        return "" if referents.answer else " and ".join(referents.people[:1])
    if word in _THEY:
        return _they(question, match, referents, names)
    if word == "there":
        return f"in {referents.place}" if referents.place else ""
    if word in ("it", "its"):
        subject = _AFTER_AUXILIARY.search(question[: match.start()])
        thing = (referents.topic, *reversed(referents.things))
        ordered = (*referents.bodies, *thing) if subject or word == "its" else (*thing, *referents.bodies)
        return next((meant for meant in ordered if meant), "")
    return referents.topic


def _they(question: str, match: re.Match[str], referents: Antecedents, names: Names) -> str:
    others = [span.text for span in read_frame(question, names).speakers if span.text.lower() not in _THEY]
    if match.group().lower() == "them" and others:
        return referents.topic if referents.topic.endswith("s") else " and ".join(referents.people)
    if referents.answer:
        return ""
    return " and ".join(referents.people or referents.bodies) or (
        referents.topic if referents.topic.endswith("s") else ""
    )


def _inflected(question: str, match: re.Match[str], meant: str) -> str:
    word, after = match.group().lower(), question[match.end() :]
    possessive = word in ("his", "its", "their", "hers", "theirs")
    if word == "her":
        possessive = bool(
            re.match(
                r"\s+(?!(?:about|on|of|to|in|at|for|when|and|over|with|by|from|there|then|now)\b)\w", after
            )
        )
    return f"{meant}'s" if possessive else meant


def _covers(outer: re.Match[str], inner: re.Match[str]) -> bool:
    return outer.start() <= inner.start() and inner.end() <= outer.end()
