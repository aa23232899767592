"""How much of a sentence its source carries, as a score in [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.verify.words import terms

#: The least score with which a sentence is shown.
ENOUGH = 0.6


class Encoder(Protocol):
    """What is needed of an encoder here."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Texts (n) -> float32 (n, dim), every row of length 1."""
        ...


def support(claim: str, source: str, encoder: Encoder | None, language: str = "en") -> float:
    """Overlap of words, averaged with similarity of meaning where an encoder is given."""
    overlap = coverage(claim, source, language)
    if encoder is None:
        return overlap
    claimed, given = encoder.encode([claim, source])
    return (overlap + max(0.0, float(claimed @ given))) / 2


def coverage(claim: str, source: str, language: str = "en") -> float:
    """The share of the claim's content terms, each counted once, that stand in the source; 1 for none."""
    wanted = set(terms(claim, language))
    return len(wanted & set(terms(source, language))) / len(wanted) if wanted else 1.0
