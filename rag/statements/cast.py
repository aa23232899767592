"""The people of an article: their fullest names, titles and roles, found by the way news prose names them.

A name is a run of capitalised words. What stands before it within the run ("Trade and Industry Secretary
Patricia Hewitt") is cut off at the last title or word of office; what stands beside it ("Jack Law, chief
executive of ...") is kept as a role. A run is taken for a person where something says so: a title, an
office, a common given name, or a later "Mr".

Not known: nicknames, names written in lower case or wholly in capitals, and people whom only their office
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rag.statements.beside import role_beside
from rag.statements.given_names import GIVEN, HE, SHE
from rag.statements.roles import NOT_PEOPLE, OFFICES, ROLE_WORDS, SURNAMES_TOO
from rag.statements.wordlist import words

_HE_TITLES = frozenset({"Mr", "Sir", "Lord", "King", "Prince", "Father", "Baron"})
_SHE_TITLES = frozenset({"Mrs", "Ms", "Miss", "Lady", "Dame", "Baroness", "Queen", "Princess", "Sister"})
_OTHER_TITLES = frozenset(
    {"Dr", "Prof", "Professor", "Rev", "Judge", "Justice", "Sen", "Rep", "Gov", "Gen", "Col", "Capt"}
)
#: Titles that only a surname follows or a given name, whatever the word.
_ADDRESSES = frozenset({"Mr", "Mrs", "Ms", "Miss", "Dr"})
_TITLES = _HE_TITLES | _SHE_TITLES | _OTHER_TITLES
#: Titles that are part of the name as news gives it.
_KEPT = frozenset({"Sir", "Lord", "Lady", "Dame", "Baroness", "Baron", "Prince", "Princess", "King", "Queen"})

_PEERS = frozenset({"Lord", "Lady", "Baroness", "Baron", "Earl", "Viscount", "Duke", "Duchess"})
_PEERAGE = re.compile(r"[  ](of(?:[  ](?:the[  ])?[A-Z][\w'’-]+)+)")

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ][\w]*(?:['’`-][\w]+)*\.?"
_PARTICLE = r"(?:de|van|von|der|den|al|bin|ibn|la|le|el|da|dos|del|di|du|ter|ten|y|bint)"
_RUN = re.compile(rf"(?<![\w'’-]){_WORD}(?:[  ](?:{_PARTICLE}[  ])*{_WORD})*")
_SAYING = r"(?:said|says|told|added|adds|warned|argued|insisted|admitted|explained|believes)"
_SAYS_AFTER = re.compile(rf"(?:,[^,.\"“]{{2,70}},)? (?:has |also |later )*{_SAYING}\b")
_IS_ONE = re.compile(rf" (?:is|was|works as) (?:[\w'’-]+ ){{0,5}}?(?:{'|'.join(sorted(ROLE_WORDS))})\b")
_SAYS_BEFORE = re.compile(rf"\b{_SAYING} $")
_HE_OR_SHE = re.compile(r"\b(?:he|she|his|her)\b", re.IGNORECASE)
#: Characters after a name within which "he" is likely its bearer.
_NEAR = 300
_ABBREVIATED = re.compile(r"(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Rev|Sen|Rep|Gov|Gen|Col|Capt|Jr|Sr|St)\.$")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENERS = words(
    """But And While Meanwhile However Although On In After Asked The A An As At By For From If When Since
    With Under Then Earlier Later Last Yet So Nor Or Both Former Ex Also Now Today Yesterday Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Like Unlike During Despite Speaking Only Even Still Though
    Because Before Until Once According British American French German Italian Spanish Russian
    Australian Indian Chinese Japanese Irish Scottish Welsh English European Dutch Swedish Norwegian
    Danish Belgian Swiss Austrian Brazilian Canadian Israeli Iraqi Iranian Ukrainian Georgian Kenyan
    Briton Frenchman Englishman Scot Republican Democrat Democratic Labour Conservative Tory Liberal
    Reverend His Her Their Its Our My Your He She They It We You I This That These Those There Here Not
    No Yes Well What Who Why How Where Which Whether Another Other Some Many Most All Several Two Three
    Four Five Six Chelsea Arsenal Liverpool England Ireland Scotland Wales France Celtic Rangers Everton
    Newcastle BBC CNN Fox"""
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands at ``start``..``end``; ``person`` where something says that it is one's."""

    start: int
    end: int
    title: str
    parts: tuple[str, ...]
    person: bool
    role: str = ""
    of: str = ""

    @property
    def surname(self) -> str:
        return self.parts[-1]

    @property
    def full(self) -> str:
        return " ".join(
            ([self.title] if self.title in _KEPT else []) + list(self.parts) + ([self.of] if self.of else [])
        )


@dataclass(frozen=True)
class Person:
    """Someone the article names. ``pronoun`` is "he", "she" or "" where it does not show."""

    name: str
    given: str
    surname: str
    pronoun: str
    roles: tuple[str, ...]
    times: int = 0

    def goes_with(self, pronoun: str) -> bool:
        return self.pronoun in {"", pronoun}


