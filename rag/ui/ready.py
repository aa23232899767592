"""The models, loaded once: in the background when the desk opens, or by the first question."""

from __future__ import annotations

import threading

from rag.newsroom import Newsroom
from rag.retrieve import ask


class Models:
    """Loads what answering needs, once, whoever asks first, and holds what is answered with now."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._loading = threading.Lock()
        self._loaded = False

    @property
    def newsroom(self) -> Newsroom:
        return self._newsroom

    def load(self) -> None:
        """Wait until the models are there. Raises ModelRefused and the like, each time anew."""
        with self._loading:
            if self._loaded:
                return
            encoder = self._newsroom.parts.encoder
            # Questions and what answers are checked by are computed in two ways (rag.openvino_encoder).
            ask("warm", encoder)
            encoder.encode(["warm"])
            self._loaded = True

    def exchange(self, newsroom: Newsroom) -> None:
        """Answer from ``newsroom`` from now on; its models must be loaded."""
        with self._loading:
            self._newsroom = newsroom
            self._loaded = True
