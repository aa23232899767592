"""Statements of an article: the sentences in order, who spoke in each, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.statements.cast import Cast, Person, cast, names
from rag.statements.clauses import Report, Source, reports
from rag.statements.cues import NOUNS, SPEAKING, STATES_OF_MIND, THOUGHT, VERBS
from rag.statements.discourse import Discourse, Speaker, as_speaker
from rag.statements.frames import Frame, Quoted, frames
from rag.statements.marks import Stretch, stretches
from rag.statements.parser import parse
from rag.statements.plain import plain_statements
from rag.statements.roles import ROLE_WORDS
from rag.types import Article, Statement, StatementKind

Mentions = tuple[tuple[int, Person], ...]

#: Languages the parser reads; in others direct statements are found by rules alone.
PARSED = frozenset({"en", ""})


@dataclass(frozen=True, slots=True)
class _Draft:
    """An article cut into frames, those to be parsed marked."""

    article: Article
    quoted: tuple[Stretch, ...]
    frames: tuple[Frame, ...]
    to_parse: tuple[int, ...]


def extract(article: Article) -> tuple[Statement, ...]:
    """The statements of one article in the order of their first character."""
    return extract_all([article])[0]


def extract_all(articles: Sequence[Article]) -> list[tuple[Statement, ...]]:
    """The statements of each article. The parser runs once over all, which is what batching is worth."""
    drafts = [_draft(a) for a in articles]
    parsed = parse(d.frames[i].text for d in drafts for i in d.to_parse)
    result = []
    for d in drafts:
        found = {i: reports(d.frames[i], doc) for i, doc in zip(d.to_parse, parsed, strict=False)}
        if d.article.language in PARSED:
            result.append(tuple(_Walk(d, found).statements()))
        else:
            result.append(plain_statements(d.article, d.quoted))
    return result


def _draft(article: Article) -> _Draft:
    quoted = stretches(article.text)
    if article.language not in PARSED:
        return _Draft(article, quoted, (), ())
    cut = frames(article.text, quoted)
    return _Draft(article, quoted, cut, tuple(i for i, f in enumerate(cut) if _worth_parsing(f)))


_NEEDED = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted({*VERBS, *NOUNS, *STATES_OF_MIND, "according"}, key=len, reverse=True))
    + r")(?![\w-])",
    re.IGNORECASE,
)
_TITLE_CASE = re.compile(
    r"^(?:[A-Z0-9](?:[\w'’.!?&]|-(?![a-z]))*|(?:a|an|and|the|of|in|on|to|for|at|by|with|or|it's)\b)(?:[\s,:]+(?:[A-Z0-9](?:[\w'’.!?&]|-(?![a-z]))*|(?:a|an|and|the|of|in|on|to|for|at|by|with|or)\b))*$"
)
_OFFICE = re.compile(
    r"\b[Tt]he ((?:[\w'’-]+ ){0,3}?(?:"
    + "|".join(sorted(ROLE_WORDS, key=len, reverse=True))
    + r"))\b(?!['’]s?\b)",
    re.IGNORECASE,
)
_DASH = re.compile(r"^[\s,.]*[–—-]\s*(?=\S)")
_LABEL = re.compile(r"^([A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,4}):\s*$")


def _worth_parsing(frame: Frame) -> bool:
    if frame.only_speech:
        return False
    return bool(frame.utterances) or _NEEDED.search(frame.text) is not None


class _Walk:
    """One pass over an article's frames, carrying what has been said so far."""

    def __init__(self, draft: _Draft, found: Mapping[int, tuple[Report, ...]]) -> None:
        self._article = draft.article
        self._quoted = draft.quoted
        self._frames = draft.frames
        self._reports = found
        outside = _blank_quotations(draft.article.text, draft.quoted)
        self._cast: Cast = cast(outside)
        self._discourse = Discourse(self._cast, outside)
        self._spoke_at = -2  # index of the last frame with a statement

    def statements(self) -> Iterator[Statement]:
        found = [s for i, f in enumerate(self._frames) if not self._headline(f) for s in self._frame(i, f)]
        unique = {(s.kind, s.start, s.end): s for s in reversed(found)}
        yield from sorted(unique.values(), key=lambda s: (s.start, -s.end))

    def _headline(self, frame: Frame) -> bool:
        return frame.paragraph == 0 and frame.text.strip() == self._article.title.strip()

    def _frame(self, i: int, frame: Frame) -> Iterator[Statement]:
        found = tuple(r for r in self._reports.get(i, ()) if _reports_something(r, frame))
        here = self._mentioned(frame)
        speakers = {n: self._resolved(r, found, here) for n, r in enumerate(found) if r.source is not None}
        yield from self._utterances(i, frame, found, speakers)
        yield from self._reported(frame, found, speakers)
        yield from self._fragments(frame, found, speakers)
        if speakers:
            self._spoke_at = i
        self._discourse.sentence(self._about(found, speakers, here))

    def _about(
        self, found: tuple[Report, ...], speakers: Mapping[int, Speaker], here: Mentions
    ) -> Iterator[Person]:
        """Whom a sentence is about: who speaks or is named in its frame, then who is named in what is said."""
        said = [r.content for r in found if not r.inner]
        frame = [(at, p) for at, p in here if not any(_inside(at, c) for c in said)]
        frame += [
            (r.source.start, speakers[n].person)
            for n, r in enumerate(found)
            if not r.inner and r.source is not None and speakers[n].person is not None
        ]
        yield from (p for _, p in sorted(frame, key=lambda f: f[0]))
        yield from (p for _, p in here)

    def _resolved(self, report: Report, found: tuple[Report, ...], here: Mentions) -> Speaker:
        assert report.source is not None
        outside = tuple(
            (at, p) for at, p in here if not any(_inside(at, r.content) for r in found) or report.inner
        )
        speaker = self._discourse.resolve(report.source, outside)
        if not report.inner:
            self._discourse.spoke(speaker)
        return speaker

    def _mentioned(self, frame: Frame) -> Mentions:
        """Who is named in a sentence and where, by name or by an office the article ties to a name."""
        text = _without_stand_ins(frame)
        who = self._discourse
        offices = (
            (m.start(), who.holder(m.group(1)) or who.unnamed_holder(m.group(1)))
            for m in _OFFICE.finditer(text)
        )
        found = [*self._cast.mentioned(text), *((at, p) for at, p in offices if p is not None)]
        return tuple(sorted(found, key=lambda f: f[0]))

    # -- quoted speech of its own ------------------------------------------------------------------------

    def _utterances(
        self, i: int, frame: Frame, found: tuple[Report, ...], speakers: Mapping[int, Speaker]
    ) -> Iterator[Statement]:
        for n, u in enumerate(frame.utterances):
            at = self._governing(n, u, found, speakers)
            if at is not None:
                report = found[at]
                yield from self._direct(u, speakers[at], report.source, report.cue, frame)
                continue
            speaker, source, cue = self._adrift(i, frame, u)
            yield from self._direct(u, speaker, source, cue, frame)
            if speaker is not None:
                self._discourse.spoke(speaker)
                self._discourse.sentence([speaker.person] if speaker.person else [])
                self._spoke_at = i

    def _governing(
        self, n: int, u: Quoted, found: tuple[Report, ...], speakers: Mapping[int, Speaker]
    ) -> int | None:
        """The report an utterance belongs to: the one whose verb takes it, else the nearest free one."""
        for at in speakers:
            if n in found[at].utterances:
                return at
        free = [
            at
            for at in speakers
            if found[at].content is None and found[at].base not in THOUGHT and not found[at].inner
        ] or [at for at in speakers if not found[at].inner]
        if not free:
            return None
        return min(
            free, key=lambda at: min(abs(found[at].cue_start - u.end), abs(u.start - found[at].cue_end))
        )

    def _adrift(self, i: int, frame: Frame, u: Quoted) -> tuple[Speaker | None, Source | None, str]:
        """The speaker of an utterance in a sentence without a cue."""
        rest = frame.text[u.end :]
        dash = _DASH.match(rest)
        if dash is not None and len(rest.split()) <= 16:
            named = next((p for _, p in self._cast.mentioned(rest)), None)
            if named is not None:
                return as_speaker(named), None, "–"
            name = next((m for m in names(rest) if len(m.parts) > 1), None)
            if name is not None:
                return (
                    Speaker(name.full, name.role, Person(name.full, name.parts[0], name.surname, "", ())),
                    None,
                    "–",
                )
        label = _LABEL.match(frame.text[: u.start])
        if label is not None:
            named = next((p for _, p in self._cast.mentioned(label.group(1))), None)
            return (as_speaker(named) if named else Speaker(label.group(1))), None, ":"
        if frame.only_speech:
            following = self._bare_cue(i + 1, frame.paragraph)
            if following is not None and following.source is not None:
                here = self._mentioned(self._frames[i + 1])
                return self._discourse.resolve(following.source, here), following.source, following.cue
        if self._spoke_at >= i - 1 or not self._discourse.about:
            return self._discourse.last, None, ""
        subject = self._mentioned(self._frames[i - 1]) if i else ()
        if subject:
            return as_speaker(subject[0][1]), None, ""
        return self._discourse.last or self._discourse.subject(), None, ""

    def _bare_cue(self, i: int, paragraph: int) -> Report | None:
        """A sentence that is nothing but source and cue: the words stood in the sentence before."""
        if i >= len(self._frames) or self._frames[i].paragraph != paragraph or self._frames[i].utterances:
            return None
        found = [r for r in self._reports.get(i, ()) if r.source is not None]
        if (
            len(found) == 1
            and found[0].content is None
            and len(self._frames[i].text.split()) <= 12
            and not self._frames[i].fragments
        ):
            return found[0]
        return None

    # -- reported speech and quoted words in it ------------------------------------------------------------

    def _reported(
        self, frame: Frame, found: tuple[Report, ...], speakers: Mapping[int, Speaker]
    ) -> Iterator[Statement]:
        for at, report in enumerate(found):
            if report.content is None or at not in speakers:
                continue
            start, end = self._place(frame, *report.content)
            if end <= start or self._all_quoted(start, end):
                continue
            yield self._statement(
                "reported", start, end, speakers[at], report.source, report.cue, frame, report.negated
            )

    def _fragments(
        self, frame: Frame, found: tuple[Report, ...], speakers: Mapping[int, Speaker]
    ) -> Iterator[Statement]:
        for q in frame.fragments:
            words = frame.text[q.start : q.end]
            if _TITLE_CASE.match(words) or (
                len(words.split()) == 1 and words.endswith("ly") and "-" not in words
            ):
                continue
            spans = [(_narrowest(found[at], q), at) for at in speakers]
            pool = [(width, at) for width, at in spans if width is not None] or [
                (0, at) for _, at in spans if not found[at].inner
            ]
            if not pool:
                continue
            at = min(pool)[1]
            source = found[at].source
            if source is not None and source.left <= q.start < source.right:
                continue  # a nickname or a title beside the speaker's name
            yield from self._direct(
                q, speakers[at], found[at].source, found[at].cue, frame, found[at].negated
            )

    def _place(self, frame: Frame, start: int, end: int) -> tuple[int, int]:
        """Article offsets of a frame span, with the quotation marks at its edges."""
        first, last = frame.origin[start], frame.origin[end - 1] + 1
        for q in frame.fragments:
            s = self._quoted[q.stretches[0]]
            if q.start <= start < q.end:
                first = s.outer_start
            if q.start < end <= q.end:
                last = s.outer_end
        return first, last

    def _all_quoted(self, start: int, end: int) -> bool:
        return any(
            s.outer_start <= start + 1 and not any(c.isalnum() for c in self._article.text[s.outer_end : end])
            for s in self._quoted
            if s.outer_start >= start - 1 and s.outer_start < end
        )

    def _direct(
        self,
        q: Quoted,
        speaker: Speaker | None,
        source: Source | None,
        cue: str,
        frame: Frame,
        negated: bool = False,
    ) -> Iterator[Statement]:
        for n in q.stretches:
            s = self._quoted[n]
            yield self._statement("direct", s.start, s.end, speaker, source, cue, frame, negated)

    def _statement(
        self,
        kind: StatementKind,
        start: int,
        end: int,
        speaker: Speaker | None,
        source: Source | None,
        cue: str,
        frame: Frame,
        negated: bool,
    ) -> Statement:
        return Statement(
            article=self._article.id,
            kind=kind,
            speaker=speaker.name if speaker else "",
            mention=source.text if source else "",
            cue=cue,
            start=start,
            end=end,
            text=self._article.text[start:end],
            negated=negated,
            date=self._article.published,
            role=speaker.role if speaker else "",
        )


