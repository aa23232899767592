"""What can be measured between a sentence and the sentences it may rest on, without judging it yet.

The signals are of four kinds: single words found, words found together, words copied in order, and nearness
of meaning; disagreements of numbers, names and negation are signals too. None of them sees who does what to
whom: a sentence that swaps two people of its source looks well supported to all but the ordered ones.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.verify import polarity
from rag.verify.names import names
from rag.verify.numbers import quantities
from rag.verify.words import terms, words

#: More sentences than this are narrowed to those that share most terms with the claim.
POOL = 25
#: Where a claim may be cut into parts that must each be carried.
_PART = re.compile(
    r"[,;:()–—]|\b(?:but|although|while|and|which|who|that|when|after|before|because|with|for|in|at|on|from|by)\b",
    re.IGNORECASE,
)
_OPENERS = frozenset({"he", "she", "they", "it", "his", "her", "their"})

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """What is needed of an encoder here."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) -> float32 (n, dim), every row of length 1."""
        ...


def pool(claim: str, sentences: Sequence[str], language: str = "en") -> list[str]:
    """The at most ``POOL`` sentences that share most terms with the claim, in their order."""
    wanted = set(terms(claim, language))
    shared = [len(wanted & set(terms(sentence, language))) for sentence in sentences]
    best = sorted(range(len(sentences)), key=lambda i: (-shared[i], i))[:POOL]
    return [sentences[i] for i in sorted(best)]


def signals(claim: str, sentences: Sequence[str], encoder: Encoder, language: str = "en") -> dict[str, float]:
    """The signals between ``claim`` and ``sentences`` (at least one), by name."""
    chosen = pool(claim, sentences, language)
    vectors = encoder.encode([claim, *chosen])
    return {
        **_found(claim, chosen, language),
        **_together(claim, chosen, language),
        **_copied(claim, chosen),
        **_meaning(claim, chosen, vectors, language),
        **_disagreements(claim, chosen, language),
    }


def _found(claim: str, sentences: Sequence[str], language: str) -> dict[str, float]:
    """Shares of the claim's terms that the best sentence, two, three, two neighbours, all of them have."""
    wanted = set(terms(claim, language))
    having = [set(terms(sentence, language)) for sentence in sentences]
    everywhere = set().union(*having)
    one, two, three = (_share(wanted, set().union(*picked)) for picked in _best(wanted, having))
    neighbours = [first | second for first, second in zip(having, [*having[1:], set()], strict=True)]
    parts = [set(terms(part, language)) for part in _parts(claim, language)]
    return {
        "found_1": one,
        "found_2": two,
        "found_3": three,
        "found_neighbours": max(_share(wanted, both) for both in neighbours),
        "found_all": _share(wanted, everywhere),
        "missing": float(len(wanted - everywhere)),
        "part_least": min(max(_share(part, here) for here in having) for part in parts),
        "part_mean": math.fsum(max(_share(part, here) for here in having) for part in parts) / len(parts),
        "part_least_all": min(_share(part, everywhere) for part in parts),
        "terms": float(len(terms(claim, language))),
    }


def _best(wanted: set[str], having: Sequence[set[str]]) -> list[list[set[str]]]:
    """The one, two and three sentences that together have most of the wanted terms, chosen greedily."""
    chosen: list[set[str]] = []
    steps: list[list[set[str]]] = []
    for _ in range(3):
        covered = set().union(*chosen)
        chosen = [*chosen, max(having, key=lambda here: len((wanted & here) - covered))]
        steps.append(chosen)
    return steps


def _together(claim: str, sentences: Sequence[str], language: str) -> dict[str, float]:
    """Shares of pairs of the claim's terms that stand in one sentence: neighbouring pairs, and all."""
    having = [set(terms(sentence, language)) for sentence in sentences]
    ordered = terms(claim, language)
    neighbours = set(pairwise(ordered))
    pairs = [(first, second) for i, first in enumerate(ordered) for second in ordered[i + 1 :]]
    met = [pair for pair in neighbours if any(here.issuperset(pair) for here in having)]
    return {
        "neighbours_one": max(
            _ratio(sum(here.issuperset(pair) for pair in neighbours), len(neighbours)) for here in having
        ),
        "neighbours_any": _ratio(len(met), len(neighbours)),
        "neighbours_never": float(len(neighbours) - len(met)),
        "pairs_any": _ratio(sum(any(here.issuperset(pair) for here in having) for pair in pairs), len(pairs)),
    }


