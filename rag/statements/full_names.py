"""The people a text names, for languages the parser does not read: capitalised runs, an office before them,
and for a surname the full name that the text gives elsewhere, whatever its case ending.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.names import sound
from rag.statements.given_names import GIVEN
from rag.statements.wordlist import words

_CAPITAL = r"[^\W\d_a-zа-яёіїєґà-öø-ÿ][\w’'-]+"
_RUN = re.compile(rf"{_CAPITAL}(?:\s+(?:(?:de|del|la|von|van|der|di|da|zu|du|des)\s+)?{_CAPITAL}){{0,4}}")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_PATRONYMIC = re.compile(r"(?:вич|вна|ична)(?:а|у|ем|ой|і|ю|и|е)?$")
#: Offices that are written like names, in German or where a sentence begins, by what they end in.
_OFFICES = words(
    """minister präsident kanzler sprecher chef direktor leiter sekretär politiker meister experte? anwalt
    vorsitzende[rn]? abgeordnete[rn]? beauftragte[rn]? kommissar richter botschafter forscher professor könig
    papst bischof general trainer gründer senator verband ministerium gericht polizei frau herr президент
    премьер премʼєр министр міністр мэр мер губернатор депутат сенатор посол канцлер король спикер спікер
    директор генерал"""
)
_OFFICE = re.compile(rf"(?:{'|'.join(sorted(_OFFICES))})(?:in|s|n|en|e|es|innen|ка)?$", re.IGNORECASE)
#: "L'entraîneur", "D'après"
_ELIDED = re.compile(r"[A-Z]\w?['’][a-zà-ÿ]")
_AFTER_OF = re.compile(r"\b(?:des|de|du|de la|del|de los|de las)\s+$")
_AFTER_ARTICLE = re.compile(r"\b(?:der|die|ein|eine|einem|einer|dem|den|des)\s+$", re.IGNORECASE)
_TITLES = frozenset("m. mme mr mrs dr sr sra don doña señor señora herr frau monsieur madame".split())
#: Letters by which a word is known in another case of its language.
_ENDINGS = 2
_LONGEST_OFFICE = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """``text`` stands from ``start`` to ``end`` and names ``name``; ``role`` is what stands before it."""

    start: int
    end: int
    text: str
    name: str
    role: str

    def gap(self, start: int, end: int) -> int:
        """Characters between this and a stretch; 0 where they touch."""
        return max(self.start - end, start - self.end, 0)


class FullNames:
    """The mentions of a text, in order."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]

    def at(self, place: int) -> Mention | None:
        """The mention that begins at ``place``, or an office before it does."""
        i = bisect_left(self._starts, place)
        if i == len(self._mentions):
            return None
        found = self._mentions[i]
        return found if found.start - place <= len(found.role) + 2 else None

    def nearest(self, cue: int, cue_end: int, start: int, end: int) -> Mention | None:
        """The mention between ``start`` and ``end`` that is nearest to a cue."""
        inside = [m for m in self._mentions if m.start >= start and m.end <= end]
        return min(inside, key=lambda m: m.gap(cue, cue_end), default=None)

    def last_before(self, place: int) -> Mention | None:
        """The person named last before ``place``: somebody with a full name."""
        i = bisect_left(self._starts, place)
        return next((m for m in reversed(self._mentions[:i]) if " " in m.name), None)


def full_names(text: str, language: str, no_names: Container[str]) -> FullNames:
    """The mentions of ``text``; words of ``no_names``, in lower case, belong to none."""
    found = list(_runs(text, language, no_names))
    full = [mention.text for mention in found if " " in mention.text]
    bare = {mention.text for mention in found if " " not in mention.text}
    return FullNames([_named(mention, full, bare) for mention in found])


def _runs(text: str, language: str, no_names: Container[str]) -> Iterator[Mention]:
    for match in _RUN.finditer(text):
        words = [(w.group(), match.start() + w.start()) for w in re.finditer(r"\S+", match.group())]
        while words and (words[0][0].casefold() in no_names or _ELIDED.match(words[0][0])):
            words.pop(0)
        first = words[0][1] if words else match.end()
        role: list[str] = []
        if language == "de" and len(words) > 1 and _AFTER_ARTICLE.search(text[max(0, first - 8) : first]):
            role.append(words.pop(0)[0])
        if len(words) > 2 and _of_something(words, text[max(0, first - 12) : first]):
            role.append(words.pop(0)[0])
        while len(words) > 1 and _is_office(words, language):
            role.append(words.pop(0)[0])
        if not words or (language == "de" and _OFFICE.search(words[-1][0])):
            continue
        start = words[0][1]
        office = [*_office_before(text, first, no_names), *role]
        told = " ".join(word for word in office if word.casefold() not in _TITLES)
        yield Mention(start, match.end(), text[start : match.end()], text[start : match.end()], told)