@dataclass(frozen=True)
class Cast:
    """The people of one article."""

    people: tuple[Person, ...]

    @cached_property
    def _by_surname(self) -> dict[str, tuple[Person, ...]]:
        table: dict[str, list[Person]] = {}
        for p in self.people:
            table.setdefault(_key(p.surname), []).append(p)
        return {k: tuple(v) for k, v in table.items()}

    @cached_property
    def _by_given(self) -> dict[str, tuple[Person, ...]]:
        table: dict[str, list[Person]] = {}
        for p in self.people:
            if p.given:
                table.setdefault(_key(p.given), []).append(p)
        return {k: tuple(v) for k, v in table.items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = {w for p in self.people for w in (p.surname, p.given) if len(w) > 1}
        if not words:
            return None
        return re.compile(
            rf"(?<![\w-])(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})(?![\w-])"
        )

    def who(self, name: Name) -> Person | None:
        """The person a name stands for, if the article knows one."""
        pronoun = pronoun_of(name.title, "")
        same = self._by_surname.get(_key(name.surname), ())
        if len(name.parts) > 1:
            given = _key(name.parts[0])
            exact = [p for p in same if _key(p.given) == given or not p.given or _initial(p.given, given)]
            return exact[0] if exact else None
        fitting = [p for p in same if not pronoun or p.goes_with(pronoun)]
        if fitting:
            return fitting[0]
        if not same and len(name.surname) > 4 and name.title:
            # the article's own slip of the pen: "Diane Abbot", then "Ms Abbott"
            slips = [
                p
                for p in self.people
                if _one_letter_off(_key(p.surname), _key(name.surname))
                and (not pronoun or p.goes_with(pronoun))
            ]
            if len(slips) == 1:
                return slips[0]
        if name.title in _KEPT or not name.title:
            named = [
                p for p in self._by_given.get(_key(name.surname), ()) if not pronoun or p.goes_with(pronoun)
            ]
            if len(named) == 1:
                return named[0]
        return None

    def mentioned(self, text: str) -> tuple[tuple[int, Person], ...]:
        """Where people are named in ``text``, in order."""
        if self._pattern is None:
            return ()
        found: list[tuple[int, Person]] = []
        for m in self._pattern.finditer(text):
            word = m.group()
            before = text[: m.start()].rsplit(None, 1)
            title = before[-1].rstrip(".") if before else ""
            given = title if title[:1].isupper() and title not in _TITLES else ""
            parts = (
                (given, word)
                if given and any(_key(p.given) == _key(given) for p in self._by_surname.get(_key(word), ()))
                else (word,)
            )
            person = self.who(Name(m.start(), m.end(), title if title in _TITLES else "", parts, True))
            if person is not None:
                found.append((m.start(), person))
        return tuple(found)


def cast(text: str) -> Cast:
    """The people named in ``text``."""
    found = list(names(text))
    surnames_with_title = {_key(n.surname) for n in found if n.title}
    alone = surnames_with_title | {_key(n.surname) for n in found if len(n.parts) == 1}
    full = [
        n
        for n in found
        if len(n.parts) > 1
        and (
            n.person
            or _key(n.surname) in surnames_with_title
            or _speaks(text, n, _key(n.surname) in alone)
            or _is_said_to_be(text, n)
        )
    ]
    people: list[Person] = []
    for n in sorted(full, key=lambda n: (-len(n.parts), n.start)):
        if any(_same(p, n) for p in people):
            continue
        people.append(_person(n, found))
    for n in found:
        presented = n.title or (n.role and n.surname in GIVEN)
        if len(n.parts) == 1 and presented and not any(_belongs(p, n) for p in people):
            people.append(_person(n, found))
    return Cast(tuple(people))


def _speaks(text: str, name: Name, again: bool) -> bool:
    """Whether a name nothing explains stands beside a verb of saying and comes ``again``, by surname or as
    "he".
    """
    if text[: name.start].endswith(("the ", "The ")) or not 2 <= len(name.parts) <= 3:
        return False
    right = text[name.end : name.end + _NEAR]
    if _SAYS_AFTER.match(right) is None and _SAYS_BEFORE.search(text[: name.start]) is None:
        return False
    return again or _HE_OR_SHE.search(right) is not None


def _is_said_to_be(text: str, name: Name) -> bool:
    """Whether a sentence tells what the bearer of a name is: "Ada Weir is a nurse"."""
    opens = text[: name.start].rstrip(" ")[-1:] in {"", ".", "!", "?", '"', "”", "\n"}
    return opens and len(name.parts) <= 3 and _IS_ONE.match(text, name.end) is not None


def names(text: str) -> Iterator[Name]:
    """Runs of capitalised words that may be people's names, without the offices before them."""
    for m in _RUN.finditer(text):
        yield from _split(text, m.start(), m.group())


def pronoun_of(title: str, given: str) -> str:
    if title in _HE_TITLES or (title not in _SHE_TITLES and given in HE):
        return "he"
    if title in _SHE_TITLES or given in SHE:
        return "she"
    return ""


def _split(text: str, start: int, run: str) -> Iterator[Name]:
    """Cut a run at possessives and sentence ends, then each piece at titles and offices."""
    piece: list[tuple[int, str]] = []
    for m in re.finditer(r"\S+", run):
        word = m.group()
        owned = _POSSESSIVE.search(word)
        ended = word.endswith(".") and not _ABBREVIATED.search(word)
        bare = word[: owned.start()] if owned and len(word[: owned.start()]) > 1 else word
        bare = bare.rstrip(".") if not re.fullmatch(r"[A-Z]\.", bare) else bare
        piece.append((start + m.start(), bare))
        if owned or ended:
            yield from _name(text, piece)
            piece = []
    yield from _name(text, piece)


def _name(text: str, piece: list[tuple[int, str]]) -> Iterator[Name]:
    words = [w for _, w in piece]
    if not words:
        return
    surname = len(words) > 1 and (words[-2] in _ADDRESSES or words[-2] in GIVEN)  # "Mr King", "John Major"
    before = words[:-1] if surname else words
    titles = [i for i, w in enumerate(before) if w in _TITLES]
    offices = [i for i, w in enumerate(before) if w in OFFICES]
    called = [
        i
        for i, w in enumerate(words[:-2])
        if w.lower() in ROLE_WORDS and w not in GIVEN and words[i + 1] in GIVEN
    ]
    cut = max([0, *(i + 1 for i in (*titles, *offices, *called))])
    if cut >= len(words):
        return
    while cut < len(words) - 1 and not titles and words[cut] in _OPENERS and words[cut] not in GIVEN:
        cut += 1
    title = words[titles[-1]] if titles and titles[-1] + 1 == cut else ""
    rest = words[cut:]
    if not title and rest[0] in _OPENERS and rest[0] not in GIVEN:
        return
    if not title and NOT_PEOPLE & set(rest) - (
        SURNAMES_TOO if rest[0] in GIVEN and len(rest) == 2 else frozenset()
    ):
        return
    if any(w.isupper() and len(w) > 2 for w in rest) and not title:
        # an acronym before the name ("AK chief", "CBI director") or a headline in capitals
        upper = max(i for i, w in enumerate(rest) if w.isupper() and len(w) > 2)
        rest, cut = rest[upper + 1 :], cut + upper + 1
        if not rest:
            return
    start = piece[cut][0]
    end = piece[-1][0] + len(piece[-1][1])
    standing = words[: cut - 1] if title else words[:cut]
    role = role_beside(text, start if not title else piece[cut - 1][0], end, standing)
    known = rest[0] in GIVEN and len(rest) > 1
    seat = _PEERAGE.match(text, end) if title in _PEERS else None
    yield Name(
        start,
        end,
        title,
        tuple(rest),
        bool(title or role or known or offices),
        role,
        seat.group(1) if seat else "",
    )


def _person(name: Name, found: list[Name]) -> Person:
    parts = name.parts
    mine = [
        n
        for n in found
        if _key(n.surname) == _key(name.surname) and (len(n.parts) == 1 or _key(n.parts[0]) == _key(parts[0]))
    ]
    title = next((n.title for n in mine if n.title in _KEPT), "") or next(
        (n.title for n in mine if n.title), ""
    )
    given = parts[0] if len(parts) > 1 else ""
    # a title without given name belongs to a namesake when the given name says otherwise
    named = [n for n in mine if n.title and len(n.parts) > 1]
    pronoun = pronoun_of(named[0].title if named else "", given) or next(
        (pronoun_of(n.title, "") for n in mine if pronoun_of(n.title, "")), ""
    )
    kept = title if title in _KEPT and (pronoun_of(title, "") in {"", pronoun} or not pronoun) else ""
    roles = tuple(dict.fromkeys(n.role for n in mine if n.role))
    of = next((n.of for n in mine if n.of), "") if kept else ""
    whole = " ".join(([kept] if kept else []) + list(parts) + ([of] if of else []))
    return Person(whole, given, parts[-1], pronoun, roles, len(mine))


def _same(p: Person, n: Name) -> bool:
    if _key(p.surname) != _key(n.surname):
        return False
    return _key(p.given) == _key(n.parts[0]) or _initial(p.given, n.parts[0])


def _belongs(p: Person, n: Name) -> bool:
    slip = p.given and len(n.surname) > 4 and _one_letter_off(_key(p.surname), _key(n.surname))
    if _key(p.surname) == _key(n.surname) or slip:
        return not n.title or p.goes_with(pronoun_of(n.title, "") or p.pronoun)
    return n.title in _KEPT and _key(p.given) == _key(n.surname)


def _initial(one: str, other: str) -> bool:
    a, b = one.rstrip(".").lower(), other.rstrip(".").lower()
    return bool(a and b) and (len(a) == 1 or len(b) == 1) and a[0] == b[0]


def _one_letter_off(one: str, other: str) -> bool:
    """Whether one letter added, dropped or changed makes the words equal."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _key(word: str) -> str:
    return word.lower().replace("’", "'").rstrip(".")