def _copied(claim: str, sentences: Sequence[str]) -> dict[str, float]:
    """How much is copied in order: shares of word pairs and triples, and the extractive fragments of
    Grusky, Naaman and Artzi (2018): their coverage, density and longest.
    """
    spoken = words(claim)
    texts = [words(sentence) for sentence in sentences]
    fragments = _fragments(spoken, [word for text in texts for word in (*text, "")])
    pairs, triples = _grams(spoken, 2), _grams(spoken, 3)
    length = max(1, len(spoken))
    return {
        "bigrams_one": max(_ratio(len(pairs & _grams(text, 2)), len(pairs)) for text in texts),
        "bigrams_all": _ratio(len(pairs & set().union(*(_grams(t, 2) for t in texts))), len(pairs)),
        "trigrams_all": _ratio(len(triples & set().union(*(_grams(t, 3) for t in texts))), len(triples)),
        "fragment_coverage": sum(fragments) / length,
        "fragment_density": sum(size * size for size in fragments) / length,
        "fragment_longest": float(max(fragments, default=0)),
        "fragment_longest_share": max(fragments, default=0) / length,
        "fragment_count": len(fragments) / length,
        "fragment_long": sum(size for size in fragments if size >= 3) / length,
        "words": float(len(spoken)),
        "opens_with_pronoun": float(bool(spoken) and spoken[0] in _OPENERS),
    }


def _fragments(claim: Sequence[str], source: Sequence[str]) -> list[int]:
    """Lengths of the longest runs of the claim that the source has, taken greedily from the left."""
    places: dict[str, list[int]] = {}
    for at, word in enumerate(source):
        places.setdefault(word, []).append(at)
    sizes: list[int] = []
    at = 0
    while at < len(claim):
        size = max((_run(claim, at, source, start) for start in places.get(claim[at], [])), default=0)
        if size:
            sizes.append(size)
        at += max(1, size)
    return sizes


def _run(claim: Sequence[str], at: int, source: Sequence[str], start: int) -> int:
    size = 0
    while at + size < len(claim) and start + size < len(source) and claim[at + size] == source[start + size]:
        size += 1
    return size


def _meaning(claim: str, sentences: Sequence[str], vectors: Vectors, language: str) -> dict[str, float]:
    """Cosines between the claim (row 0) and the sentences (the other rows)."""
    wanted = set(terms(claim, language))
    near = vectors[1:] @ vectors[0]
    ranked = np.sort(near)[::-1]
    shares = [_share(wanted, set(terms(sentence, language))) for sentence in sentences]
    return {
        "near_1": float(ranked[0]),
        "near_2": float(ranked[:2].mean()),
        "near_3": float(ranked[:3].mean()),
        "near_of_most_shared": float(near[int(np.argmax(shares))]),
    }


def _disagreements(claim: str, sentences: Sequence[str], language: str) -> dict[str, float]:
    wanted = set(terms(claim, language))
    having = [set(terms(sentence, language)) for sentence in sentences]
    everywhere = set().union(*having)
    nearest = sentences[max(range(len(sentences)), key=lambda i: len(wanted & having[i]))]
    figures, given = quantities(claim), quantities(" ".join(sentences))
    named = names(claim)
    return {
        "numbers": float(min(3, len(figures))),
        "numbers_missing": float(any(not any(f.agrees(other) for other in given) for f in figures)),
        "names": float(len(named)),
        "names_missing": float(sum(not everywhere.issuperset(terms(name, language)) for name in named)),
        "opposed": float(bool(polarity.opposed(claim, nearest))),
        "negated": float(polarity.negates(claim)),
    }


def _parts(claim: str, language: str) -> list[str]:
    """The claim cut into parts of three terms or more; what is left over goes with the last."""
    parts: list[str] = []
    held = ""
    for piece in _PART.split(claim):
        held = f"{held} {piece}"
        if len(set(terms(held, language))) >= 3:
            parts, held = [*parts, held], ""
    return [*parts[:-1], parts[-1] + held] if parts else [claim]


def _grams(text: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(text[i : i + size]) for i in range(len(text) - size + 1)}


def _share(wanted: set[str], having: set[str]) -> float:
    return _ratio(len(wanted & having), len(wanted))


def _ratio(part: int, whole: int) -> float:
    """The share, 1 of nothing: a claim without a kind of thing lacks none of it."""
    return part / whole if whole else 1.0
