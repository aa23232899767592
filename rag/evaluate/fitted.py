"""Which questions the decision whether to answer was fitted on: the stored files name them by a digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from rag.answerable import decision, sureness


def digest(questions: Iterable[str]) -> str:
    """The texts, in their order, as 16 hexadecimal digits of SHA-256."""
    return hashlib.sha256("\n".join(questions).encode("utf-8")).hexdigest()[:16]


def seen(questions: Iterable[str], stored: Sequence[Path] = (decision.STORED, sureness.STORED)) -> bool:
    """Whether one of the stored regressions was fitted on just these questions."""
    digests = [json.loads(path.read_text(encoding="utf-8"))["fitted_on"].get("digest") for path in stored]
    return digest(questions) in digests
