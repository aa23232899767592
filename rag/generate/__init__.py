"""Writing an answer from evidence: by quoting under constraint, or freely with a chat model."""

from __future__ import annotations

from rag.generate.choose import generator_for
from rag.generate.protocol import Generator

__all__ = ["Generator", "generator_for"]
