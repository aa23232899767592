"""Speakers as people and bodies of the corpus: "Mr Blair" and "Tony Blair" are one, two Blairs stay two.

Names are joined only where they cannot be two people: the same words, the same first and last word, or a bare
surname that only one full name has. Whom a reader means is looked up by name first and by role second, with
roles as the articles state them.

What this does not know: people who change their name, and bodies known by initials that nobody spells out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Words before a name that do not tell people apart.
_HONORIFICS = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady baroness baron president chancellor general colonel
    major captain sergeant judge justice senator councillor mayor minister secretary prime foreign home shadow
    former the pope king queen prince princess archbishop bishop cardinal reverend rev st""".split()
)
#: Different words for whoever is at the head of something, in questions and in articles.
_HEADS = frozenset(
    """boss head chief leader chairman chairwoman chairperson chair director president executive manager
    governor commissioner principal ceo chief-executive director-general""".split()
)
_SPOKEN_FOR = frozenset({"spokesman", "spokeswoman", "spokesperson", "spokesmen", "representative"})
_SMALL = frozenset("a an the of for at in on and to from s by".split())
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker of a corpus: ``name`` is the fullest, ``names`` all under which statements are stored.

    ``roles`` are as the articles word them, most often stated first; ``statements`` counts what was said.
    """

    name: str
    names: tuple[str, ...]
    roles: tuple[str, ...]
    statements: int


def speakers_of(rows: Iterable[tuple[str, str, int]]) -> tuple[Speaker, ...]:
    """Join (speaker, role, statements) rows, as ``Store.speakers`` gives them; most heard first."""
    counts: dict[str, int] = defaultdict(int)
    roles: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, role, count in rows:
        counts[name] += count
        if role:
            roles[name][role] += count
    joined = [_speaker(names, counts, roles) for names in _joined(counts)]
    return tuple(sorted(joined, key=lambda who: (-who.statements, who.name)))


def match_speaker(wanted: str, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The speakers whom ``wanted`` can mean: by name, by surname, by part of a name, or by role."""
    words = _words(wanted)
    bare = _bare(wanted)
    if not words:
        return ()
    tests = (
        lambda who: any(bare == _bare(name) for name in who.names) if bare else False,
        lambda who: any(_same_person(bare, _bare(name)) for name in who.names),
        lambda who: bool(bare) and any(set(bare) <= set(_bare(name)) for name in who.names),
        lambda who: _has_role(words, who),
    )
    for test in tests:
        found = tuple(who for who in speakers if test(who))
        if found:
            return found
    return ()


def _speaker(names: Sequence[str], counts: dict[str, int], roles: dict[str, dict[str, int]]) -> Speaker:
    total: dict[str, int] = defaultdict(int)
    for name in names:
        for role, count in roles[name].items():
            total[role] += count
    fullest = max(names, key=lambda name: (len(_bare(name)), counts[name], name))
    return Speaker(
        name=fullest,
        names=tuple(sorted(names)),
        roles=tuple(sorted(total, key=lambda role: (-total[role], role))),
        statements=sum(counts[name] for name in names),
    )


def _joined(names: Iterable[str]) -> list[list[str]]:
    """Names in groups of one speaker each."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in sorted(names):
        bare = _bare(name)
        groups[(bare[0], bare[-1]) if len(bare) > 1 and _is_person(name) else bare or (name,)].append(name)
    by_surname: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, members in groups.items():
        if len(key) == 2 and _is_person(members[0]):
            by_surname[key[1]].append(key)
    for key in [key for key in groups if len(key) == 1]:
        full = by_surname.get(key[0], [])
        if len(full) == 1:
            groups[full[0]].extend(groups.pop(key))
    return list(groups.values())


def _is_person(name: str) -> bool:
    """Whether every word of a name of two to four words is capitalised and none is small ("of", "the")."""
    words = [word for word in _WORD.findall(name) if _fold(word) not in _HONORIFICS]
    return (
        1 <= len(words) <= 4 and all(word[:1].isupper() for word in words) and "the" not in name.split()[:1]
    )


def _same_person(wanted: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a full or bare surname is this name's, with nothing before it that contradicts."""
    if not wanted or not name or wanted[-1] != name[-1]:
        return False
    if len(wanted) == 1 or len(name) == 1:
        return True
    first, other = wanted[0], name[0]
    return first == other or (min(len(first), len(other)) == 1 and first[0] == other[0])


def _has_role(words: Sequence[str], who: Speaker) -> bool:
    """Whether one of the speaker's roles, with their name or body, has all that is asked for."""
    asked = [word for word in words if word not in _SMALL]
    return bool(asked) and any(
        all(_in_role(word, held) for word in asked)
        for role in who.roles
        for held in (_words(role) + _words(who.name),)
    )


def _in_role(word: str, held: Sequence[str]) -> bool:
    if word in _HEADS:
        return any(other in _HEADS for other in held)
    if word in _SPOKEN_FOR:
        return any(other in _SPOKEN_FOR for other in held)
    return any(_alike(word, other) for other in held)


def _alike(one: str, other: str) -> bool:
    """Equal, or forms of one word: Georgia and Georgian, Russia's and Russian."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    return (
        shorter >= _SHORTEST_STEM
        and one[: shorter - 1] == other[: shorter - 1]
        and abs(len(one) - len(other)) <= 3
    )


def _bare(name: str) -> tuple[str, ...]:
    words = tuple(_words(name))
    bare = tuple(word for word in words if word not in _HONORIFICS)
    return bare or words


def _words(text: str) -> list[str]:
    return [
        word
        for word in (_fold(found.removesuffix("'s").removesuffix("’s")) for found in _WORD.findall(text))
        if word
    ]


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
