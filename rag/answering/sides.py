"""What a question sets side by side, copied from it word by word by a model that writes a list of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from rag.answering.spans import Track, word_ends
from rag.models.llama import Floats

#: More sides are not told apart on a page, nor by a model of this size in a question.
MOST = 4
#: Log-probabilities (V,) of the token after the given ones.
After = Callable[[tuple[int, ...]], Floats]


def written_sides(
    question: str,
    after: After,
    tracks: Callable[[str], Sequence[Track]],
    between: int,
    stops: AbstractSet[int],
) -> tuple[str, ...]:
    """The stretches of ``question`` that the model would write, ``between`` being the token that parts them
    and ``stops`` those that end the list. ``tracks`` gives what the model would write for stretches that
    follow a text ("" at the beginning of its reply, else a space).
    """
    ends = word_ends(question)
    found: list[tuple[int, int]] = []
    written: tuple[int, ...] = ()
    while len(found) < MOST:
        lead = " " if found else ""
        free = [one for one in tracks(lead) if not any(start <= one.start < end for start, end in found)]
        side, written, more = _one(free, found, ends, after, written, between, stops)
        if side is None:
            break
        found.append(side)
        if not more:
            break
    return tuple(question[start:end] for start, end in found)


def _one(
    alive: Sequence[Track],
    found: Sequence[tuple[int, int]],
    ends: AbstractSet[int],
    after: After,
    written: tuple[int, ...],
    between: int,
    stops: AbstractSet[int],
) -> tuple[tuple[int, int] | None, tuple[int, ...], bool]:
    """The likeliest stretch, greedily; what has been written then; and whether another one follows."""
    depth = 0
    while alive:
        onward = {track.tokens[depth] for track in alive if depth < len(track.tokens)}
        whole = next((t for t in alive if depth and t.ends[depth - 1] in ends), None)
        choices = onward | ({between, *stops} if whole is not None else set())
        if not choices:
            break
        likely = after(written)
        token = max(choices, key=lambda one: float(likely[one]))
        if whole is not None and token not in onward:
            return (whole.start, whole.ends[depth - 1]), (*written, between), token == between
        written = (*written, token)
        alive = [
            t for t in alive if depth < len(t.tokens) and t.tokens[depth] == token and _apart(t, depth, found)
        ]
        depth += 1
    return None, written, False


def _apart(track: Track, depth: int, found: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch, so far, runs into none of those found."""
    return not any(track.start < start < track.ends[depth] for start, _ in found)
