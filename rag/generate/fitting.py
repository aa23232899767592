"""Which whole answers fit the question, and which sentences hold them.

"How many ...?" is not answered by "Lucy", nor "Who ...?" by a name that the question has already. The same
answer may stand in several sentences, and each of them may be the one to quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.analysis import terms
from rag.generate.rank import Scores
from rag.generate.spans import Track, words
from rag.generate.wholes import WholeAnswer
from rag.question.expected import Expected, expected, offers
from rag.types import Query

#: What an answer of another kind counts beside one of the kind asked for.
UNFITTING = 0.05
#: An answer of the kind asked for has it among so many words: "up to £30,000".
FIRST_WORDS = 4
#: Before an answer, so that its first word is read as within a sentence: a capital there tells a name.
_LEAD = "of "


@dataclass(frozen=True, slots=True)
class Fitting:
    """An answer's words and probability; ``fits`` where they are of the kind asked for, and not asked."""

    text: str
    probability: float
    fits: bool

    @property
    def weight(self) -> float:
        """What it counts: its probability, or little of it."""
        return self.probability * (1 if self.fits else UNFITTING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants: a kind of thing, and terms that it has not asked with."""

    kind: Expected
    asked: frozenset[str]
    language: str

    def fits(self, words: str) -> bool:
        """Whether ``words`` are an answer of the kind that says more than the question."""
        return offers(f"{_LEAD}{words}", self.kind, self.asked) and not self.asked.issuperset(
            terms(words, self.language)
        )


def wanted_by(query: Query) -> Wanted:
    asked = frozenset(terms(query.text, query.language))
    return Wanted(expected(query.text, query.language), asked, query.language)


def promising(tracks: Sequence[Track], text: str, want: Wanted) -> list[Track]:
    """The tracks of a sentence whose first words can be an answer that fits."""
    if want.kind == "any":
        return list(tracks)
    ends = [end for _, end in words(text)]
    return [
        track
        for track in tracks
        if want.fits(text[track.start : [end for end in ends if end > track.start][:FIRST_WORDS][-1]])
    ]


def fitting_answers(wholes: Sequence[WholeAnswer], texts: Sequence[str], want: Wanted) -> list[Fitting]:
    """The answers with their words; ``texts`` are the sentences in which they stand."""
    return [
        Fitting(text := texts[whole.sentence][whole.start : whole.end], whole.probability, want.fits(text))
        for whole in wholes
    ]


def holding(answers: Sequence[Fitting], texts: Sequence[str]) -> Scores:
    """For each of ``texts`` (n,) the probability of the answers whose words stand in it, in order."""
    spelled = [_words(text) for text in texts]
    held = np.zeros(len(texts))
    for answer in answers:
        sought = _words(answer.text)
        held += [answer.weight if sought in text else 0.0 for text in spelled]
    return held


def _words(text: str) -> str:
    """The words between spaces, so that none is found within another."""
    return f" {' '.join(text[start:end].casefold() for start, end in words(text))} "