def _of_something(words: Sequence[tuple[str, int]], before: str) -> bool:
    """Whether the first word belongs to what stands before: "(le ministre des) Finances Armand Galland"."""
    first = words[0][0]
    return first not in GIVEN and (first[:1].islower() or bool(_AFTER_OF.search(before)))


def _is_office(words: Sequence[tuple[str, int]], language: str) -> bool:
    """Whether the first word of a run is no part of the name after it."""
    first = words[0][0]
    if first.casefold() in _TITLES:
        return True
    if _OFFICE.search(first) or first[:1].islower():
        return True
    if language == "de":
        # "Kapitän Anton Gans"
        return len(words) > 2 and first not in GIVEN
    if _CYRILLIC.search(first):
        # "России Сергей Лавров": of three words the second is a patronymic, or the first a country.
        return len(words) > 2 and not _PATRONYMIC.search(words[1][0])
    return False


def _office_before(text: str, start: int, no_names: Container[str]) -> list[str]:
    """The words before a name in its clause, where they may be its office: those after the last word that
    belongs to no name ("сказал", "the").
    """
    clause = re.split(r"[.!?;:,\n«»„“”\"()–—]", text[max(0, start - 90) : start])[-1]
    words = clause.split()
    for i in range(len(words) - 1, -1, -1):
        if words[i].casefold() in no_names:
            words = words[i + 1 :]
            break
    return words if len(words) <= _LONGEST_OFFICE else []


def _one(word: str, other: str) -> bool:
    """Whether two words are one in two cases: all but the ending is alike."""
    one, two = sorted((sound(word), sound(other)), key=len)
    shared = max(3, len(one) - _ENDINGS)
    return one == two or (one[:shared] == two[:shared] and len(two) - len(one) <= _ENDINGS)


def _named(mention: Mention, full: Sequence[str], bare: Iterable[str]) -> Mention:
    """With the full name that the text gives. Of its cases the shortest is the nominative more often."""
    words = mention.text.split()
    whole = [
        name
        for name in full
        if _one(name.split()[-1], words[-1]) and (len(words) == 1 or _one(name.split()[0], words[0]))
    ]
    if not whole:
        return mention
    name = min(whole, key=lambda n: (len(n.split()) > 3, len(n), n))
    return Mention(mention.start, mention.end, mention.text, _nominative(name, bare), mention.role)


def from_genitive(name: str) -> str:
    """The nominative, "Алина Котова" for "Алины Котовой", where nothing but a genitive can stand."""
    words = name.split()
    if len(words) < 2 or not _CYRILLIC.search(name):
        return name
    given, surname = words[0], words[-1]
    if given[-1] in "ыи":
        given = f"{given[:-1]}{'я' if given.endswith('ии') else 'а'}"
        surname = re.sub(r"ой$", "ая" if re.search(r"[сц]кой$", surname) else "а", surname)
    elif given[-1] in "ая":
        given = given[:-1] + ("й" if given[-1] == "я" else "")
        surname = re.sub(r"(?<=[сц]к)ого$", "ий", surname)
        surname = surname[:-1] if surname[-1] in "ая" else surname
    return " ".join([given, *words[1:-1], surname])


def _nominative(name: str, bare: Iterable[str]) -> str:
    """The nominative, "Олег Бондарь" for "Олега Бондаря", where the text has the surname alone in it."""
    *given, surname = name.split()
    if not _CYRILLIC.search(surname) or surname[-1] not in "ая":
        return name
    alone = [
        word
        for word in bare
        if _one(word, surname) and len(word) <= len(surname) and word[-1] not in "аяуюыие"
    ]
    if not alone:
        return name
    restored = [
        word[:-1] if word[-1] == "а" else f"{word[:-1]}й" if word[-1] == "я" else word for word in given
    ]
    return " ".join([*restored, min(alone, key=len)])
