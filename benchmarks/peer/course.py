"""The course that every system goes through, and what is noted on the way. Standard library only: this file
is imported in the environments of all the systems.

    python -m benchmarks.peer.SYSTEM SPEC RESULT

SPEC has the articles, ten more, the questions, and where the models are; RESULT gets what was noted.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Source:
    """Words of an article: given to the model, or cited by an answer."""

    article: str
    text: str


@dataclass(frozen=True)
class Reply:
    """An answer at its end. ``cited`` are the sources its markers name, ``read`` all that the model got.
    ``evaluated_tokens`` are those of the ``prompt_tokens`` that were not held from before.
    """

    text: str
    cited: list[Source]
    read: list[Source]
    prompt_tokens: int
    evaluated_tokens: int
    declined: bool = False


@dataclass(frozen=True)
class Spec:
    """What a system is given. Articles have an id, a path, a title and a text."""

    articles: list[dict[str, str]]
    more: list[dict[str, str]]
    questions: list[str]
    encoder: str
    gguf: str
    threads: int
    #: Tokens that a system may write.
    longest: int = 128
    #: Where a base model goes on with a question of its own instead of ending.
    stop: list[str] = field(default_factory=lambda: ["\nQuery:", "\nQuestion:", "\n------", "\nSource "])


class System(Protocol):
    """Something that answers questions from articles. Models are loaded when it is made."""

    def index(self, articles: list[dict[str, str]]) -> None:
        """Index them into ``folder``, on disk when this returns."""

    def add(self, articles: list[dict[str, str]]) -> None:
        """Add them to what is indexed, on disk when this returns."""

    def retrieve(self, question: str) -> list[Source]:
        """What would be given to the model."""

    def ask(self, question: str) -> Iterator[str | Reply]:
        """Pieces of the answer as it is written, and last the whole."""


def run(make: Callable[[Spec, Path], System]) -> None:
    """Take a system through the course; what is loaded at first use is loaded by a question not counted: the
    one asked last, since a prompt given twice in a row need not be read again.
    """
    spec = Spec(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        system = make(spec, Path(folder))
        result: dict[str, Any] = {"index_s": timed(lambda: system.index(spec.articles))}
        result["update_s"] = timed(lambda: system.add(spec.more))
        list(system.ask(spec.questions[-1]))
        result["asked"] = [asked(system, question) for question in spec.questions]
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


def asked(system: System, question: str) -> dict[str, Any]:
    retrieve = timed(lambda: system.retrieve(question))
    began = time.perf_counter()
    first: float | None = None
    reply: Reply | None = None
    for piece in system.ask(question):
        if isinstance(piece, Reply):
            reply = piece
        elif piece.strip() and first is None:
            first = time.perf_counter() - began
    whole = time.perf_counter() - began
    if reply is None:
        raise AssertionError("every answer ends with a reply")
    return {
        "question": question,
        "retrieve_s": retrieve,
        "first_s": first,
        "whole_s": whole,
        **asdict(reply),
    }


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Counting:
    """Counts the tokens of every prompt that llama-cpp-python's own class is given, and those of them that it
    does not have in its cache from the prompt before.
    """

    def __init__(self) -> None:
        import llama_cpp

        self._given = self._evaluated = 0
        self._begins = False
        generate, evaluate = llama_cpp.Llama.generate, llama_cpp.Llama.eval

        def counted(model: Any, tokens: Any, *arguments: Any, **named: Any) -> Any:
            self._given += len(tokens)
            self._begins = True
            return generate(model, tokens, *arguments, **named)

        def noted(model: Any, tokens: Any) -> Any:
            # What is evaluated first is the prompt; then come the tokens that are written.
            self._evaluated += len(tokens) if self._begins else 0
            self._begins = False
            return evaluate(model, tokens)

        setattr(llama_cpp.Llama, "generate", counted)  # noqa: B010
        setattr(llama_cpp.Llama, "eval", noted)  # noqa: B010

    def since_last(self) -> tuple[int, int]:
        """Tokens given, and evaluated."""
        counts = self._given, self._evaluated
        self._given = self._evaluated = 0
        return counts
