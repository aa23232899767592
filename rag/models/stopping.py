"""Stopping llama.cpp in the middle of a batch, which a large model takes seconds for.

llama.cpp calls a function between two of its operations and stops where that returns true. A Python function
would have to wait for the interpreter's lock a thousand times a batch, so the function is C's ``strlen`` on a
byte of our own: 0 while it is zero, 1 once it is set.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rag.models.turns import PATIENCE


class StopFlag:
    """A byte that llama.cpp looks at. It must live as long as the context that it is set on."""

    def __init__(self) -> None:
        self._bytes = ctypes.create_string_buffer(2)
        self._changing = threading.Lock()

    def attach(self, api: Any, context: Any) -> None:
        """Have ``context`` look at it."""
        function = ctypes.cast(ctypes.CDLL(None).strlen, api.ggml_abort_callback)
        api.llama_set_abort_callback(context, function, ctypes.addressof(self._bytes))

    @contextmanager
    def follow(self, cancel: threading.Event) -> Iterator[None]:
        """Set it as soon as ``cancel`` is, for as long as this lasts."""
        over = threading.Event()
        threading.Thread(target=self._watch, args=(cancel, over), daemon=True).start()
        try:
            yield
        finally:
            # Not waiting for the watcher, which looks only so often: the lock keeps it from being late.
            with self._changing:
                over.set()
                self._bytes[0] = b"\x00"

    def _watch(self, cancel: threading.Event, over: threading.Event) -> None:
        while not over.is_set():
            if cancel.wait(PATIENCE):
                with self._changing:
                    if not over.is_set():
                        self._bytes[0] = b"\x01"
                return