def _blank_quotations(text: str, quoted: Sequence[Stretch]) -> str:
    """``text`` with quoted words blanked out: whom a quotation names is not who the article presents."""
    out = list(text)
    for s in quoted:
        out[s.start : s.end] = " " * (s.end - s.start)
    return "".join(out)


def _without_stand_ins(frame: Frame) -> str:
    text = frame.text
    for u in frame.utterances:
        text = text[: u.start] + " " * (u.end - u.start) + text[u.end :]
    return text


def _covers(span: tuple[int, int] | None, q: Quoted) -> bool:
    return span is not None and span[0] <= q.start and q.end <= span[1]


def _inside(at: int, span: tuple[int, int] | None) -> bool:
    return span is not None and span[0] <= at < span[1]


def _narrowest(report: Report, q: Quoted) -> int | None:
    """How wide the report's hold on quoted words is; None where it has none."""
    held = [
        span[1] - span[0] for span in (report.content, report.reach) if span is not None and _covers(span, q)
    ]
    return min(held, default=None)


def _reports_something(report: Report, frame: Frame) -> bool:
    """Whether a report has words to give to its source: a clause, an utterance, or quoted words it governs."""
    if report.content is not None or report.utterances:
        return True
    if report.base in SPEAKING:
        return True
    return any(_covers(report.reach, q) for q in frame.fragments)
