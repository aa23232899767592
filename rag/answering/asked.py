"""What a question asks for, by the reader's own reading of it: the whole question, and whose words."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from rag.answering.reader import Reader
from rag.embed import Encoder
from rag.question import Whose, Words
from rag.question.forms import asks_for_words

#: From which probability somebody's words are asked for. Where known names are given the reader tells these
#: apart from nobody; without any it leans to yes, which the bar makes up for.
ASKED_NAMED = 0.5
ASKED = 0.75
#: Of several people named, those are asked for who have this share of the likeliest one's probability.
ALSO = 0.35
#: The earlier questions that a follow-up is read with.
BEFORE = 3


def made_whole(question: str, history: Sequence[str], reader: Reader, cancel: threading.Event) -> str:
    """``question`` as it reads without the conversation; "" where there is none, or nobody can make it whole.
    Raises Cancelled.
    """
    if not history or not reader.chat:
        return ""
    return reader.whole(question, history[-BEFORE:], cancel)


def words_asked_for(reader: Reader, encoder: Encoder, cancel: threading.Event) -> Whose:
    """Tells whose words a question asks for: by the reader, or by the question's meaning where the reader
    does not follow instructions. Raises Cancelled when it is called.
    """

    def by_reader(question: str, named: tuple[str, ...]) -> Words:
        likely = reader.whose(question, named, cancel)
        if not named:
            return Words(bool(likely[0] >= ASKED))
        if 1 - likely[-1] < ASKED_NAMED:
            return Words()
        best = likely[:-1].max()
        return Words(True, tuple(n for n, p in zip(named, likely[:-1], strict=False) if p >= ALSO * best))

    def by_meaning(question: str, named: tuple[str, ...]) -> Words:
        return Words(bool(named) and asks_for_words(question, encoder) >= ASKED_NAMED, named)

    return by_reader if reader.chat else by_meaning
