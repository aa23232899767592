"""A question, understood: which form of answer it asks for, whose words, on what topic, from when.

The words of the question decide, with the names, outlets and dates of the corpus; no model is asked, so
the same question is always read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from rag.language import question_language
from rag.question.followup import make_whole
from rag.question.foreign import read_foreign
from rag.question.frames import Frame, read_frame
from rag.question.spelling import HONORIFICS, Names, folded, known_names
from rag.question.timewords import TimePhrase, find_times, read_period
from rag.question.verbs import ROLES, alternatives
from rag.types import Query

#: A longer question (somebody pasted a paragraph) is searched as it stands and not read: the patterns are
#: made for single questions, and take their time over text without end.
LONGEST_READ = 400
PRONOUNS = frozenset({"he", "she", "they", "it", "him", "her", "them"})
_ARTICLES = r"(?:articles?|reports?|coverage|reporting|stories|pieces?|archives?)\b"
_PUBLISHED_BY = (
    rf"(?:(?:published|reported|printed|written|carried)\s+(?:by|in)|{_ARTICLES}\s+(?:by|in|from|of))"
)
#: Two words in a row; overlapping, so that every word is once the first and once the second.
_PAIR = re.compile(r"(?=\b([^\W\d_][\w-]+) ([^\W\d_][\w-]+(?:'(?!s\b)\w+)?))")
_OF_WHOM = re.compile(r"(?:'s|s') ((?:[A-Z][\w.'-]*)(?: [A-Z][\w.'-]*)+)$")
_AFTER_ROLE = re.compile(rf"\b(?i:{alternatives(ROLES)}) ((?:[A-Z][\w.'-]*)(?: [A-Z][\w.'-]*)+)$")
_BEFORE_OF = re.compile(r"([A-Z][\w.'-]*(?: [A-Z][\w.'-]*)+?)(?: (?:of|from|at) .*| (?:QC|MP|MEP|MSP|AM))$")
_LAST_WORD = re.compile(r"([^\W\d_][\w'-]*?)(?:'s)?$")
_CAPITAL = re.compile(r"\b[A-Z][a-z]")


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What a question is read against. ``latest`` and ``earliest`` are the newest and oldest known dates of
    articles, '' where none is known. ``languages`` come most common first. ``words`` is the corpus's
    vocabulary in lower case: no word in it counts as misspelled; it may be left empty.
    """

    latest: str = ""
    earliest: str = ""
    sources: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    words: Container[str] = frozenset()


def understand(question: str, *, history: Sequence[str] = (), corpus: CorpusFacts) -> Query:
    """Read ``question``; ``history`` holds the questions searched before it, oldest first."""
    names = known_names(corpus.speakers)
    asked = tidy(question)
    language = question_language(asked, corpus.languages)
    if len(asked) > LONGEST_READ:
        return Query(question=question, text=asked, language=language)
    text = asked
    if language == "en":
        text = spelled(make_whole(asked, _readable(history), names), names, corpus.words)
    times = find_times(text, latest=corpus.latest, language=language)
    timeless = _frame(_without(text, times), language, names)
    period = read_period(
        text,
        times,
        form=timeless.form,
        topic=timeless.topic.text if timeless.topic else "",
        earliest=corpus.earliest,
        latest=corpus.latest,
    )
    frame = timeless if period.weight == "filter" else _frame(text, language, names)
    speakers = tuple(
        names.find(span.text) or _own_name(span.text)
        for span in frame.speakers
        if span.text.lower() not in PRONOUNS
    )
    sources, source_words = _sources(text, corpus.sources)
    return Query(
        question=question,
        text=text,
        form=frame.form,
        speaker=speakers[0] if speakers else "",
        speakers=speakers,
        topic=frame.topic.text if frame.topic else "",
        language=language,
        since=period.since if period.weight == "filter" else "",
        until=period.until if period.weight == "filter" else "",
        prefer_since=period.since if period.weight == "prefer" else "",
        prefer_until=period.until if period.weight == "prefer" else "",
        undated=period.weight == "filter",
        newest_first=period.newest_first,
        sources=sources,
        filters_from=(*period.words, *source_words),
        rewritten=text != asked,
    )


def _readable(history: Sequence[str]) -> list[str]:
    return [text for earlier in history if 0 < len(text := tidy(earlier)) <= LONGEST_READ]


def _frame(text: str, language: str, names: Names) -> Frame:
    return read_frame(text, names) if language == "en" else read_foreign(text, language)


def _without(text: str, times: Sequence[TimePhrase]) -> str:
    for phrase in reversed(times):
        text = text[: phrase.start] + text[phrase.end :]
    return re.sub(r"\s+([?,.])", r"\1", re.sub(r"\s+", " ", text)).lstrip(" ,")


def _sources(text: str, outlets: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The outlets whose articles the question asks for in so many words ("in Reuters reports", "published by
    the BBC"), and those words. An outlet that is merely named may be what is asked about.
    """
    found: dict[str, str] = {}
    for outlet in outlets:
        name = rf"(?:the\s+)?{re.escape(outlet)}(?:'s|')?"
        match = outlet and re.search(
            rf"\b(?:{_PUBLISHED_BY}\s+{name}(?!\w)|(?:in|from|by|according\s+to)\s+{name}\s+{_ARTICLES})",
            text,
            re.IGNORECASE,
        )
        if match:
            found[outlet] = match.group()
    return tuple(found), tuple(found.values())


def tidy(question: str) -> str:
    """One line, single spaces, straight apostrophes: what the patterns are written for."""
    return re.sub(r"\s+", " ", question.replace("’", "'").replace("‘", "'")).strip()


def spelled(question: str, names: Names, vocabulary: Container[str]) -> str:
    """The question with misspelled names of known speakers put right: words that stand where a speaker is
    asked about, and pairs of words of which one is a known name's. In a question with capitals only words
    with capitals are names.
    """
    text = question
    capitals = _CAPITAL.search(question, 1) is not None
    for match in reversed(list(_PAIR.finditer(question))):
        first, second = match.group(1), match.group(2)
        if capitals and not (first[0].isupper() and second[0].isupper()):
            continue
        if HONORIFICS & {first.lower(), second.lower()}:
            continue
        if _unknown(first, names, vocabulary) == _unknown(second, names, vocabulary):
            continue
        right = names.corrected(f"{first} {second}")
        if right:
            text = text[: match.start(1)] + right + text[match.end(2) :]
    for span in reversed(read_frame(text, names).speakers):
        last = _LAST_WORD.search(span.text)
        if last is None or not _unknown(last.group(1), names, vocabulary):
            continue
        start = span.start + last.start(1)
        right = names.corrected(last.group(1))
        if right:
            text = text[:start] + right + text[start + len(last.group(1)) :]
    return text


def _unknown(word: str, names: Names, vocabulary: Container[str]) -> bool:
    return word.casefold() not in vocabulary and not set(folded(word)) <= names.words


def _own_name(phrase: str) -> str:
    """The name in "Amnesty's Irene Khan", "Plaid MP Elfyn Llwyd" or "Chris Fox of Acpo"; a role without
    a name, as in "the Refugee Council's boss", stays whole.
    """
    after = _OF_WHOM.search(phrase) or _AFTER_ROLE.search(phrase)
    name = after.group(1) if after else phrase
    before = _BEFORE_OF.match(name)
    return before.group(1) if before and not set(before.group(1).casefold().split()) & set(ROLES) else name
