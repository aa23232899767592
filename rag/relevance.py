"""How near a piece of an article is to a topic: words it shares, weighed by rarity, and meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import terms
from rag.embed import Encoder
from rag.rarity import Weights, rarity
from rag.store import Store

#: The share of the score that comes from words; the rest is the cosine of the vectors.
WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """What is weighed: its own words, the headline over them, and the passage around them."""

    text: str
    title: str
    around: str
    language: str


def relevance(
    asked: str, topic: str, language: str, pieces: Sequence[Piece], store: Store, encoder: Encoder
) -> list[float]:
    """A score in [0, 1] for each piece: ``asked`` is compared by meaning, ``topic`` by its words.

    A word in the piece itself counts whole, one in the passage or headline around it half. Words weigh by
    inverse document frequency, so that a name outweighs a verb.
    """
    if not pieces:
        return []
    vectors = encoder.encode([f"{piece.title}\n{piece.text}" for piece in pieces])
    cosines = vectors @ encoder.encode([asked], query=True)[0]
    weights = rarity(terms(topic, language), store)
    return [
        WORDS * _coverage(weights, piece) + (1 - WORDS) * max(0.0, float(cosine))
        for piece, cosine in zip(pieces, cosines, strict=True)
    ]


def _coverage(weights: Weights, piece: Piece) -> float:
    total = sum(weights.values())
    if not total:
        return 0.0
    own = set(terms(piece.text, piece.language))
    around = set(terms(f"{piece.title}\n{piece.around}", piece.language))
    return sum(w * (1.0 if t in own else 0.5 if t in around else 0.0) for t, w in weights.items()) / total
