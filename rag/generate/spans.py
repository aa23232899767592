"""Where in a sentence the model may begin and end when it quotes, and the tokens that spell it out.

A span begins at the beginning of a word and ends at the end of one: never inside "1,400", "eight-year",
"O'Brien" or "12.6%". Offsets are character offsets into the sentence.

What this does not know: words of scripts written without spaces. There a run of letters counts as one word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: Letters and digits with what joins them inside a word, a currency sign before, a percent sign after.
_WORD = re.compile(r"[£$€¥#]?[^\W_]+(?:[.,:'’/&\-\u2010\u2011][^\W_]+)*[%+]?")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)

#: A token that is one space and the beginning of a word.
_SPACED = re.compile(rb" [^ ]")

Tokenize = Callable[[str], list[int]]
Spell = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Track:
    """What the model would write to quote ``sentence`` from ``start`` on, a space first.

    ``ends[i]`` is the offset reached after ``tokens[i]``, or -1 inside a character.
    """

    sentence: int
    start: int
    tokens: tuple[int, ...]
    ends: tuple[int, ...]


def words(text: str) -> list[tuple[int, int]]:
    """Start and end of every word."""
    return [match.span() for match in _WORD.finditer(text)]


def word_ends(text: str) -> frozenset[int]:
    """Offsets at which a span may end; "Delta's" may be quoted as "Delta"."""
    found = set()
    for start, end in words(text):
        found.add(end)
        if _POSSESSIVE.search(text[start:end]):
            found.add(end - 2)
    return frozenset(found)


def tracks(sentence: int, text: str, tokenize: Tokenize, spell: Spell) -> list[Track]:
    """A track from every word of ``text``, which is sentence number ``sentence``."""
    whole = _track(sentence, 0, text, tokenize, spell)
    begins = {offset: i for i, offset in enumerate((-1, *whole.ends[:-1]))}  # the space in front is at -1
    found = []
    for start, _ in words(text):
        i = begins.get(start - 1)
        if i is not None and _SPACED.match(spell(whole.tokens[i])):
            found.append(Track(sentence, start, whole.tokens[i:], whole.ends[i:]))
        else:
            found.append(_track(sentence, start, text, tokenize, spell))
    return found


def _track(sentence: int, start: int, text: str, tokenize: Tokenize, spell: Spell) -> Track:
    tokens = tokenize(f" {text[start:]}")
    offsets = {0: start}
    length = 1  # the space in front
    for i, character in enumerate(text[start:], start + 1):
        length += len(character.encode("utf-8"))
        offsets[length] = i
    reached = 0
    ends = []
    for token in tokens:
        reached += len(spell(token))
        ends.append(offsets.get(reached, -1))
    return Track(sentence, start, tuple(tokens), tuple(ends))
