"""Changing how the desk answers while people use it: tried first, used for whoever asks next, and kept.

The settings are the process's own, one for everybody at the desk. An answer that is being written is
finished by the model that began it.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from dataclasses import dataclass

from rag.answer import Parts
from rag.answering import Reader, reader_for
from rag.errors import BadInput, OnRecordError
from rag.settings import AnswerSettings, Settings
from rag.settings_file import keep_settings
from rag.types import EvidenceSentence, Passage, Sentence
from rag.ui.desk import Desk

FEWEST_TOKENS = 50
MOST_TOKENS = 2000

_QUESTION = "Where did the ferry run aground?"
_SENTENCE = "The ferry Halcyon ran aground off Cape Orrin on Tuesday night with 212 passengers on board."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader chose: fields as in ``rag.settings``."""

    model: str
    model_name: str
    evidence_tokens: int
    strictness: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What a model wrote when it was tried, and the seconds it took to load and to write."""

    model: str
    question: str
    written: str
    loaded_s: float
    written_s: float


def choice_of(settings: Settings) -> Choice:
    answer = settings.answer
    return Choice(answer.model, answer.model_name, settings.retrieval.evidence_tokens, answer.strictness)


def settings_for(before: Settings, choice: Choice) -> Settings:
    """``before`` with what was chosen. Raises BadInput for a value out of its range."""
    if not FEWEST_TOKENS <= choice.evidence_tokens <= MOST_TOKENS:
        raise BadInput(f"Evidence: choose from {FEWEST_TOKENS} to {MOST_TOKENS:,} tokens.")
    if not 0 <= choice.strictness <= 1:
        raise BadInput("Strictness: choose a number from 0 to 1.")
    return dataclasses.replace(
        before,
        retrieval=dataclasses.replace(before.retrieval, evidence_tokens=choice.evidence_tokens),
        answer=dataclasses.replace(
            before.answer,
            model=choice.model.strip(),
            model_name=choice.model_name.strip(),
            strictness=choice.strictness,
        ),
    )


def tried(desk: Desk, choice: Choice) -> Trial:
    """Load what was chosen, have it write, and forget it again. Raises OnRecordError saying what is wrong."""
    require_may_change(desk)
    return _tried(desk, settings_for(desk.newsroom.settings, choice))[1]


def use(desk: Desk, choice: Choice) -> Trial:
    """Try what was chosen, then answer with it from the next question on, and keep it in the settings file.

    Waits for the answers that were asked for before. Raises OnRecordError; unless its message says otherwise
    everything is then as it was.
    """
    require_may_change(desk)
    with _changing:
        before = desk.newsroom
        settings = settings_for(before.settings, choice)
        reader, trial = _tried(desk, settings)
        parts = Parts(before.store, before.encoder, reader, settings)
        with desk.line.place("settings") as place:
            for _ in desk.line.turns(place):
                pass
            desk.models.exchange(dataclasses.replace(before, settings=settings, loaded=parts))
        keep_settings(before.settings, settings)
    return trial


def require_may_change(desk: Desk) -> None:
    """Raises BadInput at a desk whose visitors may not change anything of it."""
    if not desk.may_change:
        raise BadInput("Settings cannot be changed at this desk.")


#: One change at a time, so that the settings in use and those in the file are the same ones.
_changing = threading.Lock()


def _tried(desk: Desk, settings: Settings) -> tuple[Reader, Trial]:
    began = time.perf_counter()
    reader = _reader(desk, settings)
    loaded = time.perf_counter()
    sentence = Sentence("trial", 0, len(_SENTENCE), _SENTENCE)
    passage = Passage("trial", 0, len(_SENTENCE), _SENTENCE, (sentence,))
    source = EvidenceSentence(1, sentence, passage, "Ferry aground", "", "", 1.0)
    with reader.open(_QUESTION, (source,), threading.Event()) as reading:
        quoted = reading.quotations().wholes
    if not quoted:
        raise OnRecordError(
            f"{reader.name} was loaded, but quoted nothing when asked “{_QUESTION}” of an article "
            "that answers it. Choose another model."
        )
    done = time.perf_counter()
    written = _SENTENCE[quoted[0].start : quoted[0].end]
    return reader, Trial(reader.name, _QUESTION, written, loaded - began, done - loaded)


def _reader(desk: Desk, settings: Settings) -> Reader:
    """The model in use where it is the one that is wanted, otherwise a new one."""
    if _which(settings.answer) == _which(desk.newsroom.settings.answer):
        desk.models.load()
        return desk.newsroom.parts.reader
    return reader_for(settings.answer)


def _which(answer: AnswerSettings) -> tuple[str, str, int]:
    return answer.model, answer.model_name, answer.threads
