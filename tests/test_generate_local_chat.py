"""A conversation with a model in a file; the default one holds poor ones, but it holds them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import ModelRefused
from rag.generate.chat import Message
from rag.generate.local_chat import LocalChat, has_chat_template
from rag.generate.turns import Cancelled
from rag.models import reader_path

HELLO = [Message("system", "Be brief."), Message("user", "Count from one to ten.")]


@pytest.fixture(scope="module")
def chat() -> Iterator[LocalChat]:
    loaded = LocalChat(reader_path("gemma-3-270m"))
    yield loaded
    loaded.close()


def test_stop_ends_with_the_next_piece_and_the_model_is_free_again(chat: LocalChat) -> None:
    cancel = threading.Event()
    pieces = []
    for piece in chat.reply(HELLO, cancel):
        pieces.append(piece)
        cancel.set()
    assert len(pieces) == 1
    with pytest.raises(Cancelled):
        next(chat.reply(HELLO, cancel))
    again = chat.reply(HELLO, threading.Event())
    assert next(again) == pieces[0]
    again.close()


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(64))
    for load in (LocalChat, has_chat_template):
        with pytest.raises(ModelRefused, match=r"broken\.gguf"):
            load(path)
