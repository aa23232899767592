"""The models, loaded once: in the background when the desk opens, or by the first question."""

from __future__ import annotations

import threading
from typing import Protocol, runtime_checkable

from rag.newsroom import Newsroom


@runtime_checkable
class WarmsUp(Protocol):
    """A generator whose first answer is quicker after this."""

    def warm_up(self) -> None: ...


class Models:
    """Loads what answering needs, once, whoever asks first."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._loading = threading.Lock()
        self._loaded = False

    def load(self) -> None:
        """Wait until the models are there. Raises ModelRefused and the like, each time anew."""
        with self._loading:
            if self._loaded:
                return
            parts = self._newsroom.parts
            parts.encoder.encode(["warm"])
            if isinstance(parts.generator, WarmsUp):
                parts.generator.warm_up()
            self._loaded = True
