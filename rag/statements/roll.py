"""Everybody who speaks in a corpus, looked up by the words of their names and roles.

``speakers_of`` over the hundred thousands of names in a large index takes seconds. Whom a reader means is
among those who share words with what was asked for, and it takes only the names under their surnames to tell
who is who: so only these are made into speakers.

What this does not know: those who share too little. Of an office that thousands hold, only the most heard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rag.kept import kept_for_the_same
from rag.names import sound
from rag.statements.speakers import (
    OFFICES,
    SMALL_WORDS,
    Speaker,
    match_speaker,
    name_words,
    place_words,
    role_words,
    same_place,
    speakers_of,
)

Heard = tuple[tuple[str, str, int], ...]

#: Rows looked at for each of the most heard speakers that are wanted.
_ROWS_EACH = 25
#: Rows looked at for whom a reader means.
_ROWS_MOST = 3000
#: Letters that a country and its people begin with alike.
_STEM = 4


class Roll:
    """Made of the rows of ``Store.speakers``, most heard first."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._by_surname: defaultdict[str, list[int]] = defaultdict(list)
        for row, (name, role, _) in enumerate(heard):
            words = tuple(map(sound, name_words(name)))
            if words:
                self._by_surname[words[-1]].append(row)
            for word in {*words, *role_words(role)}:
                self._by_word[word].append(row)
        self._by_stem: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            self._by_stem[place_words(word)[:_STEM]].append(word)

    def match(self, wanted: str) -> tuple[Speaker, ...]:
        """As ``match_speaker`` among all speakers of the corpus."""
        words = name_words(wanted)
        if not words:
            return ()
        telling = [word for word in words if word not in SMALL_WORDS] or list(words)
        offices = [word for word in telling if word in OFFICES]
        rows = self._with_all(telling) | set(self._by_surname.get(sound(words[-1]), ()))
        if offices:
            rows |= self._with_all(offices)
        # In order, those heard most come first.
        return match_speaker(wanted, self._speakers(sorted(rows)[:_ROWS_MOST])) or match_speaker(
            wanted, self._nearly(sound(words[-1]))
        )

    def most_heard(self, number: int) -> tuple[Speaker, ...]:
        """The ``number`` speakers who are heard most."""
        return self._speakers(range(min(number * _ROWS_EACH, len(self._heard))))[:number]

    def _with_all(self, words: Sequence[str]) -> set[int]:
        """Rows whose name and role have each of the words, or a place for its people."""
        found = [
            {row for alike in {word, sound(word), *self._alike(word)} for row in self._by_word.get(alike, ())}
            for word in words
        ]
        return set.intersection(*found)

    def _alike(self, word: str) -> Iterator[str]:
        for other in self._by_stem.get(place_words(word)[:_STEM], ()):
            if same_place(word, other):
                yield other

    def _nearly(self, surname: str) -> tuple[Speaker, ...]:
        """Those whose surname is one letter from this one."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        surnames = list(self._by_surname)
        close = process.extract(surname, surnames, scorer=Levenshtein.distance, score_cutoff=1, limit=None)
        return self._speakers(row for word, _, _ in close for row in self._by_surname[word])

    def _speakers(self, rows: Iterable[int]) -> tuple[Speaker, ...]:
        """The speakers behind these rows: with all rows under the same surnames, which tell who is who."""
        surnames = {sound(words[-1]) for row in rows if (words := name_words(self._heard[row][0]))}
        together = {row for surname in surnames for row in self._by_surname[surname]}
        return speakers_of(self._heard[row] for row in sorted(together))


@kept_for_the_same
def roll(heard: Heard) -> Roll:
    """The roll of ``Store.speakers``, which gives the same tuple as long as the index is the same."""
    return Roll(heard)
