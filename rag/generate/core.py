"""Which words of a sentence the model would answer with.

The model's next-token distribution is restricted, step by step, to tokens that continue a track of the
sentence, and the end of a line only where a word ends. So whatever it "writes" is a run of whole words of
that sentence, and where the run stands is known without asking the model. Tokens that leave no choice are
not sampled: they are evaluated in one batch with the next choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from rag.generate.rank import After
from rag.generate.spans import Track

#: A quotation longer than this many tokens is a sentence, not an answer in it.
LONGEST = 32


@dataclass(frozen=True, slots=True)
class Core:
    """The words chosen, by their offsets in the sentence."""

    start: int
    end: int


def find_core(after: After, tracks: Sequence[Track], ends: AbstractSet[int], stop: int) -> Core:
    """Quote greedily from one sentence's ``tracks``, at least one.

    ``ends`` are the offsets where a quotation may end, ``stop`` the token that ends an answer.
    """
    alive = list(tracks)
    written: tuple[int, ...] = ()
    while len(written) < LONGEST:
        depth = len(written)
        options = {track.tokens[depth] for track in alive if depth < len(track.tokens)}
        finished = [track for track in alive if depth and track.ends[depth - 1] in ends]
        if not options and not finished:
            break  # nothing but closing marks was left after the last word
        if len(options) == 1 and not finished:
            token = options.pop()
        else:
            likely = after(written)
            token = max(options, key=lambda option: likely[option], default=stop)
            if finished and (not options or likely[stop] >= likely[token]):
                return Core(finished[0].start, finished[0].ends[depth - 1])
        alive = [track for track in alive if depth < len(track.tokens) and track.tokens[depth] == token]
        written = (*written, token)
    return _cut(alive[0], len(written), ends)


def _cut(track: Track, depth: int, ends: AbstractSet[int]) -> Core:
    """The longest run of whole words within ``depth`` tokens; the first word when that is longer."""
    whole = [end for end in track.ends[:depth] if end in ends]
    end = whole[-1] if whole else min((e for e in ends if e > track.start), default=track.ends[-1])
    return Core(track.start, end)
