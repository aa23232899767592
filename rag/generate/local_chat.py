"""A chat model in a GGUF file, spoken to through the chat template that the file brings along."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from rag.errors import ModelRefused
from rag.generate.chat import Message
from rag.generate.llama import llama_cpp_library
from rag.generate.threads import physical_cores
from rag.generate.turns import Turns

#: Tokens of context: rules, evidence and answer.
CONTEXT = 4096
#: An answer is a few sentences.
LONGEST_REPLY = 320


class LocalChat:
    """Raises MissingExtra without llama-cpp-python, ModelRefused when the file cannot be loaded."""

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        library = llama_cpp_library()
        self.name = path.stem
        self._turns = Turns()
        count = threads or physical_cores()
        try:
            self._llama = library.Llama(
                str(path),
                n_ctx=CONTEXT,
                n_threads=count,
                n_threads_batch=count,
                flash_attn=True,
                verbose=False,
            )
        except ValueError as error:
            raise ModelRefused(f"llama.cpp cannot load {path}: {error}. Name another GGUF file.") from error

    def reply(self, messages: Sequence[Message], cancel: threading.Event) -> Generator[str, None, None]:
        """Pieces of about a token. The model is looked after by one caller at a time."""
        conversation = [{"role": message.role, "content": message.content} for message in messages]
        with self._turns.turn(cancel):
            stream = self._llama.create_chat_completion(
                conversation, stream=True, temperature=0.0, max_tokens=LONGEST_REPLY
            )
            with closing(stream):
                for chunk in stream:
                    if cancel.is_set():
                        return
                    piece = chunk["choices"][0]["delta"].get("content")
                    if piece:
                        yield str(piece)

    def close(self) -> None:
        self._llama.close()


def has_chat_template(path: Path) -> bool:
    """Whether the GGUF file says how to hold a conversation with its model; only its header is read."""
    library = llama_cpp_library()
    try:
        header = library.Llama(str(path), vocab_only=True, verbose=False)
    except ValueError as error:
        raise ModelRefused(f"llama.cpp cannot load {path}: {error}. Name another GGUF file.") from error
    with closing(header):
        return "tokenizer.chat_template" in header.metadata
