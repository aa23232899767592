"""Free writing by a chat model: for models that can be trusted with sentences of their own.

Whatever the model writes is only proposed. Its sentences are cut by the program, stripped of any markers the
model wrote, and matched with the evidence that carries most of their words; whether they may be shown is
decided by verification.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from rag.generate.clean import for_prompt
from rag.generate.prompt import Prompt
from rag.generate.turns import Cancelled
from rag.segment import sentences
from rag.types import Article, Draft, Evidence, EvidenceSentence, Query, Token
from rag.verify.carriers import best_carriers

#: What the prompt asks the model to write when the sentences do not answer.
NOT_STATED = "NOT STATED"
#: Markers of the model's own making: " [1]", "[2, 3]", "(Source 4)".
_MARKER = re.compile(
    r"\s*(?:\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]|\((?:source|sentence)s?\s+\d+\))", re.IGNORECASE
)
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)\s*", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    content: str


class ChatModel(Protocol):
    """Anything that continues a conversation, a piece of text at a time."""

    @property
    def name(self) -> str: ...

    def reply(self, messages: Sequence[Message], cancel: threading.Event) -> Generator[str, None, None]:
        """Pieces of the reply; ends, or raises Cancelled, soon after ``cancel`` is set."""
        ...


class ChatGenerator:
    """Writes freely, a sentence at a time."""

    def __init__(self, chat: ChatModel, rules: Prompt, question: Prompt) -> None:
        self._chat = chat
        self._rules = rules
        self._question = question

    @property
    def model(self) -> str:
        return self._chat.name

    @property
    def tells_confidence(self) -> bool:
        return False

    def generate(self, query: Query, evidence: Evidence, cancel: threading.Event) -> Iterator[Token | Draft]:
        """The model's sentences in order; nothing when it says that the evidence does not answer."""
        if not evidence.sentences:
            return
        written = ""
        done = 0
        try:
            with closing(self._chat.reply(self._messages(query, evidence), cancel)) as pieces:
                for piece in pieces:
                    if cancel.is_set():
                        return
                    written += piece
                    if NOT_STATED in written:
                        return
                    yield Token(piece)
                    finished = _sentences(written, query.language)[:-1]
                    yield from _drafts(finished[done:], evidence.sentences, query.language)
                    done = max(done, len(finished))
        except Cancelled:
            return
        yield from _drafts(_sentences(written, query.language)[done:], evidence.sentences, query.language)

    def _messages(self, query: Query, evidence: Evidence) -> list[Message]:
        numbered = "\n".join(f"[{one.n}] {for_prompt(one.sentence.text)}" for one in evidence.sentences)
        return [
            Message("system", self._rules.fill(not_stated=NOT_STATED)),
            Message("user", self._question.fill(evidence=numbered, question=for_prompt(query.text))),
        ]


def _sentences(written: str, language: str) -> list[str]:
    """The sentences of a reply as far as it goes, without markers, bullets or thoughts."""
    plain = _MARKER.sub("", _THINKING.sub("", written))
    found = sentences(Article(id="", path="", title="", text=plain, language=language))
    return [_BULLET.sub("", sentence.text).strip() for sentence in found]


def _drafts(finished: Sequence[str], evidence: Sequence[EvidenceSentence], language: str) -> Iterator[Draft]:
    for text in finished:
        if any(character.isalnum() for character in text):
            carriers = best_carriers(Draft(text, ()), evidence, language)
            yield Draft(text, tuple(source.n for source in carriers))
