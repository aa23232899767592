"""A follow-up that names only what is different ("And in the Meridian?") put into the question before it.

The result is made of the two questions' own words: a beginning of the earlier one, the end of the follow-up,
and the rest of the earlier one after what is replaced. Which beginning, end and rest, a model says, by how
likely it would write each (beam search over the words).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.models.llama import Floats

#: Beginnings kept at every step.
WIDTH = 6
#: The share of the earlier question's words that stay.
KEPT = 0.4
#: Words of a question that are looked at.
LONGEST = 24
#: Log-probabilities (V,) of the token after each of the given beginnings.
AfterAll = Callable[[Sequence[tuple[int, ...]]], Sequence[Floats]]


@dataclass(frozen=True, slots=True)
class _Beam:
    """A beginning of the merged question. ``at`` is the place in the part being copied: the earlier question
    (0), the follow-up (1), the earlier one again (2); ``left`` is where it was left for the
    follow-up, ``resumed`` where it was taken up again.
    """

    words: tuple[str, ...] = ()
    tokens: tuple[int, ...] = ()
    score: float = 0.0
    part: int = 0
    at: int = 0
    left: int = 0
    resumed: int = 0
    done: bool = False


def merged(
    earlier: str, follow_up: str, after: AfterAll, tokenize: Callable[[str], list[int]], stop: int
) -> str:
    """The likeliest question of both; "" where there is none."""
    old, new = _words(earlier), _words(follow_up)
    beams = [_Beam()]
    while any(not beam.done for beam in beams):
        onward = [next_ for beam in beams for next_ in ([beam] if beam.done else _steps(beam, old, new))]
        beams = _best(onward, beams, old, after, tokenize, stop)
    best = max((beam for beam in beams if beam.done), key=_per_token, default=None)
    return " ".join(best.words) + "?" if best is not None else ""


def _per_token(beam: _Beam) -> float:
    """Of finished questions a longer one keeps more of the earlier question: it must not lose for that."""
    return beam.score / (len(beam.tokens) + 1)


def _words(question: str) -> list[str]:
    return question.strip().rstrip("?.! ").split()[:LONGEST]


def _steps(beam: _Beam, old: Sequence[str], new: Sequence[str]) -> Iterator[_Beam]:
    """The beginnings one word longer, without their tokens and scores."""
    if beam.part == 0:
        if beam.at < len(old):
            yield replace(beam, words=(*beam.words, old[beam.at]), at=beam.at + 1)
        # At the very beginning the first word of the follow-up joins it to what was said before: "And".
        skipped = 1 if not beam.at and len(new) > 1 else 0
        for k, word in enumerate(new[skipped:], start=skipped):
            yield replace(beam, words=(*beam.words, word), part=1, at=k + 1, left=beam.at)
    elif beam.part == 1 and beam.at < len(new):
        yield replace(beam, words=(*beam.words, new[beam.at]), at=beam.at + 1)
    else:
        # After the follow-up the earlier question goes on behind at least one word that was replaced.
        starts = (
            range(beam.left + 1, len(old)) if beam.part == 1 else range(beam.at, min(beam.at + 1, len(old)))
        )
        for j in starts:
            resumed = j if beam.part == 1 else beam.resumed
            yield replace(beam, words=(*beam.words, old[j]), part=2, at=j + 1, resumed=resumed)
        ends = beam.left < len(old) and (beam.part == 1 or beam.at == len(old))
        if ends and _kept(beam, old) >= KEPT * len(old):
            yield replace(beam, done=True)


def _kept(beam: _Beam, old: Sequence[str]) -> int:
    """How many words of the earlier question a beginning has."""
    return beam.left + (len(old) - beam.resumed if beam.part == 2 else 0)


def _best(
    onward: Sequence[_Beam],
    beams: Sequence[_Beam],
    old: Sequence[str],
    after: AfterAll,
    tokenize: Callable[[str], list[int]],
    stop: int,
) -> list[_Beam]:
    """The likeliest of ``onward``, with tokens and scores. ``beams`` are what they go on from."""
    known = {beam.tokens: beam for beam in beams if not beam.done}
    likely = dict(zip(known, after(list(known)), strict=True))
    scored: list[_Beam] = []
    for beam in onward:
        if beam.tokens not in likely:
            scored.append(beam)
        elif beam.done:
            ends = max(float(likely[beam.tokens][token]) for token in {stop, tokenize("?")[0]})
            scored.append(replace(beam, score=beam.score + ends))
        else:
            word = (" " if len(beam.words) > 1 else "") + beam.words[-1]
            tokens = tuple(tokenize(word))
            score = beam.score + float(likely[beam.tokens][tokens[0]])
            scored.append(replace(beam, tokens=(*beam.tokens, *tokens), score=score))
    scored = [beam for beam in scored if beam.part < 2 or _kept(beam, old) >= KEPT * len(old)]
    scored.sort(key=lambda beam: -beam.score)
    return _with_rest(scored[:WIDTH], likely, after)


def _with_rest(beams: Sequence[_Beam], likely: dict[tuple[int, ...], Floats], after: AfterAll) -> list[_Beam]:
    """The beams with what the other tokens of their last words cost."""
    finished = []
    for beam in beams:
        start = max(
            (len(t) for t in likely if beam.tokens[: len(t)] == t and len(t) < len(beam.tokens)), default=0
        )
        if beam.done or len(beam.tokens) - start < 2:
            finished.append(beam)
            continue
        prefixes = [beam.tokens[:i] for i in range(start + 1, len(beam.tokens))]
        given = after(prefixes)
        rest = sum(float(g[beam.tokens[len(p)]]) for p, g in zip(prefixes, given, strict=True))
        finished.append(replace(beam, score=beam.score + rest))
    return finished
