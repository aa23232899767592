"""Speakers as entities of a whole corpus: which names are one person's, and whom a reader's words mean.

An article gives its own fullest name, so most of the work is done there. Between articles, names with the
same given name and surname are one person; a bare surname ("Blair", "Mr Blair", "Lord Falconer") joins the
one full name that bears it, or stays apart where several do. Organisations are one where their names are,
without the article before them.

Names are compared as ``rag.names`` has them, so in any script and spelling.

Not known: two people with the same full name, one person under two surnames, nicknames that share no letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from rag.names import sound, unaccented
from rag.statements.cast import pronoun_of
from rag.statements.given_names import GIVEN
from rag.statements.roles import CHANGES_OFFICE, NOT_PEOPLE, ROLE_WORDS
from rag.statements.wordlist import words

_TITLES = words(
    """mr mrs ms miss dr sir lord lady dame baroness baron prof professor rev judge justice sen senator rep
    gov gen col president king queen prince princess"""
)
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUALIFIED = re.compile(r" (?:of|for|at|in|to|and) |, ")
#: Words of names that begin with a small letter.
_PARTICLES = frozenset({"de", "van", "von", "der", "al", "bin", "of", "la"})
#: Words that tell nobody apart.
SMALL_WORDS = frozenset({"the", "a", "an", "of", "for", "and", "in", "at", "to", "on"})
#: Countries whose people are not called after them by adding letters.
_PEOPLES = {
    "french": "france",
    "dutch": "netherlands",
    "danish": "denmark",
    "swedish": "sweden",
    "polish": "poland",
    "spanish": "spain",
    "greek": "greece",
    "swiss": "switzerland",
    "irish": "ireland",
    "scottish": "scotland",
    "welsh": "wales",
    "english": "england",
    "british": "britain",
    "german": "germany",
    "turkish": "turkey",
    "finnish": "finland",
    "norwegian": "norway",
    "thai": "thailand",
    "american": "us",
    "uk": "britain",
    "usa": "us",
    "chinese": "china",
    "japanese": "japan",
    "portuguese": "portugal",
    "philippine": "philippines",
}
#: Words that name an office, or make another one of it.
OFFICES = ROLE_WORDS | CHANGES_OFFICE
#: A bare surname means the one who has at least this share of what is said under the surname.
_DOMINANT = 0.9
#: Roles given to a speaker in a smaller share of what has a role are slips.
_RARE = 0.05


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks in the corpus. ``names`` are the spellings in its statements, most used first;
    ``roles`` what articles call them, most used first; ``statements`` how many there are.
    """

    name: str
    names: tuple[str, ...]
    roles: tuple[str, ...]
    statements: int


def speakers_of(heard: Iterable[tuple[str, str, int]]) -> tuple[Speaker, ...]:
    """The speakers behind (name, role, number of statements) rows, most heard first."""
    names: Counter[str] = Counter()
    roles: dict[str, Counter[str]] = {}
    for name, role, count in heard:
        names[name] += count
        roles.setdefault(name, Counter())[role] += count
    groups: dict[str, list[str]] = {}
    for name, key in _keys(names, {n for n, r in roles.items() if any(r)}).items():
        groups.setdefault(key, []).append(name)
    found = [_speaker(group, names, roles) for group in groups.values()]
    return tuple(sorted(found, key=lambda s: (-s.statements, s.name)))


