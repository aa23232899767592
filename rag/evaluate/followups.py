"""Follow-ups made whole: whether a question then says what it asks for without the conversation before it.

Each set is a file ``turns.jsonl`` of questions with those before them and as people made them whole, such as
TREC CAsT 2019's (Dalton and others 2020). Questions that nothing comes before are left out. Words are
compared without stop words.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from rag.answering import reader_for
from rag.answering.asked import made_whole
from rag.embed import encoder_for
from rag.errors import BadInput
from rag.evaluate.data import read_jsonl
from rag.evaluate.report import Row, mean, mean_row
from rag.question.reading import tidy
from rag.settings import load_settings
from rag.stopwords import STOP_WORDS

TURNS = "turns.jsonl"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, those before it, and how it reads on its own."""

    question: str
    history: tuple[str, ...]
    whole: str


def rows(data: Path) -> list[Row]:
    """The figures of every folder that has turns. Raises BadInput where none has."""
    files = sorted(data.glob(f"*/{TURNS}"))
    if not files:
        raise BadInput(f"No folder in {data} has a {TURNS}, with questions that follow others.")
    settings = load_settings()
    reader, encoder = reader_for(settings.answer), encoder_for(settings.index.encoder)
    figures = []
    for file in files:
        turns = read_turns(file)
        written = [
            made_whole(turn.question, turn.history, reader, encoder, threading.Event())
            for turn in tqdm(turns, desc=file.parent.name)
        ]
        figures += figures_of(file.parent.name, turns, written)
    return figures


def read_turns(file: Path) -> tuple[Turn, ...]:
    """The turns of a file that follow others."""
    return tuple(
        Turn(row["question"], tuple(row["history"]), row["resolved"])
        for row in read_jsonl(file)
        if row["history"]
    )


def figures_of(name: str, turns: Sequence[Turn], written: Sequence[str]) -> list[Row]:
    """F1 of the words wanted, and the share of the words supplied that a question left alone lacks. What is
    not rewritten is taken as it stands.
    """
    pairs = [(turn, tidy(text or turn.question)) for turn, text in zip(turns, written, strict=True)]
    alone = [f1(words(turn.question), words(turn.whole)) for turn in turns]
    missing = [(words(turn.whole) - words(turn.question), words(text)) for turn, text in pairs]
    supplied = [len(lacking & has) / len(lacking) for lacking, has in missing if lacking]
    ours = [f1(words(text), words(turn.whole)) for turn, text in pairs]
    return [
        mean_row(name, "word F1", ours, {"left alone": mean(alone)}),
        mean_row(name, "missing words supplied", supplied, {"left alone": 0.0}),
        mean_row(
            name,
            "worse than left alone",
            [float(one < other) for one, other in zip(ours, alone, strict=True)],
        ),
    ]


def words(text: str) -> AbstractSet[str]:
    """The words of ``text`` in lower case, without stop words."""
    return frozenset(_WORD.findall(text.casefold())) - STOP_WORDS["en"]


def f1(found: AbstractSet[str], wanted: AbstractSet[str]) -> float:
    total = len(found) + len(wanted)
    return 2 * len(found & wanted) / total if total else 1.0
