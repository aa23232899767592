"""In which sentence the model is about to begin its answer.

Where the reply begins the model has a distribution over the first token of its answer. The probability that
falls on words of a sentence says how much the model wants to quote from there. Where a token begins words of
several sentences (a currency sign, a first digit, "the"), it is looked one token further, as often as is
worth it.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt

from rag.answering.spans import Track
from rag.models.llama import Floats

Scores = npt.NDArray[np.float64]
#: Log-probabilities (V,) of the token after the given ones.
After = Callable[[tuple[int, ...]], Floats]

#: A beginning is looked into while it has at least this probability, at most so many of them.
WORTH = 0.03
LOOKS = 4
#: The probability of a sentence without words.
_NOTHING = 1e-40


def beginnings(
    after: After, tracks: Sequence[Sequence[Track]], ends: Sequence[AbstractSet[int]], stop: int
) -> Scores:
    """Probability (n,) that the answer is taken from each sentence.

    ``tracks`` and ``ends`` are those of every sentence; ``stop`` is the token that ends an answer. What
    cannot be told apart is shared out evenly. The sum is the probability that the answer begins with a word
    of the evidence at all.
    """
    found = np.full(len(tracks), _NOTHING)
    first = np.exp(after(()))
    groups = _groups([track for those in tracks for track in those], 0)
    heap: list[tuple[float, tuple[int, ...], list[Track]]]
    heap = [(-float(first[token]), (token,), alive) for token, alive in groups.items()]
    heapq.heapify(heap)
    looks = LOOKS
    while heap:
        negative, beginning, alive = heapq.heappop(heap)
        holders = {track.sentence for track in alive}
        if len(holders) == 1 or -negative < WORTH or not looks:
            _share(found, -negative, holders)
            continue
        looks -= 1
        depth = len(beginning)
        likely = np.exp(after(beginning))
        onward = _groups(alive, depth)
        finished = {t.sentence for t in alive if t.ends[depth - 1] in ends[t.sentence]}
        weights = {token: float(likely[token]) for token in onward}
        total = sum(weights.values()) + (float(likely[stop]) if finished else 0.0)
        if not total:
            _share(found, -negative, holders)
            continue
        if finished:
            _share(found, -negative * float(likely[stop]) / total, finished)
        for token, those in onward.items():
            heapq.heappush(heap, (negative * weights[token] / total, (*beginning, token), those))
    return found


def _groups(tracks: Sequence[Track], depth: int) -> dict[int, list[Track]]:
    """The tracks by their token at ``depth``, those that have one."""
    groups: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        if depth < len(track.tokens):
            groups[track.tokens[depth]].append(track)
    return groups


def _share(found: Scores, probability: float, holders: AbstractSet[int]) -> None:
    for sentence in holders:
        found[sentence] += probability / len(holders)
