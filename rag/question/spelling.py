"""The speakers' names as the corpus spells them: "lavrov" is Sergei Lavrov, "tessa jowel" Tessa Jowell, and
"Лавров" either, in whatever script the corpus has him.

A name is corrected only where the corpus knows no such name and has exactly one that is close. What this
does not know: nicknames, and names of people who are never quoted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.kept import kept_for_the_same
from rag.names import sound, unaccented

#: Words before a name that are no part of it, beyond which two spellings are the same name.
HONORIFICS = frozenset(
    map(
        sound,
        """mr mrs ms miss dr prof professor sir dame lord lady baroness baron president general colonel
    captain cardinal archbishop bishop pope king queen prince princess senator judge
    justice minister secretary chancellor prime foreign home the""".split(),
    )
)
#: Titles that tell nobody apart, unlike "Lord": "Mr Lavrov" is whoever Lavrov is.
_PLAIN_TITLES = frozenset({"mr", "mrs", "ms", "miss"})
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LONGEST_NAME = 8
#: Likeness, 0 to 100, from which a whole name, and each of its words, is a misspelling of a known one.
_CLOSE_NAME = 86.0
_CLOSE_WORD = 72.0
#: A surname alone says less: it has to be longer and closer.
_CLOSE_SURNAME = 83.0
_SHORTEST_SURNAME = 6


@dataclass(frozen=True, slots=True)
class NamePlace:
    """``text[start:end]`` names ``name``."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """The speakers of a corpus by their folded words; build with ``known_names``.

    ``whole`` has every speaker and ``by_last`` people by surname, both folded. As the corpus spells them,
    ``people`` has them by their number of words and their words, ``surnames`` their last words, and
    ``spelled`` is every word of a name.
    """

    whole: dict[tuple[str, ...], str]
    by_last: dict[str, tuple[str, ...]]
    people: dict[int, dict[str, str]]
    surnames: dict[str, str]
    spelled: frozenset[str]

    def find(self, phrase: str) -> str:
        """The known speaker whom ``phrase`` names ("General Musharraf", "Jack Law of Alcohol Focus
        Scotland"); '' where it names none, or more than one person could be meant.
        """
        words = folded(phrase)
        longest = min(len(words), 8)
        for size in range(longest, 1, -1):
            for start in range(len(words) - size + 1):
                end = start + size
                found = self.whole.get(words[start:end])
                if found and words[start] not in _PLAIN_TITLES:
                    return found
        bare = tuple(word for word in words if word not in HONORIFICS)
        if not bare:
            return ""
        if len(bare) == 1:
            return self._only(bare[0]) or self.whole.get(bare, "")
        return self.whole.get(bare, "")

    def named(self, text: str) -> tuple[str, ...]:
        """The known speakers whose names stand in ``text``, in order and each once.

        A single word counts where it has a capital, or where nothing in ``text`` has one.
        """
        return tuple(dict.fromkeys(place.name for place in self.places(text)))

    def places(self, text: str) -> list[NamePlace]:
        """Where the names of known speakers stand in ``text``, in order."""
        words = list(_WORD.finditer(text))
        capitals = any(word.group()[0].isupper() for word in words[1:])
        found: list[NamePlace] = []
        at = 0
        while at < len(words):
            size, name = self._longest(text, words[at : at + _LONGEST_NAME], capitals=capitals)
            if name:
                found.append(NamePlace(words[at].start(), words[at + size - 1].end(), name))
            at += max(1, size)
        return found

    def _longest(self, text: str, words: Sequence[re.Match[str]], *, capitals: bool) -> tuple[int, str]:
        """How many of ``words``, from the first on, are a name, and whose; 0 and '' for none."""
        for size in range(len(words), 0, -1):
            own = folded(text[words[0].start() : words[size - 1].end()])
            bare = tuple(word for word in own if word not in HONORIFICS)
            if not bare or own[-1] in HONORIFICS:
                continue
            ends = words[0].group()[0] + words[size - 1].group()[0]
            if capitals and not ends.isupper() and not (own[0] == "the" and ends[1].isupper()):
                continue
            whole = self.whole.get(own) if len(bare) > 1 else self._only(bare[0])
            if name := whole or self.whole.get(bare, ""):
                return size, name
        return 0, ""

    def corrected(self, phrase: str) -> str:
        """The one known name that ``phrase`` misspells, for a surname alone the surname; '' where it is known
        as it is, or nothing is close.
        """
        words = plain(phrase)
        if not words or all(self._knows(word) for word in words):
            return ""
        close = self._close_surnames(words[0]) if len(words) == 1 else self._close_names(words)
        if not close and (found := self.find(phrase)):
            # Another script is no mistake.
            close = {" ".join(found.split()[-len(words) :])} if found.isascii() == phrase.isascii() else set()
        return close.pop() if len(close) == 1 else ""

    def _close_names(self, words: Sequence[str]) -> set[str]:
        from rapidfuzz import fuzz, process

        candidates = self.people.get(len(words), {})
        wanted = " ".join(words)
        close = process.extract(wanted, list(candidates), scorer=fuzz.ratio, score_cutoff=_CLOSE_NAME)
        return {
            candidates[name]
            for name, _, _ in close
            if all(fuzz.ratio(*pair) >= _CLOSE_WORD for pair in zip(words, name.split(), strict=True))
        }

    def _knows(self, word: str) -> bool:
        """Whether a word is one of the names', in the singular or plural: a "Lib Dem" is no "Lib Dems"."""
        return bool({word, f"{word}s", word.removesuffix("s")} & self.spelled)

    def _close_surnames(self, word: str) -> set[str]:
        from rapidfuzz import fuzz, process

        if len(word) < _SHORTEST_SURNAME:
            return set()
        close = process.extract(word, list(self.surnames), scorer=fuzz.ratio, score_cutoff=_CLOSE_SURNAME)
        return {self.surnames[name] for name, _, _ in close}

    def _only(self, last: str) -> str:
        people = self.by_last.get(last, ())
        return people[0] if len(people) == 1 else ""


@kept_for_the_same
def known_names(speakers: tuple[str, ...]) -> Names:
    """Index the speakers' names. Two people with one surname stay two."""
    whole: dict[tuple[str, ...], str] = {}
    by_last: defaultdict[str, list[_Name]] = defaultdict(list)
    people: defaultdict[int, dict[str, str]] = defaultdict(dict)
    surnames: dict[str, str] = {}
    for speaker in speakers:
        words = folded(speaker)
        own = tuple(word for word in words if word not in HONORIFICS)
        bare = own or words
        if not words:
            continue
        whole.setdefault(words, speaker)
        whole.setdefault(bare, speaker)
        if 2 <= len(bare) <= 4 and _is_name(speaker):
            by_last[bare[-1]].append((words, own, speaker))
            if as_spelled := plain(speaker):
                people[len(as_spelled)].setdefault(" ".join(as_spelled), speaker)
                surnames.setdefault(as_spelled[-1], speaker.split()[-1])
    return Names(
        whole=whole,
        by_last={last: _one_each(people) for last, people in by_last.items()},
        people=dict(people),
        surnames=surnames,
        spelled=frozenset(word for speaker in speakers for word in plain(speaker)),
    )


def folded(text: str) -> tuple[str, ...]:
    """What the spellings of a name's words have in common (``rag.names``), without possessive endings."""
    words = _WORD.findall(text.replace("’", "'"))
    found = (sound(word.removesuffix("'s").removesuffix("'S")) for word in words if word not in ("s", "S"))
    return tuple(word for word in found if word)


def plain(text: str) -> tuple[str, ...]:
    """The words of a name as they are spelled, but for case, accents, titles and possessive endings."""
    bare = unaccented(text.replace("’", "'")).casefold()
    words = (word.removesuffix("'s") for word in _WORD.findall(bare) if word != "s")
    return tuple(word for word in words if sound(word) not in HONORIFICS)


def _is_name(speaker: str) -> bool:
    """Every word capitalised, but for particles: "Ludwig van Beethoven", not "Bank officials". Some scripts
    have no capitals.
    """
    first, *others = speaker.split()
    return not first[:1].islower() and all(not word[:1].islower() or len(word) <= 3 for word in others)


#: The words of a name, those of them that are no honorifics, and the name.
_Name = tuple[tuple[str, ...], tuple[str, ...], str]


def _one_each(people: Sequence[_Name]) -> tuple[str, ...]:
    """One spelling for each person: "Blair", "Tony Blair" and "Mr Tony Blair" are one, the fullest stays."""
    kept: list[str] = []
    # Of each word, which of those kept have it: a surname may have thousands, too many to compare with each.
    having: defaultdict[str, set[int]] = defaultdict(set)
    for _, own, speaker in sorted(people, key=lambda name: (-len(name[0]), name[2])):
        if own and set.intersection(*sorted((having[word] for word in own), key=len)):
            continue
        if own or not kept:
            for word in own:
                having[word].add(len(kept))
            kept.append(speaker)
    return tuple(sorted(kept))
