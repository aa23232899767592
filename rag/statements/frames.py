"""Sentences as a parser should see them.

A parser trips over a paragraph of quoted speech inside a sentence, and reading speech costs as much as
reading anything. So whole quoted utterances are replaced by a short stand-in, quoted fragments lose their
marks, and the result is split into sentences. Every character of a frame knows where in the article it
stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.statements.cues import SPEECH_FORMS
from rag.statements.marks import Stretch

_STAND_IN = '"It is so'
_LINE = re.compile(r"[^\n]+")
_BOUNDARY = re.compile(r"""[.!?…]+["'”’»)\]]*\s+(?=["“«‘'(\[]*[A-Z0-9£$€À-ÖØ-ÞА-Я])""")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Rev|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|St|Jr|Sr|No|vs|Jan|Feb|Mar|Apr|Aug|Sept?|Oct"
    r"|Nov|Dec|Inc|Ltd|Co|Corp|Hon|Pres)|\b[A-Z](?:\.[A-Z])*)\.$"
)
_WORD_BEFORE = re.compile(r"([\w'’-]+)\s*$")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Stretches as they stand in a frame, at ``start``..``end`` of its text; ``stretches`` are indices."""

    start: int
    end: int
    stretches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence. ``origin[i]`` is the article offset of ``text[i]`` and ``origin[len(text)]`` its end.

    ``utterances`` are replaced by a stand-in, ``fragments`` are words of the frame.
    """

    text: str
    origin: tuple[int, ...]
    paragraph: int
    utterances: tuple[Quoted, ...]
    fragments: tuple[Quoted, ...]

    @property
    def only_speech(self) -> bool:
        """Whether nothing but utterances stands here."""
        rest = self.text
        for u in reversed(self.utterances):
            rest = rest[: u.start] + rest[u.end :]
        return bool(self.utterances) and not any(c.isalnum() for c in rest)


def frames(text: str, quoted: Sequence[Stretch]) -> tuple[Frame, ...]:
    """The sentences of ``text`` outside its quoted utterances, in order."""
    lines = list(_LINE.finditer(text))
    return tuple(f for n, m in enumerate(lines) for f in _line(text, m.start(), m.end(), quoted, n))


def is_utterance(text: str, s: Stretch) -> bool:
    """Whether a stretch is speech of its own rather than words within the reporter's sentence."""
    body = text[s.start : s.end].rstrip("'’") or text[s.start : s.end]
    line = text.rfind("\n", 0, s.outer_start) + 1
    before = text[line : s.outer_start].rstrip()
    apart = not before or before[-1] in '.!?:,;–—―-»”"…'
    after = text[s.outer_end : s.outer_end + 3].lstrip()
    whole = body[-1] in ".,!?…" or not s.closed or (after[:1] in ",–—―-" and len(body.split()) > 4)
    if apart:
        opens = not before or before[-1] != ","
        return (
            whole
            and (len(body.split()) > 1 or body[-1] in ",!?.")
            and (opens or body[0].isupper() or len(body.split()) > 3)
        )
    word = _WORD_BEFORE.search(before)
    spoken = word is not None and word.group(1).lower() in SPEECH_FORMS
    return spoken and body[0].isupper() and whole


def _line(text: str, begin: int, end: int, quoted: Sequence[Stretch], paragraph: int) -> Iterator[Frame]:
    out: list[str] = []
    origin: list[int] = []
    utterances: list[Quoted] = []
    fragments: list[Quoted] = []

    def put(start: int, stop: int) -> None:
        out.append(text[start:stop])
        origin.extend(range(start, stop))

    at = begin
    for group in _groups(text, [i for i, s in enumerate(quoted) if begin <= s.outer_start < end], quoted):
        first, last = quoted[group[0]], quoted[group[-1]]
        put(at, first.outer_start)
        here = len(origin)
        if is_utterance(text, first):
            ending = text[last.end - 1]
            stand_in = _STAND_IN + (ending if ending in ".,!?" else "." if not last.closed else "") + '"'
            out.append(stand_in)
            origin.extend([first.outer_start] * len(stand_in))
            utterances.append(Quoted(here, len(origin), group))
        else:
            put(first.start, first.end)
            fragments.append(Quoted(here, len(origin), group))
        at = last.outer_end
    put(at, end)
    origin.append(end)
    whole = "".join(out)
    for start, stop in _sentences(whole, utterances):
        yield Frame(
            whole[start:stop],
            (*origin[start:stop], origin[stop - 1] + 1),
            paragraph,
            _within(utterances, start, stop),
            _within(fragments, start, stop),
        )


def _groups(text: str, indices: Sequence[int], quoted: Sequence[Stretch]) -> tuple[tuple[int, ...], ...]:
    """Stretches to be replaced together: a run of utterances with nothing between, or a single one."""
    groups: list[tuple[int, ...]] = []
    for i in indices:
        run = groups[-1] if groups else ()
        joined = run and not text[quoted[run[-1]].outer_end : quoted[i].outer_start].strip()
        if joined and is_utterance(text, quoted[i]) and is_utterance(text, quoted[run[-1]]):
            groups[-1] = (*run, i)
        else:
            groups.append((i,))
    return tuple(groups)


def _within(items: Sequence[Quoted], start: int, stop: int) -> tuple[Quoted, ...]:
    return tuple(
        Quoted(q.start - start, q.end - start, q.stretches)
        for q in items
        if start <= q.start and q.end <= stop
    )


def _sentences(line: str, utterances: Sequence[Quoted]) -> Iterator[tuple[int, int]]:
    start = 0
    for m in _BOUNDARY.finditer(line):
        if _ABBREVIATION.search(line[start : m.start() + 1]) and line[m.start()] == ".":
            continue
        if any(u.start < m.start() < u.end - 2 for u in utterances):
            continue
        stop = m.end() - (len(m.group()) - len(m.group().rstrip()))
        if stop > start:
            yield start, stop
        start = m.end()
    stop = len(line.rstrip())
    start += len(line[start:]) - len(line[start:].lstrip())
    if stop > start:
        yield start, stop
