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

#: Characters of a sentence that are followed from a word on.
LONGEST = 160

Tokenize = Callable[[str], list[int]]
Spell = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Track:
    """What the model would write to quote ``sentence`` from ``start`` on.

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


def tracks(sentence: int, text: str, tokenize: Tokenize, spell: Spell, *, lead: str = " ") -> list[Track]:
    """A track from every word of ``text``, which is sentence number ``sentence``. ``lead`` is what the model
    writes before an answer's first word: a space after "Answer:", nothing at the start of a message.
    """
    return [_track(sentence, start, text, tokenize, spell, lead) for start, _ in words(text)]


def _track(sentence: int, start: int, text: str, tokenize: Tokenize, spell: Spell, lead: str) -> Track:
    # Far enough for a quotation; a space keeps the last word from being cut where it would read differently.
    end = text.find(" ", start + LONGEST)
    written = text[start : end if end >= 0 else len(text)]
    tokens = tokenize(f"{lead}{written}")
    offsets = {0: start}
    length = len(lead)
    for i, character in enumerate(written, start + 1):
        length += len(character.encode("utf-8"))
        offsets[length] = i
    reached = 0
    ends = []
    for token in tokens:
        reached += len(spell(token))
        ends.append(offsets.get(reached, -1))
    return Track(sentence, start, tuple(tokens), tuple(ends))