def match_speaker(wanted: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """Whom ``wanted`` ("lavrov", "Mr Blair", "Georgia's foreign minister") means, most heard first; empty
    where nobody fits. A name is looked for before a role, and a spelling close to a surname last.
    """
    title, parts = _split(wanted)
    if not parts:
        return ()
    by_role = bool(set(parts) & ROLE_WORDS)
    order = (_is_called, _is_placed, _is_named, _bears) if by_role else (_is_named, _bears, _is_called)
    for fits in (*order, _is_nearly):
        found = [s for s in speakers if fits(parts, s) and _not_against(title, s)]
        if not found:
            continue
        meant = _foremost(sorted(found, key=lambda s: -s.statements))
        if fits is _is_placed and len(meant) > 1 and set(parts) - SMALL_WORDS - ROLE_WORDS - CHANGES_OFFICE:
            continue  # "Georgia's foreign minister" where two are called "foreign minister" alone: either's
        return meant
    return ()


def _foremost(found: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """All of them, or the one who is heard so much more that nobody else can be meant."""
    if found[0].statements >= _DOMINANT * sum(s.statements for s in found):
        return (found[0],)
    return tuple(found)


def same_speaker(one: str, other: str) -> bool:
    """Whether two names can be one speaker's: the same surname and no other given name against it, or the
    same organisation, one of whose names may say more.
    """
    first, second = _sounds(one), _sounds(other)
    if not first or not second:
        return False
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    if len(short) == 1:
        return short[0] == long[-1] or (_proper(one if short is first else other) and short[0] in long)
    if short[-1] == long[-1] and _same_given(short[0], long[0]):
        return True
    return set(short) <= set(long)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without titles, accents, articles and possessive endings."""
    return _split(name)[1]


def _sounds(name: str) -> tuple[str, ...]:
    """What the spellings of a name have in common, word by word."""
    return _each(_split(name)[1])


@lru_cache(maxsize=50_000)
def role_words(role: str) -> tuple[str, ...]:
    """The same of a role, of which titles are a part."""
    return _split(role, titles=False)[1]


def place_words(word: str) -> str:
    """The country for its people, where they are not called after it by adding letters; else the word."""
    return _PEOPLES.get(word, word)


def _keys(names: Counter[str], called: Set[str]) -> dict[str, str]:
    """Name -> what its group is called: given and surname of a person, the words of anything else."""
    full: dict[str, Counter[str]] = {}
    for name, count in names.items():
        _, parts = _split(name)
        if len(parts) > 1 and _is_person(name, parts) and (name in called or _has_given(name)):
            full.setdefault(sound(parts[-1]), Counter())[parts[0]] += count
    return {name: _key(name, full) for name in names}


def _has_given(name: str) -> bool:
    return any(word in GIVEN for word in name.split()[:2])


def _key(name: str, full: dict[str, Counter[str]]) -> str:
    title, parts = _split(name)[0], _sounds(name)
    if not parts:
        return name
    givens = full.get(parts[-1], Counter())
    if len(parts) == 1 and _proper(name) and givens:
        fitting: Counter[str] = Counter()
        for given, count in givens.items():
            if _goes_with(title, given):
                fitting[sound(given)] += count
        best, count = fitting.most_common(1)[0] if fitting else ("", 0)
        if best and count >= _DOMINANT * fitting.total():
            return f"{_longest(best, givens)} {parts[0]}"
    if len(parts) > 1 and givens and _is_person(name, parts):
        return f"{_longest(parts[0], givens)} {parts[-1]}"
    return " ".join(parts)


def _longest(given: str, givens: Counter[str]) -> str:
    """The longest form of a given name: "ken" and "kenneth" are one."""
    forms = {sound(g) for g in givens}
    return max((g for g in forms if _same_given(g, given)), key=lambda g: (len(g), g), default=given)


def _speaker(group: Sequence[str], names: Counter[str], roles: dict[str, Counter[str]]) -> Speaker:
    spellings = sorted(group, key=lambda n: (-names[n], n))
    shown = max(spellings, key=lambda n: (min(2, len(_split(n)[1])), names[n]))
    called: Counter[str] = Counter()
    for name in group:
        called.update({role: n for role, n in roles[name].items() if role})
    least = _RARE * called.total()
    return Speaker(
        shown,
        tuple(spellings),
        tuple(role for role, n in called.most_common() if n > least),
        sum(names[name] for name in group),
    )


def _is_named(parts: tuple[str, ...], s: Speaker) -> bool:
    """Whether the words are a whole name of the speaker; a single word is rather everybody's surname."""
    return len(parts) > 1 and any(_sounds(name) == _each(parts) for name in s.names)


def _bears(parts: tuple[str, ...], s: Speaker) -> bool:
    """Whether the words are the surname, or all stand in the name."""
    wanted = _each(parts)
    if len(wanted) == 1:
        return any(
            own[-1:] == wanted and _is_person(name, own) for name in s.names for own in [_sounds(name)]
        )
    return any(set(wanted) <= set(_sounds(name)) for name in s.names) or any(
        own[-1:] == wanted[-1:] and _same_given(wanted[0], own[0])
        for name in s.names
        for own in [_sounds(name)]
    )


def _each(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(sound, parts))


def _is_called(parts: tuple[str, ...], s: Speaker) -> bool:
    """Whether a role of the speaker has every word, and the words that make another office agree."""
    wanted = {w.removesuffix("'s") for w in parts} - SMALL_WORDS
    if not wanted & ROLE_WORDS:
        return len(parts) == 1 and any(parts[0] in _split(name)[1] for name in s.names if _proper(name))
    for role in s.roles:
        have = {w.removesuffix("'s") for w in _split(role, titles=False)[1]} - SMALL_WORDS
        head = _split(_QUALIFIED.split(role)[0], titles=False)[1][-1:]
        if (wanted ^ have) & CHANGES_OFFICE or not wanted & set(head):
            continue
        if all(any(same_place(w, h) for h in have) for w in wanted):
            return True
    return False


def _is_placed(parts: tuple[str, ...], s: Speaker) -> bool:
    """Whether the speaker is called by the office alone, as papers call their own country's: "prime minister"
    for "Britain's prime minister".
    """
    offices = set(parts) & OFFICES
    return any(set(_split(role, titles=False)[1]) == offices for role in s.roles[:1])


def _is_nearly(parts: tuple[str, ...], s: Speaker) -> bool:
    parts = _each(parts)
    surname = parts[-1]
    if len(surname) < 5:
        return False
    own = [_sounds(name) for name in s.names if _proper(name)]
    return any(
        _one_edit(surname, name[-1]) and (len(parts) == 1 or _same_given(parts[0], name[0]))
        for name in own
        if len(name) >= min(2, len(parts))
    )


def _not_against(title: str, s: Speaker) -> bool:
    return all(_goes_with(title, _split(name)[1][0]) for name in s.names if len(_split(name)[1]) > 1)


def _goes_with(title: str, given: str) -> bool:
    wanted, known = pronoun_of(title.capitalize(), ""), pronoun_of("", given.capitalize())
    return not wanted or not known or wanted == known


def _split(name: str, *, titles: bool = True) -> tuple[str, tuple[str, ...]]:
    """(title, words) of a name in lower case, without accents, articles and possessive endings."""
    plain = name.lower()
    if not plain.isascii():
        plain = unaccented(name.replace("’", "'")).lower()
    words = [w.removesuffix("'s") for w in _TOKEN.findall(plain) if w not in {"the", "a", "an"}]
    title = ""
    while titles and len(words) > 1 and words[0] in _TITLES and words[1] not in SMALL_WORDS:
        title = title or words[0]
        words = words[1:]
    return title, tuple(words)


def _is_person(name: str, parts: tuple[str, ...]) -> bool:
    words = [w for w in name.split() if w.strip(".").lower() not in _TITLES]
    return (
        len(parts) <= 4
        and all(not w[:1].islower() or w in _PARTICLES for w in words)
        and not NOT_PEOPLE & set(words)
    )


def _proper(name: str) -> bool:
    return not name.removeprefix("The ").removeprefix("the ")[:1].islower()


def _same_given(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return long.startswith(short) and (len(short) != 2 or short == long)


def same_place(one: str, other: str) -> bool:
    """Whether two words are equal or a country and its people: "georgia", "georgian"."""
    a, b = place_words(one), place_words(other)
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    return (
        len(short) >= 4 and long.startswith(short[: max(4, len(short) - 1)]) and len(long) - len(short) <= 3
    )


def _one_edit(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(short) < 4:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
