"""A point told as a sentence: the speaker's own words in quotation marks, or the article's sentence with the
speaker's name in the place of "she" or "Mr Hale".

What this does not do: put a name for "the minister". Who that is was inferred, and the article's word stays.
"""

from __future__ import annotations

import re

from rag.messages import message
from rag.statements import same_speaker
from rag.types import Draft, EvidenceSentence, Sentence, Statement

_MARKS = "\"'“”„«»‘’"
_PRONOUNS = frozenset({"he", "she"})
_WORD = re.compile(r"\w[\w'’-]*?(?=['’]s\b|[^\w'’-]|$)")
_SENTENCE_END = re.compile(r"[.!?…]$")


def told(source: EvidenceSentence, language: str) -> Draft:
    """A point of somebody's as a sentence of an answer in ``language``; any other sentence as it stands."""
    if source.statement is None:
        return Draft(source.sentence.text, (source.n,))
    return Draft(_told(source, source.statement, language), (source.n,), source.statement.speaker)


def _told(source: EvidenceSentence, statement: Statement, language: str) -> str:
    """The point as a sentence: the speaker's words in quotation marks, or the article's sentence."""
    sentence = source.sentence
    inside = sentence.start <= statement.start and statement.end <= sentence.end
    if statement.kind == "direct" and inside and _is_all(sentence, statement):
        words = statement.text.strip().rstrip(",;–- ")
        said = message(language, "said", speaker=_as_subject(statement.speaker), words=words)
        return said if _SENTENCE_END.search(words) else f"{said}."
    return _named(sentence.text, statement, sentence.start)


def _as_subject(speaker: str) -> str:
    """A speaker at the start of a sentence: "summit declaration" becomes "The summit declaration"."""
    return f"The {speaker}" if speaker[:1].islower() else speaker


def _is_all(sentence: Sentence, statement: Statement) -> bool:
    """Whether a sentence is this quotation with no more than its cue around it."""
    outside = (
        sentence.text[: statement.start - sentence.start] + sentence.text[statement.end - sentence.start :]
    )
    return len(outside.strip(_MARKS + " ,.–—-").split()) <= 12  # "added the minister at a meeting in Paris"


def _names_speaker(before: str, speaker: str) -> bool:
    return speaker.split()[-1:] != [] and speaker.split()[-1] in _WORD.findall(before)


def _named(text: str, statement: Statement, offset: int) -> str:
    """The article's sentence with the speaker's full name for a pronoun or surname outside the statement."""
    if statement.mention.lower() not in _PRONOUNS and not same_speaker(statement.mention, statement.speaker):
        return text
    start, end = statement.mention_start - offset, statement.mention_end - offset
    if statement.mention in statement.speaker or not 0 <= start < end <= len(text):
        return text
    if _names_speaker(text[:start], statement.speaker):
        return text  # "Mr Hale had decided to go because he felt": who "he" is stands there
    if text[start:end] != statement.mention or statement.start <= statement.mention_start < statement.end:
        return text
    named = _as_subject(statement.speaker) if start == 0 else statement.speaker
    return text[:start] + named + text[end:]
