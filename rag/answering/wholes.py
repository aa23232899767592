"""The whole answers that the model would give in words of the evidence, the likely ones first.

How likely a model is to begin with "£" tells little where the text has three sums. So beginnings are followed
to their ends, best first (Dijkstra's search over log-probabilities), in a few batches: what is found are
short runs of whole words with the probability that the model writes just these and stops.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rag.answering.spans import Track
from rag.models.llama import Floats

Prefix = tuple[int, ...]
#: Log-probabilities (V,) of the token after each of the given beginnings.
AfterAll = Callable[[Sequence[Prefix]], Sequence[Floats]]

#: How many beginnings are followed, and how many of them at once.
LOOKS = 24
AT_ONCE = 4
#: A beginning less likely than this is not followed.
LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """Words that stand in ``sentence`` from ``start`` to ``end`` (one place of several, where they stand more
    than once), and the ``probability`` that they are the answer.
    """

    sentence: int
    start: int
    end: int
    probability: float


def whole_answers(
    after: AfterAll,
    tracks: Sequence[Sequence[Track]],
    ends: Sequence[AbstractSet[int]],
    stop: int,
    *,
    looks: int = LOOKS,
) -> list[WholeAnswer]:
    """The answers found, best first. ``tracks`` and ``ends`` are those of every sentence; ``stop`` is the
    token that ends an answer; so many ``looks`` are had at most.
    """
    (first,) = after([()])
    heap = list(_onward((), [track for those in tracks for track in those], 0.0, first))
    heapq.heapify(heap)
    found: list[WholeAnswer] = []
    while heap and looks:
        batch = [heapq.heappop(heap) for _ in range(min(AT_ONCE, looks, len(heap)))]
        batch = [one for one in batch if one[0] <= -math.log(LEAST)]
        if not batch:
            break
        looks -= len(batch)
        for (cost, prefix, alive), likely in zip(batch, after([one[1] for one in batch]), strict=True):
            reached = len(prefix) - 1
            whole = next((track for track in alive if track.ends[reached] in ends[track.sentence]), None)
            if whole is not None:
                probability = math.exp(float(likely[stop]) - cost)
                found.append(WholeAnswer(whole.sentence, whole.start, whole.ends[reached], probability))
            for onward in _onward(prefix, alive, cost, likely):
                heapq.heappush(heap, onward)
    return sorted(found, key=lambda answer: -answer.probability)


def _onward(
    prefix: Prefix, tracks: Sequence[Track], cost: float, likely: Floats
) -> Iterator[tuple[float, Prefix, list[Track]]]:
    """The beginnings one token longer, each with its cost and the tracks that begin with it."""
    groups: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        if len(prefix) < len(track.tokens):
            groups[track.tokens[len(prefix)]].append(track)
    for token, those in groups.items():
        yield cost - float(likely[token]), (*prefix, token), those
