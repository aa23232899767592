"""The sentences of an answer that a model writes in its own words.

Whatever it writes is only proposed. Its sentences are cut by the program, stripped of any markers of the
model's making, and matched with the evidence that carries most of their words; whether they may be shown is
decided by verification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.segment import sentences
from rag.types import Article, Draft, EvidenceSentence, Token
from rag.verification.carriers import best_carriers

#: What the prompt asks the model to write when the sentences do not answer.
NOT_STATED = "NOT STATED"
#: Markers of the model's own making: " [1]", "[2, 3]", "(Source 4)".
_MARKER = re.compile(
    r"\s*(?:\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]|\((?:source|sentence)s?\s+\d+\))", re.IGNORECASE
)
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)\s*", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


def drafts(
    pieces: Iterable[str], evidence: Sequence[EvidenceSentence], language: str
) -> Iterator[Token | Draft]:
    """The ``pieces`` of a reply as they come and each sentence once it is finished; nothing more after the
    model says that the evidence does not answer.
    """
    written = ""
    done = 0
    for piece in pieces:
        written += piece
        if NOT_STATED in written:
            return
        yield Token(piece)
        finished = _sentences(written, language)[:-1]
        yield from _drafts(finished[done:], evidence, language)
        done = max(done, len(finished))
    yield from _drafts(_sentences(written, language)[done:], evidence, language)


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
