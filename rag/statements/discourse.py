"""Who a mention means, given what the article said so far.

Names go to the fullest name in the article, titles decide between namesakes, pronouns go to whom the sentence
or the one before is about, offices to whoever the article gives them to. What cannot be told keeps the words
of the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.statements.cast import Cast, Name, Person, names
from rag.statements.clauses import Source
from rag.statements.roles import BODIES, CHANGES_OFFICE, DOCUMENTS, ROLE_WORDS

_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_THEY = frozenset({"they", "them", "their", "it", "its", "who", "which"})
_ARTICLE = re.compile(r"^(?:the|a|an|our|its|his|her|their)\s+", re.I)
_THE = re.compile(r"^the\s+", re.I)
_WORD = re.compile(r"[\w'’-]+")
_ACRONYM = re.compile(r"((?:[A-ZÀ-Þ][\w'’&-]*\s+(?:(?:of|for|and|the|on|in)\s+)*){1,8})\(([A-Z]{2,6})\)")
_ORGANISATION = re.compile(
    r"(?:[A-Z][\w&'’.-]*)(?:\s+(?:(?:of|for|and|the|on|in|&)\s+){0,2}[A-Z][\w&'’.-]*)*"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker: the name shown, the role the article gives, and the person if it is one."""

    name: str
    role: str = ""
    person: Person | None = None


@dataclass(slots=True)
class Discourse:
    """What has been said so far in one article: whom the last sentences were about, who spoke last."""

    cast: Cast
    text: str
    about: list[tuple[Person, ...]] = field(default_factory=list)
    last: Speaker | None = None
    last_group: Speaker | None = None
    full_names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.full_names.update(acronyms(self.text))

    def sentence(self, mentioned: tuple[Person, ...]) -> None:
        """Note whom a finished sentence named, in order."""
        if mentioned:
            self.about.append(mentioned)

    def spoke(self, speaker: Speaker) -> None:
        """Note who made the statement just found."""
        self.last = speaker
        if speaker.person is None:
            self.last_group = speaker

    def subject(self) -> Speaker | None:
        """Whom the last sentence that named anyone was about."""
        return _as_speaker(self.about[-1][0]) if self.about else None

    def resolve(self, source: Source, here: tuple[tuple[int, Person], ...]) -> Speaker:
        """The speaker a source means; ``here`` is who is named in its own sentence, outside what is
        reported there, and where.
        """
        word = source.text.lower()
        if word in _HE | _SHE:
            return self._pronoun("he" if word in _HE else "she", source, here) or Speaker(source.text)
        if word in _THEY:
            return self.last_group or self.last or Speaker(source.text)
        named = self._named(source.text, source.head)
        if named is not None:
            return named
        for phrase in source.names:
            named = self._named(phrase, phrase.rsplit(None, 1)[-1])
            if named is not None:
                return Speaker(named.name, _bare(source.full or source.text), named.person)
        office = self._office(source)
        if office is not None:
            return office
        return self._organisation(source)

    def _pronoun(self, pronoun: str, source: Source, here: tuple[tuple[int, Person], ...]) -> Speaker | None:
        for at, person in here:
            if at < source.start and person.goes_with(pronoun):
                return _as_speaker(person)
        recent = self._recent(pronoun)
        last = self.last
        if last is not None and last.person is not None and last.person.goes_with(pronoun):
            newest = self.about[-1] if self.about else ()
            if recent is None or last.person in newest or not newest:
                return last
        if last is not None and last.person is None and _singular_person(last.name):
            return last
        return _as_speaker(recent) if recent is not None else None

    def _recent(self, pronoun: str) -> Person | None:
        for mentioned in reversed(self.about):
            for person in mentioned:
                if person.goes_with(pronoun):
                    return person
        return None

    def _named(self, phrase: str, head: str) -> Speaker | None:
        """A person named in ``phrase`` such that its head word is part of the name."""
        for name in names(phrase):
            if head not in name.parts and not any(head in p for p in name.parts):
                continue
            person = self.cast.who(name)
            if person is not None:
                return Speaker(person.name, name.role or (person.roles[0] if person.roles else ""), person)
            if name.person:
                made = Person(name.full, name.parts[0] if len(name.parts) > 1 else "", name.surname, "", ())
                return Speaker(name.full, name.role, made)
        return None

    def _office(self, source: Source) -> Speaker | None:
        """ "the minister", "the Tory leader": by the roles the article states, else whom it is about."""
        head = source.head.lower()
        if (
            head not in ROLE_WORDS
            or re.match(r"(?:the|our|its|his|her|their)\b", source.text.lower()) is None
        ):
            return None
        if source.head in {"Executive", "Office", "Service", "Centre"}:
            return None
        holder = self.holder(source.full or source.text) or self.holder(source.text)
        if holder is not None:
            return Speaker(holder.name, _bare(source.text), holder)
        if len(_content(source.text)) == 1:
            recent = (
                self.last.person
                if self.last and self.last.person
                else (self.about[-1][0] if self.about else None)
            )
            if recent is not None:
                return Speaker(recent.name, _bare(source.text), recent)
            return None
        # an office the article never ties to a name: the one it names most without giving an office
        without = sorted((p for p in self.cast.people if not p.roles and p.times > 1), key=lambda p: -p.times)
        if without and source.text.lower().startswith("the ") and source.full == source.text:
            return Speaker(without[0].name, _bare(source.text), without[0])
        return None

    def holder(self, phrase: str) -> Person | None:
        """Who holds the office ``phrase`` names, by the roles the article states."""
        wanted = _content(phrase)
        if not wanted:
            return None
        head = phrase.split()[-1].lower() if phrase.split()[-1].lower() in wanted else ""
        best: tuple[float, Person] | None = None
        for person in self.cast.people:
            for role in person.roles:
                have = _content(role)
                secretary = wanted == {"minister"} and "secretary" in have
                if not secretary and not (head in have or wanted & have & ROLE_WORDS):
                    continue
                if not secretary and (wanted ^ have) & CHANGES_OFFICE:
                    continue
                share = 1.0 if secretary else len(wanted & have) / len(wanted)
                if share >= 0.5 and (best is None or share > best[0]):
                    best = (share, person)
        return best[1] if best is not None else None

    def _organisation(self, source: Source) -> Speaker:
        text = source.text
        head = source.head.lower()
        if head in DOCUMENTS:
            maker = next(
                (
                    m.group()
                    for m in _ORGANISATION.finditer(_ARTICLE.sub("", text))
                    if m.group().lower() != head
                ),
                "",
            )
            if not maker:
                by = re.search(r"\b(?:of|by|from) (?:the )?(.+)$", source.full)
                maker = by.group(1) if by else ""
            if maker:
                return Speaker(self._fullest(maker), "")
            if text.lower().startswith(("the ", "its", "their")) and self.last_group is not None:
                return self.last_group
        plain = _THE.sub("", text)
        full = self._fullest(plain)
        if full == plain and text.lower().startswith("the ") and plain[:1].islower() and self.last_group:
            # "the commission" after "the Equal Opportunities Commission"
            for known in self.full_names.values():
                if known.lower().endswith(plain.lower()):
                    return Speaker(known)
            if head in BODIES or self.last_group.name.lower().endswith(head):
                return self.last_group
        if source.full != text and not text[:1].isupper() or head in ROLE_WORDS:
            full = _THE.sub("", source.full)
        return Speaker(full)

    def _fullest(self, name: str) -> str:
        bare = re.sub(r"['’]s?$", "", name).strip()
        return self.full_names.get(bare, bare)


