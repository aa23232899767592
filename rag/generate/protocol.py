"""The seam between finding evidence and writing from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Protocol

from rag.types import Draft, Evidence, Query, Token


class Generator(Protocol):
    """Something that writes an answer, a sentence at a time, from numbered evidence."""

    @property
    def model(self) -> str:
        """The name readers are shown."""
        ...

    @property
    def tells_confidence(self) -> bool:
        """Whether its drafts come with a ``Draft.confidence``."""
        ...

    def generate(self, query: Query, evidence: Evidence, cancel: threading.Event) -> Iterator[Token | Draft]:
        """Pieces of a sentence as they are written, then the sentence as a Draft, for each sentence.

        ``Draft.sources`` are the ``n`` of evidence sentences. After ``cancel`` is set nothing more is
        written and the iterator ends.
        """
        ...
