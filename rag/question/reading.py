"""A question, understood: whose words it asks for, if anybody's, and from when.

Whom and when are looked up: names in the corpus's own, dates by their words. Whether somebody's words are
asked for at all, and whose, is for a model to say, since there is no end of ways to ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from rag.language import question_language
from rag.question.spelling import HONORIFICS, Names, folded, known_names, plain
from rag.question.timewords import find_times, read_period
from rag.types import Query, QuestionForm

#: A longer question (somebody pasted a paragraph) is searched as it stands and not read: the patterns are
#: made for single questions, and take their time over text without end.
LONGEST_READ = 400
_ARTICLES = r"(?:articles?|reports?|coverage|reporting|stories|pieces?|archives?)\b"
_PUBLISHED_BY = (
    rf"(?:(?:published|reported|printed|written|carried)\s+(?:by|in)|{_ARTICLES}\s+(?:by|in|from|of))"
)
#: Two words in a row; overlapping, so that every word is once the first and once the second.
_PAIR = re.compile(r"(?=\b([^\W\d_][\w-]+) ([^\W\d_][\w-]+(?:'(?!s\b)\w+)?))")
#: A word with a capital, not the first.
_SURNAME = re.compile(r"(?<=\w )[A-Z][\w-]+")
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


@dataclass(frozen=True, slots=True)
class Words:
    """Whether a question asks for somebody's words, and for whose of those it names."""

    asked: bool = False
    speakers: tuple[str, ...] = ()


#: Tells what words a question asks for, given the names of the corpus.
Whose = Callable[[str, Names], Words]


def nobody(_question: str, _names: Names) -> Words:
    """For where no answer is wanted, only a search."""
    return Words()


def understand(question: str, *, corpus: CorpusFacts, whose: Whose = nobody, whole: str = "") -> Query:
    """Read ``question``, or what it is when made ``whole``, for a follow-up."""
    asked = tidy(whole or question)
    language = question_language(asked, corpus.languages)
    if len(asked) > LONGEST_READ:
        return Query(question=question, text=asked, language=language)
    names = known_names(corpus.speakers)
    text = spelled(asked, names, corpus.words)
    words = whose(text, names)
    form: QuestionForm = "said" if words.asked else "open"
    times = find_times(text, latest=corpus.latest, language=language)
    period = read_period(text, times, form=form, earliest=corpus.earliest, latest=corpus.latest)
    sources, source_words = _sources(text, corpus.sources)
    return Query(
        question=question,
        text=text,
        form=form,
        speakers=words.speakers,
        named=names.named(text),
        language=language,
        since=period.since if period.weight == "filter" else "",
        until=period.until if period.weight == "filter" else "",
        prefer_since=period.since if period.weight == "prefer" else "",
        prefer_until=period.until if period.weight == "prefer" else "",
        undated=period.weight == "filter",
        newest_first=period.newest_first,
        sources=sources,
        filters_from=(*period.words, *source_words),
        rewritten=text != tidy(question),
    )


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
    """The question with misspelled names of known speakers put right: pairs of words of which one is a known
    name's and the other unknown, and unknown words with a capital. In a question with capitals only words
    with capitals are names.
    """
    text = question
    capitals = _CAPITAL.search(question, 1) is not None
    for match in reversed(list(_PAIR.finditer(question))):
        first, second = match.group(1), match.group(2)
        if capitals and not (first[0].isupper() and second[0].isupper()):
            continue
        if HONORIFICS & {*folded(first), *folded(second)}:
            continue
        if _unknown(first, names, vocabulary) == _unknown(second, names, vocabulary):
            continue
        right = names.corrected(f"{first} {second}")
        if right:
            text = text[: match.start(1)] + right + text[match.end(2) :]
    return _SURNAME.sub(lambda match: _surname(match.group(), names, vocabulary), text)


def _surname(word: str, names: Names, vocabulary: Container[str]) -> str:
    """A surname put right; any other word as it is."""
    return (names.corrected(word) or word) if _unknown(word, names, vocabulary) else word


def _unknown(word: str, names: Names, vocabulary: Container[str]) -> bool:
    return word.casefold() not in vocabulary and not set(plain(word)) <= names.spelled
