"""Who a mention means, given what the article said so far.

Names go to the fullest name in the article, titles decide between namesakes, pronouns go to whom the
sentence or the one before is about, offices to whoever the article gives them to, "the commission" to the
commission it named. What cannot be told keeps the words of the article.

Not known: who holds an office that the article never ties to a name, where it names several people without
offices; "they" for people named one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rag.statements.cast import Cast, Person, names
from rag.statements.organisations import Organisations, bare, without_opener
from rag.statements.roles import BODIES, CHANGES_OFFICE, DOCUMENTS, HIGH_OFFICES, NOT_PEOPLE, ROLE_WORDS
from rag.statements.sources import Source

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "it", "its", "who", "which"})
_RELATIVE = frozenset({"whose", "which", "that"})
_WORD = re.compile(r"[\w'’-]+")
_DEFINITE = re.compile(r"(?:the|our|its|his|her|their)\b", re.IGNORECASE)
_NO_CONTENT = frozenset({"the", "a", "an", "of", "for", "and", "in", "at", "our", "his", "her", "its"})
_MINISTER_FOR = re.compile(r"(?:[\w'’-]+ ){0,4}(?:minister|secretary) for ")
_GENERAL = re.compile(r"\b(?:secretary|attorney|director|governor)[ -]general$", re.IGNORECASE)
_AGE = re.compile(r"\b\d+-year-old$")
_DESCRIBED = re.compile(r"^((?:[a-z][\w'’-]* )*?(?:[a-z][\w'’-]*)) ([A-Z].*)$")
_BODY_OF = re.compile(r" (?:of|for) (?:the )?[A-Z][\w'’&-]*(?: (?:and |of )?[A-Z][\w'’&-]*)*$")
#: Words by which a body is called only together with what follows.
_OF_SOMETHING = NOT_PEOPLE | {"Confederation", "Chamber", "Chambers", "Archbishop", "Bishop"}
_MAKER = re.compile(r"\b(?:of|by|from) (?:the )?(.+)$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker: the name shown, the role the article gives, and the person if it is one."""

    name: str
    role: str = ""
    person: Person | None = None