def acronyms(text: str) -> dict[str, str]:
    """Acronym -> name, where the article says so or where capitals in it spell the acronym."""
    table: dict[str, str] = {}
    for m in _ACRONYM.finditer(text):
        words = m.group(1).split()
        initials = [w[0] for w in words if w[0].isupper()]
        while len(initials) > len(m.group(2)) and words:
            words = words[1:]
            initials = [w[0] for w in words if w[0].isupper()]
        if words:
            table[m.group(2)] = " ".join(w for w in words)
    for acronym in set(re.findall(r"\b[A-Z]{2,5}\b", text)) - table.keys():
        for m in _ORGANISATION.finditer(text):
            words = m.group().split()
            capitals = [w for w in words if w[0].isupper()]
            for i in range(len(capitals) - len(acronym) + 1):
                part = capitals[i : i + len(acronym)]
                if (
                    "".join(w[0] for w in part) == acronym
                    and len(part) > 1
                    and not any(w.isupper() and len(w) > 1 for w in part)
                ):
                    at = words.index(part[0])
                    table.setdefault(acronym, " ".join(words[at : words.index(part[-1]) + 1]))
    return {k: re.sub(r"^The ", "", re.sub(r"['’]s$", "", v)) for k, v in table.items()}


def _as_speaker(person: Person) -> Speaker:
    return Speaker(person.name, person.roles[0] if person.roles else "", person)


def _content(phrase: str) -> frozenset[str]:
    return frozenset(w.lower() for w in _WORD.findall(phrase)) - {
        "the",
        "a",
        "an",
        "of",
        "for",
        "and",
        "in",
        "at",
        "our",
        "his",
        "her",
        "its",
    }


def _bare(phrase: str) -> str:
    return _ARTICLE.sub("", phrase)


def _singular_person(name: str) -> bool:
    last = name.split()[-1].lower() if name.split() else ""
    return any(w.lower() in ROLE_WORDS for w in name.split()) or last.endswith(("man", "woman"))
