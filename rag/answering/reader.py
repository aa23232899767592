"""A language model that reads a question's evidence once and is then asked about it.

Everything that is asked continues one reading, so that a judgement costs its own few tokens and not a new
reading. Probabilities are taken where the model is about to reply; what it would go on to write is not looked
at, except that quotations are followed word by word within the evidence.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.answering.clean import for_prompt
from rag.answering.prompt import Prompt, load_follow_ups, load_prompt
from rag.answering.wholes import WholeAnswer
from rag.types import EvidenceSentence

Scores = npt.NDArray[np.float64]

#: Labels of the sentences in the prompt: each is a single token in the vocabularies we know.
LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Quotations:
    """What the model would quote. ``begins`` (n,) is the probability that its answer begins in each of the n
    sentences; ``wholes`` are the likeliest whole answers.
    """

    begins: Scores
    wholes: tuple[WholeAnswer, ...]


class Reading(Protocol):
    """One question's evidence as a model has read it. All calls raise Cancelled once the reading is called
    off.
    """

    @property
    def sentences(self) -> tuple[EvidenceSentence, ...]:
        """As many of the evidence's sentences as the model could take, in their order."""
        ...

    def answered(self) -> float:
        """The log-odds that the sentences state the answer to exactly this question."""
        ...

    def chosen(self) -> Scores:
        """Probabilities (n + 1,) that each sentence answers the question, and last that none does."""
        ...

    def quotations(self) -> Quotations:
        """The words of the sentences that the model would answer with."""
        ...


@dataclass(frozen=True, slots=True)
class Prompts:
    """What a reader is told and asked."""

    system: Prompt
    examples: Prompt
    evidence: Prompt
    answered: Prompt
    which: Prompt
    words: Prompt
    claim: Prompt
    asked: Prompt
    asks: Prompt
    whose: Prompt
    whole: Prompt
    whole_rules: Prompt
    whole_examples: tuple[tuple[str, str], ...]
    sides: Prompt


def load_prompts() -> Prompts:
    """Raises BadInput naming a file that is missing or does not fit."""
    return Prompts(
        system=load_prompt("system", set()),
        examples=load_prompt("examples", {"evidence", "question"}),
        evidence=load_prompt("evidence", {"evidence", "question"}),
        answered=load_prompt("answered", set()),
        which=load_prompt("which", set()),
        words=load_prompt("words", set()),
        claim=load_prompt("claim", {"text", "claim"}),
        asked=load_prompt("asked", {"question"}),
        asks=load_prompt("asks", set()),
        whose=load_prompt("whose", set()),
        whole=(whole := load_prompt("whole", {"conversation", "question"})),
        whole_rules=load_prompt("whole-rules", set()),
        whole_examples=tuple(
            (whole.fill(conversation="\n".join(before), question=question), reply)
            for before, question, reply in load_follow_ups("whole-examples")
        ),
        sides=load_prompt("sides", {"question"}),
    )


@dataclass(frozen=True, slots=True)
class Whose:
    """``asked`` is the probability that a question asks for somebody's words; ``who`` are the words of the
    question that may stand for these people, the likeliest first.
    """

    asked: float
    who: tuple[str, ...] = ()


class Reader(Protocol):
    """Something that reads evidence. ``name`` is what people are shown; ``chat`` tells whether it was taught
    to follow instructions. Where it was not, what it makes of a question without evidence is worth nothing.
    """

    @property
    def name(self) -> str: ...

    @property
    def chat(self) -> bool: ...

    def open(
        self, question: str, sentences: Sequence[EvidenceSentence], cancel: threading.Event
    ) -> AbstractContextManager[Reading]:
        """Have the evidence read. Raises Cancelled."""
        ...

    def carries(self, claim: str, text: str, cancel: threading.Event) -> float:
        """The probability in [0, 1] that ``text`` states every part of ``claim``. Raises Cancelled."""
        ...

    def whose(self, question: str, cancel: threading.Event) -> Whose:
        """Whether ``question`` asks for somebody's words, and for whose. Raises Cancelled."""
        ...

    def whole(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        """``question`` as it reads without the questions ``before`` it, oldest first."""
        ...

    def merged(self, question: str, before: Sequence[str], cancel: threading.Event) -> str:
        """The same for a ``question`` that names only what is different from the last one before it."""
        ...

    def sides(self, question: str, cancel: threading.Event) -> tuple[str, ...]:
        """What ``question`` sets side by side, in its own words. Raises Cancelled."""
        ...


def labelled(sentences: Sequence[EvidenceSentence]) -> str:
    """The sentences, one a line, each with its label and, for a statement, its speaker.

    Their headlines are left out: with them the default reader told answerable questions from others less
    well.
    """
    lines = []
    for label, one in zip(LABELS, sentences, strict=False):
        speaker = f"{for_prompt(one.statement.speaker)}: " if one.statement and one.statement.speaker else ""
        asked = f"(asked: {for_prompt(one.context)}) " if one.context else ""
        lines.append(f"[{label}] {speaker}{asked}{for_prompt(one.sentence.text)}")
    return "\n".join(lines)
