"""What a question asks for, by the reader's own reading of it: the whole question, and whose words."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence

from rag.analysis import terms
from rag.answering.reader import Reader
from rag.embed import Encoder
from rag.question import Names, Whose, Words
from rag.question.forms import asks_for_words, form_of, is_elliptic
from rag.question.reading import LONGEST_READ
from rag.types import Query

#: From which probability somebody's words are asked for: readers lean to yes, which the bar makes up for. On
#: XQuAD's and RealTimeQA's questions nine in ten are below it.
ASKED = 0.75
#: So many people's words are looked for at most: more are named only by mistake.
MOST = 2
#: A question made whole is made of words of the conversation, and of so many others at most.
ADDED = 2
#: The earlier questions that a follow-up is read with.
BEFORE = 3


def made_whole(
    question: str, history: Sequence[str], reader: Reader, encoder: Encoder, cancel: threading.Event
) -> str:
    """``question`` as it reads without the conversation; "" where there is none, or nobody can make it whole.
    Raises Cancelled.
    """
    if not history or not reader.chat:
        return ""
    before = list(history[-BEFORE:])
    # What a conversation is about is often named in its first question alone.
    before = before if history[0] in before else [history[0], *before]
    if is_elliptic(question, encoder):
        return reader.merged(question, before, cancel)
    whole = reader.whole(question, before, cancel)
    if whole in history and whole != question:
        # It took the follow-up for the question before.
        return reader.merged(question, before, cancel)
    known = {term for text in (*before, question) for term in terms(text, "")}
    added = {term for term in terms(whole, "") if term not in known}
    return whole if len(added) <= ADDED else ""


def words_asked_for(reader: Reader, encoder: Encoder, cancel: threading.Event) -> Whose:
    """Tells whose words a question asks for: by the reader, or by the question's meaning where the reader
    does not follow instructions. Raises Cancelled when it is called.
    """

    def by_reader(question: str, names: Names) -> Words:
        whose = reader.whose(question, cancel)
        if whose.asked < ASKED:
            return Words()
        return Words(True, _speakers(question, whose.who, names))

    def by_meaning(question: str, names: Names) -> Words:
        named = names.named(question)
        # Where nobody is named, words that are no question ("visa-free travel") come near to the middle.
        return Words(asks_for_words(question, encoder) >= (0.5 if named else ASKED), named[:1])

    return by_reader if reader.chat else by_meaning


def laid_out_as(query: Query, reader: Reader, encoder: Encoder, cancel: threading.Event) -> Query:
    """``query`` with the form of answer that it wants, and what it sets side by side. Raises Cancelled."""
    if len(query.text) > LONGEST_READ:
        return query
    form = form_of(query.text, encoder)
    if form == "compare":
        sides = reader.sides(query.text, cancel)
        return dataclasses.replace(query, layout=form, sides=sides) if len(sides) > 1 else query
    return dataclasses.replace(query, layout="fact" if form == "said" else form)


def _speakers(question: str, who: Sequence[str], names: Names) -> tuple[str, ...]:
    """The people whom ``who``, stretches of the question, mean: by their names where these are known, else as
    the question describes them. A stretch within another's, or in a name with it, means nobody else.
    """
    found: dict[tuple[int, int], str] = {}
    for words in who:
        start = question.find(words)
        end = start + len(words)
        # "forester" right before "Koenigsbauer" is part of the name.
        touching = (p for p in names.places(question) if p.start <= end + 1 and start < p.end)
        place = next(touching, None)
        if place is not None and not (start < place.start and place.end < end):
            start, end, known = min(start, place.start), max(end, place.end), place.name
        else:
            known = names.find(words) or words
        if start >= 0 and not any(start < other[1] and other[0] < end for other in found):
            found[start, end] = known
    return tuple(dict.fromkeys(found.values()))[:MOST]
