"""A reader that goes by words: what it makes of evidence depends on what it is given. It needs no model."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from rag.analysis import terms
from rag.answering.reader import Quotations, Scores, Whose
from rag.answering.wholes import WholeAnswer
from rag.models.turns import Cancelled
from rag.types import EvidenceSentence


class WordReader:
    """Sure that evidence answers where one sentence has ``enough`` of the question's terms, and that it does
    not where none has. ``opened`` are the questions that it has read evidence for.
    """

    name = "words"
    chat = True

    def __init__(self, enough: float = 0.6) -> None:
        self.enough = enough
        self.opened: list[str] = []

    @contextmanager
    def open(
        self, question: str, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> Iterator[WordReading]:
        if cancel.is_set():
            raise Cancelled
        self.opened.append(question)
        yield WordReading(question, tuple(sentences), self.enough)

    def carries(self, claim: str, text: str, cancel: threading.Event) -> float:
        return share(claim, text)

    def whose(self, question: str, cancel: threading.Event) -> Whose:
        found = re.search(r"did (.+?) say\b", question)
        return Whose(0.9, (found[1],)) if found else Whose(0.1)

    def whole(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        return f"{before[-1].rstrip('?')}: {question}"

    def merged(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        return self.whole(question, before, cancel)

    def sides(self, question: str, cancel: threading.Event) -> tuple[str, ...]:
        found = re.search(r"(\w+) (?:and|or) (\w+)", question)
        return found.groups() if found else ()


class WordReading:
    def __init__(self, question: str, sentences: tuple[EvidenceSentence, ...], enough: float) -> None:
        self.sentences = sentences
        self._shares = np.array([share(question, one.sentence.text) for one in sentences])
        self._enough = enough

    def answered(self) -> float:
        return 40.0 * float(self._shares.max() - self._enough)

    def chosen(self) -> Scores:
        none = 0.9 if self._shares.max() < self._enough else 0.1
        shares = (self._shares + 1e-3) / (self._shares + 1e-3).sum()
        return np.array([*(shares * (1 - none)), none])

    def quotations(self) -> Quotations:
        begins = self.chosen()[:-1]
        best = int(begins.argmax())
        whole = WholeAnswer(best, 0, len(self.sentences[best].sentence.text), float(begins[best]))
        return Quotations(begins, (whole,))


def share(wanted: str, text: str) -> float:
    """The share of the terms of ``wanted`` that ``text`` has; 1 of none."""
    sought = set(terms(wanted, "en"))
    return len(sought & set(terms(text, "en"))) / len(sought) if sought else 1.0