@dataclass
class Discourse:
    """What has been said so far in one article.

    ``about`` has, for each sentence that named anyone, whom it named, the ones it is about first;
    ``groups`` the speakers that are no persons, in order.
    """

    cast: Cast
    text: str
    about: list[tuple[Person, ...]] = field(default_factory=list)
    groups: list[Speaker] = field(default_factory=list)
    last: Speaker | None = None
    _last_at: int = 0

    @cached_property
    def organisations(self) -> Organisations:
        return Organisations.of(self.text)

    def sentence(self, people: Iterable[Person]) -> None:
        """Note whom a finished sentence was about, and then whom else it named."""
        named = tuple(dict.fromkeys(people))
        if named:
            self.about.append(named)

    def spoke(self, speaker: Speaker) -> None:
        """Note who made the statement just found."""
        self.last = speaker
        self._last_at = len(self.about)
        if (
            speaker.person is None
            and speaker.name
            and not _one_person(speaker.name)
            and not _unnamed(speaker.name)
        ):
            self.groups.append(speaker)

    def subject(self) -> Speaker | None:
        """Whom the last sentence that named anyone was about."""
        return as_speaker(self.about[-1][0]) if self.about else None

    def resolve(self, source: Source, here: Sequence[tuple[int, Person]]) -> Speaker:
        """The speaker a source means; ``here`` is who is named in its own sentence, outside what is
        reported there, and where.
        """
        word = source.text.lower()
        if word in _HE | _SHE:
            return self._pronoun("he" if word in _HE else "she", source, here) or Speaker("")
        if word in _THEY:
            return self.groups[-1] if self.groups else Speaker("")
        if word.split()[0] in _RELATIVE:
            return Speaker("")
        named = self._named(source.text, source.head) or self._named_last(source.full)
        if named is not None:
            return named
        for phrase in source.names:
            named = self._named(phrase, phrase.rsplit(None, 1)[-1])
            if named is not None:
                return Speaker(named.name, bare(source.full), named.person)
        return self._office(source) or self._organisation(source)

    def _pronoun(self, pronoun: str, source: Source, here: Sequence[tuple[int, Person]]) -> Speaker | None:
        last = self.last
        fresh = len(self.about) <= self._last_at + 1
        if last is not None and last.person is None and fresh and _one_person(last.name, pronoun):
            return last
        earlier = [(person,) for at, person in here if at < source.start]
        for people in [*earlier, *reversed(self.about)]:
            for person in people:
                if person.goes_with(pronoun):
                    return as_speaker(person)
        return self.last if self.last is not None and _may_be_person(self.last.name) else None

    def _named(self, phrase: str, head: str) -> Speaker | None:
        """A person named in ``phrase`` such that its head word is part of the name."""
        for name in names(phrase):
            if not any(head in part for part in (*name.parts, name.of)) and name.end < len(phrase):
                continue
            person = self.cast.who(name)
            if person is not None:
                return Speaker(person.name, name.role or (person.roles[0] if person.roles else ""), person)
            if name.person:
                given = name.parts[0] if len(name.parts) > 1 else ""
                return Speaker(name.full, name.role, Person(name.full, given, name.surname, "", ()))
        return None

    def _named_last(self, phrase: str) -> Speaker | None:
        """The person a phrase of office ends in: "deputy minister for women Jacqui Smith"."""
        last = max(names(phrase), key=lambda n: n.end, default=None)
        if last is None or last.end < len(phrase) or not (last.role or _MINISTER_FOR.match(phrase)):
            return None
        person = self.cast.who(last)
        return Speaker(person.name, last.role, person) if person is not None else None

    # -- offices -----------------------------------------------------------------------------------------

    def _office(self, source: Source) -> Speaker | None:
        """Who "the minister" is: by the roles the article states, else whom it is about."""
        head = source.head.lower()
        if head == "general" and _GENERAL.search(source.text):
            head = "secretary"
        if _AGE.search(source.text):
            recent = self._recent() if source.text.lower().startswith("the ") else None
            return as_speaker(recent) if recent is not None else None
        if (
            head not in ROLE_WORDS
            or _DEFINITE.match(source.text) is None
            or self.organisations.named(source.text)
        ):
            return None
        person = self.holder(source.full) or self.holder(source.text)
        if person is None and (source.full == source.text or head == "mp"):
            # Papers leave out who holds a high office, since every reader knows; a guess could be wrong.
            person = None if _office_name(source.text) in HIGH_OFFICES else self._recent()
        return Speaker(person.name, bare(source.text), person) if person is not None else None

    def _recent(self) -> Person | None:
        if self.about:
            return self.about[-1][0]
        return self.last.person if self.last is not None else None

    def holder(self, phrase: str) -> Person | None:
        """Who holds the office ``phrase`` names, by the roles the article states."""
        wanted = _content(phrase)
        offices = wanted & ROLE_WORDS
        best: tuple[float, Person] | None = None
        for person in self.cast.people if offices else ():
            for role in person.roles:
                have = _content(role)
                if wanted == {"minister"} and "secretary" in have:
                    share = 1.0
                elif not offices & have or (wanted ^ have) & CHANGES_OFFICE:
                    continue
                else:
                    share = len(wanted & have) / len(wanted)
                if share >= 0.5 and (best is None or share > best[0]):
                    best = (share, person)
        return best[1] if best is not None else None

    # -- organisations -----------------------------------------------------------------------------------

    def _organisation(self, source: Source) -> Speaker:
        if source.head.lower() in DOCUMENTS:
            maker = self.organisations.first_in(source.text)
            by = _MAKER.search(source.full)
            if not maker and by:
                maker = by.group(1)
            if maker:
                return Speaker(self.organisations.fullest(maker))
            if _DEFINITE.match(source.text) and self.groups:
                return self.groups[-1]
        plain = bare(source.text)
        described = _DESCRIBED.match(plain)
        if described and not any(w[:1].islower() and len(w) > 3 for w in described.group(2).split()):
            # "accountancy firm Ernst & Young"
            return Speaker(self.organisations.fullest(described.group(2)), described.group(1))
        if source.text[:4].lower() == "the " and plain[:1].islower():
            known = self._known_body(plain)
            if known is not None:
                return known
        if source.full != source.text and (plain[:1].islower() or source.head.lower() in ROLE_WORDS):
            return Speaker(bare(source.full) if _DEFINITE.match(source.full) else source.full)
        if source.head in _OF_SOMETHING and _BODY_OF.match(source.full.removeprefix(source.text)):
            return Speaker(bare(source.full))  # "the Department of Justice"
        return Speaker(
            self.organisations.fullest(plain if _DEFINITE.match(source.text) else without_opener(source.text))
        )

    def _known_body(self, plain: str) -> Speaker | None:
        """Whom "the commission" means after "the Equal Opportunities Commission"."""
        wanted = _content(plain)
        for group in reversed(self.groups):
            if wanted <= _content(group.name) and group.name.lower() != plain.lower():
                return group
        full = self.organisations.ending_in(plain)
        if full:
            return Speaker(full)
        if wanted & BODIES and len(wanted) == 1 and self.groups:
            return self.groups[-1]
        return None


def _office_name(phrase: str) -> str:
    return phrase.lower().removeprefix("the ")


def as_speaker(person: Person) -> Speaker:
    return Speaker(person.name, person.roles[0] if person.roles else "", person)


def _content(phrase: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(phrase)) - _NO_CONTENT


def _unnamed(name: str) -> bool:
    """Whether nothing later can mean this speaker as "it": "a rival", "some analysts"."""
    return name.split()[0].lower() in {"a", "an", "some", "many", "one", "most", "several"}


def _may_be_person(name: str) -> bool:
    """Whether a name that nothing in the article explains may be a person's."""
    words = name.split()
    named = len(words) <= 3 and all(w[:1].isupper() and not w.isupper() for w in words)
    return _one_person(name) or (named and not NOT_PEOPLE & set(words))


def _one_person(name: str, pronoun: str = "") -> bool:
    """Whether a speaker without a name is a single person: "a Home Office spokeswoman"."""
    ends = (part.split()[-1:] for part in (name.lower(), re.split(r" (?:for|of|at|from) ", name.lower())[0]))
    office = next((end[0] for end in ends if end and end[0] in ROLE_WORDS), "")
    if not office:
        return _GENERAL.search(name) is not None  # "the secretary general" is nobody's "it"
    other = {"he": ("woman", "actress"), "she": ("man",)}.get(pronoun, ())
    return not office.endswith(other) or (office.endswith("woman") and pronoun == "she")
