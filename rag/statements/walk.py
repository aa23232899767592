"""Statements of an article: the sentences in order, who spoke in each, and what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.statements.beside import office_phrase
from rag.statements.cast import Cast, Name, Person, cast, names
from rag.statements.clauses import PRONOUNS, Report, reports
from rag.statements.contents import Span
from rag.statements.cues import NOUNS, SPEAKING, SPEECH_FORMS, STATES_OF_MIND, THOUGHT, VERBS
from rag.statements.discourse import Discourse, Speaker, as_speaker
from rag.statements.frames import Frame, Quoted, frames
from rag.statements.joint import with_joint
from rag.statements.marks import Stretch, stretches
from rag.statements.organisations import bare
from rag.statements.parser import parse
from rag.statements.plain import plain_statements
from rag.statements.roles import ANSWERING_FOR_OTHERS, ROLE_WORDS
from rag.statements.saidwhen import day_of
from rag.statements.transcript import transcript
from rag.types import Article, Statement, StatementKind

Mentions = Sequence[tuple[int, Person]]

#: Languages the parser reads; in others direct statements are found by rules alone.
PARSED = frozenset({"en", ""})


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who says something and the words that say so; offsets into the article."""

    speaker: Speaker | None
    mention: str = ""
    start: int = -1
    end: int = -1
    cue: str = ""
    day: str = ""


_NOBODY = _Voice(None)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A report of a sentence and who makes it."""

    report: Report
    speaker: Speaker
    voice: _Voice


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
    spoken = [transcript(a) for a in articles]
    found = []
    for article, told, turns in zip(articles, _told(articles), spoken, strict=True):
        reported = with_joint(article, told)
        before = (s for s in reported if turns is None or s.end <= turns.start)
        found.append((*before, *(turns.statements if turns is not None else ())))
    return found


def _told(articles: Sequence[Article]) -> list[tuple[Statement, ...]]:
    """The statements that articles report in sentences."""
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


#: Words without which a sentence reports nothing, and what counts as a word here.
_NEEDED = frozenset({*VERBS, *NOUNS, *STATES_OF_MIND, "according"})
_WORD = re.compile(r"[\w-]+")
_TITLE_CASE = re.compile(
    r"^(?:[A-Z0-9](?:[\w'’.!?&]|-(?![a-z]))*|(?:a|an|and|the|of|in|on|to|for|at|by|with|or|it's)\b)(?:[\s,:]+(?:[A-Z0-9](?:[\w'’.!?&]|-(?![a-z]))*|(?:a|an|and|the|of|in|on|to|for|at|by|with|or)\b))*$"
)
_OFFICE = re.compile(
    r"\b[Tt]he ((?:[\w'’-]+ ){0,3}?(?:"
    + "|".join(sorted(ROLE_WORDS, key=len, reverse=True))
    + r"))\b(?!['’]s?\b)",
    re.IGNORECASE,
)
_SPEAKS = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(SPEECH_FORMS, key=len, reverse=True))})(?![\w-])")
_HE_OR_SHE = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
#: Words that source and cue may take in a sentence of their own.
_MOST_AFTER_FULL_STOP = 12
_MOST_AFTER_OPEN = 25
_DASH = re.compile(r"^[\s,.]*[–—―-]\s*(?=\S)")
_LABEL = re.compile(r"^([A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,4}):\s*$")


def _worth_parsing(frame: Frame) -> bool:
    if frame.only_speech:
        return False
    return bool(frame.utterances) or not _NEEDED.isdisjoint(_WORD.findall(frame.text.lower()))


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
        self._voiced = _NOBODY  # who made the last statement
        self._spoke_at = -2  # index of the last frame with a statement

    def statements(self) -> Iterator[Statement]:
        found = [s for i, f in enumerate(self._frames) if not self._headline(f) for s in self._frame(i, f)]
        named = self._named_next(found)
        unique = {(s.kind, s.start, s.end): named.get(s, s) for s in reversed(found)}
        yield from sorted(unique.values(), key=lambda s: (s.start, -s.end))

    def _named_next(self, found: Sequence[Statement]) -> dict[Statement, Statement]:
        """Statements of the opening paragraph whose speaker has an office and no name, as news leads have it
        ("A former minister has called for ..."), given to whom the next paragraph names first as a speaker.
        """
        paragraphs = [f.paragraph for f in self._frames if not self._headline(f)]
        if not paragraphs:
            return {}
        end = max((f.origin[-1] for f in self._frames if f.paragraph == paragraphs[0]), default=0)
        following = next((s for s in found if s.start >= end), None)
        person = next((p for p in self._cast.people if following and p.name == following.speaker), None)
        if following is None or person is None or following.mention in PRONOUNS:
            return {}
        opening = [s for s in found if s.start < end]
        if any(s.speaker == p.name for s in opening for p in self._cast.people):
            return {}
        return {
            s: replace(s, speaker=person.name, role=bare(s.mention))
            for s in opening
            if s.mention.split()[-1:] and s.mention.split()[-1].lower() in ROLE_WORDS - ANSWERING_FOR_OTHERS
        }

    def _headline(self, frame: Frame) -> bool:
        return frame.paragraph == 0 and frame.text.strip() == self._article.title.strip()

    def _frame(self, i: int, frame: Frame) -> Iterator[Statement]:
        found = tuple(r for r in self._reports.get(i, ()) if _reports_something(r, frame))
        here = self._mentioned(frame)
        heard = tuple(self._hear(r, frame, found, here) for r in found)
        yield from self._utterances(i, frame, heard)
        yield from self._reported(frame, heard)
        yield from self._fragments(frame, heard)
        outer = [h for h in heard if not h.report.inner]
        if outer:
            self._spoke_at = i
            self._voiced = outer[-1].voice
        self._discourse.sentence(self._about(outer, here))

    def _about(self, heard: Sequence[_Heard], here: Mentions) -> Iterator[Person]:
        """Whom a sentence is about: who speaks, who else is named outside what is said, and who in it."""
        yield from (h.speaker.person for h in heard if h.speaker.person is not None)
        yield from (p for at, p in here if not any(_inside(at, h.report.content) for h in heard))
        yield from (p for _, p in here)

    def _hear(self, report: Report, frame: Frame, found: Sequence[Report], here: Mentions) -> _Heard:
        outside = [
            (at, p) for at, p in here if report.inner or not any(_inside(at, r.content) for r in found)
        ]
        if frame.text.startswith("Asked"):
            outside = []  # whom a question was about is not who answers it
        speaker = self._discourse.resolve(report.source, outside)
        if not report.inner:
            self._discourse.spoke(speaker)
        return _Heard(report, speaker, self._voice(report, speaker, frame))

    def _mentioned(self, frame: Frame) -> Mentions:
        """Who is named in a sentence and where, by name or by an office the article ties to a name."""
        text = _without_stand_ins(frame)
        who = self._discourse
        offices = ((m.start(), who.holder(m.group(1))) for m in _OFFICE.finditer(text))
        found = [*self._cast.mentioned(text), *((at, p) for at, p in offices if p is not None)]
        return tuple(sorted(found, key=lambda f: f[0]))

    # -- quoted speech of its own ------------------------------------------------------------------------

    def _utterances(self, i: int, frame: Frame, heard: Sequence[_Heard]) -> Iterator[Statement]:
        for n, u in enumerate(frame.utterances):
            said = _governing(n, u, heard)
            voice = self._adrift(i, frame, u) if said is None else said.voice
            yield from self._direct(u, voice)
            if said is None and voice.speaker is not None:
                self._discourse.spoke(voice.speaker)
                self._discourse.sentence([voice.speaker.person] if voice.speaker.person else [])
                self._spoke_at = i
                self._voiced = voice

    def _adrift(self, i: int, frame: Frame, u: Quoted) -> _Voice:
        """Who says an utterance in a sentence without a cue."""
        rest = _without(frame.text, frame.fragments)[u.end :]
        dash = _DASH.match(rest)
        if dash is not None and len(rest.split()) <= 16:
            name = next((m for m in names(rest) if self._cast.who(m) or len(m.parts) > 1), None)
            if name is not None:
                before = self._article.text[slice(*self._at(frame, u.end + dash.end(), u.end + name.start))]
                office = office_phrase(bare(before.strip())) if name.start > dash.end() else ""
                return self._named(name, frame, u.end, "–", office)
        lead = _without(frame.text, frame.fragments)[: u.start]
        introduced = self._introduced(frame, lead)
        if introduced is not None:
            return introduced
        label = _LABEL.match(frame.text[: u.start])
        if label is not None:
            name = next(names(label.group(1)), None)
            if name is not None:
                return self._named(name, frame, 0, ":")
            return _Voice(Speaker(label.group(1)), label.group(1), *self._at(frame, *label.span(1)), ":")
        before_it = self._frames[i - 1] if i and frame.only_speech else None
        if before_it is not None and before_it.text.rstrip().endswith(":"):
            # "From his former pupil Tobias Wren:" on a line of its own
            name = next((m for m in names(before_it.text) if self._cast.who(m) or len(m.parts) > 1), None)
            if name is not None:
                return self._named(name, before_it, 0, ":")
        following = self._bare_cue(i + 1, frame, u) if frame.only_speech else None
        if following is not None:
            here = self._mentioned(self._frames[i + 1])
            return self._voice(
                following, self._discourse.resolve(following.source, here), self._frames[i + 1]
            )
        if self._spoke_at >= i - 1 or not self._discourse.about:
            return self._voiced
        subject = self._mentioned(self._frames[i - 1]) if i else ()
        if subject:
            return _Voice(as_speaker(subject[0][1]))
        return self._voiced

    def _introduced(self, frame: Frame, lead: str) -> _Voice | None:
        """Who speaks after "..., secretary to the Treasury, Jane Hale, said:", where none was parsed;
        nobody where the words before the colon name somebody and it does not show who speaks.
        """
        if not lead.rstrip().endswith(":"):
            return None
        cue = max(_SPEAKS.finditer(lead), key=lambda m: m.start(), default=None)
        people = [n for n in names(lead) if self._cast.who(n) is not None or n.person]
        before = [n for n in people if cue is not None and n.end <= cue.start()]
        if cue is None and people:
            return self._alone(people[-1], frame, lead)
        if not before or cue is None:
            return None
        if _HE_OR_SHE.search(lead[before[-1].end : cue.start()]):
            return _NOBODY
        return self._named(before[-1], frame, 0, cue.group())

    def _alone(self, name: Name, frame: Frame, lead: str) -> _Voice:
        """The name before a colon if nothing but an office stands before it: "Town coach Jane Hale: ..."."""
        office = lead[: name.start].strip(" -–—\u00a0")
        labels = lead[name.end :].strip() == ":" and office in {"", name.role, name.title}
        return self._named(name, frame, 0, ":") if labels else _NOBODY

    def _named(self, name: Name, frame: Frame, offset: int, cue: str, office: str = "") -> _Voice:
        given = name.parts[0] if len(name.parts) > 1 else ""
        person = self._cast.who(name) or Person(name.full, given, name.surname, "", ())
        span = self._at(frame, name.start + offset, name.end + offset)
        role = name.role or office or (person.roles[0] if person.roles else "")
        return _Voice(Speaker(person.name, role, person), self._article.text[slice(*span)], *span, cue)

    def _voice(self, report: Report, speaker: Speaker, frame: Frame) -> _Voice:
        source = report.source
        day = day_of(report.day, self._article.published)
        return _Voice(speaker, source.text, *self._at(frame, source.start, source.end), report.cue, day)

    def _at(self, frame: Frame, start: int, end: int) -> tuple[int, int]:
        return frame.origin[start], frame.origin[end - 1] + 1

    def _bare_cue(self, i: int, before: Frame, u: Quoted) -> Report | None:
        """The report of a sentence that is nothing but source and cue: its words stood in the one before.

        It may be longer after "!" or "?", which end a quotation and not the sentence.
        """
        if i >= len(self._frames) or self._frames[i].paragraph != before.paragraph:
            return None
        frame, found = self._frames[i], self._reports.get(i, ())
        open_ended = before.text[: u.end].rstrip('"')[-1:] in {"!", "?"}
        short = len(frame.text.split()) <= (_MOST_AFTER_OPEN if open_ended else _MOST_AFTER_FULL_STOP)
        if (
            frame.utterances
            or frame.fragments
            or not short
            or len(found) != 1
            or found[0].content is not None
        ):
            return None
        return found[0]

    # -- reported speech and quoted words in it ------------------------------------------------------------

    def _reported(self, frame: Frame, heard: Sequence[_Heard]) -> Iterator[Statement]:
        for h in heard:
            if h.report.content is None:
                continue
            start, end = self._place(frame, *_up_to_speech(h.report.content, frame))
            if end > start and not self._all_quoted(start, end):
                yield self._statement("reported", start, end, h.voice, h.report.negated)

    def _fragments(self, frame: Frame, heard: Sequence[_Heard]) -> Iterator[Statement]:
        for q in frame.fragments:
            said = (
                None if _is_label(frame.text[q.start : q.end]) else _holding(_words_of(q, frame.text), heard)
            )
            if said is None or said.report.source.left <= q.start < said.report.source.right:
                continue  # nobody's, or a nickname or title beside the speaker's name
            yield from self._direct(q, said.voice, said.report.negated)

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

    def _direct(self, q: Quoted, voice: _Voice, negated: bool = False) -> Iterator[Statement]:
        for n in q.stretches:
            yield self._statement("direct", self._quoted[n].start, self._quoted[n].end, voice, negated)

    def _statement(
        self, kind: StatementKind, start: int, end: int, voice: _Voice, negated: bool
    ) -> Statement:
        return Statement(
            article=self._article.id,
            kind=kind,
            speaker=voice.speaker.name if voice.speaker else "",
            mention=voice.mention,
            cue=voice.cue,
            start=start,
            end=end,
            text=self._article.text[start:end],
            negated=negated,
            date=voice.day or self._article.published,
            role=voice.speaker.role if voice.speaker else "",
            mention_start=voice.start,
            mention_end=voice.end,
        )


def _is_label(words: str) -> bool:
    """Whether quoted words are a title ("The Weakest Link") or a lone adverb ("prematurely")."""
    adverb = len(words.split()) == 1 and words.endswith("ly") and "-" not in words
    return adverb or _TITLE_CASE.match(words) is not None


def _blank_quotations(text: str, quoted: Sequence[Stretch]) -> str:
    """``text`` with quoted words blanked out: whom a quotation names is not who the article presents."""
    out = list(text)
    for s in quoted:
        out[s.start : s.end] = " " * (s.end - s.start)
    return "".join(out)


def _without_stand_ins(frame: Frame) -> str:
    return _without(frame.text, frame.utterances)


def _without(text: str, parts: Sequence[Quoted]) -> str:
    """``text`` with ``parts`` blanked out, so that offsets stay."""
    for q in parts:
        text = text[: q.start] + " " * (q.end - q.start) + text[q.end :]
    return text


def _up_to_speech(content: Span, frame: Frame) -> Span:
    """A reported span without an utterance that follows in it, or "that" before a fragment that opens it."""
    start, end = content
    if frame.text[start:].startswith("that ") and any(q.start == start + 5 for q in frame.fragments):
        start += 5
    end = min([end, *(u.start for u in frame.utterances if u.start > start)])
    return start, start + len(frame.text[start:end].rstrip(" ,:;–—―-"))


def _covers(span: tuple[int, int] | None, q: Quoted) -> bool:
    return span is not None and span[0] <= q.start and q.end <= span[1]


def _inside(at: int, span: tuple[int, int] | None) -> bool:
    return span is not None and span[0] <= at < span[1]


def _governing(n: int, u: Quoted, heard: Sequence[_Heard]) -> _Heard | None:
    """The report an utterance belongs to: the one whose verb takes it, else the nearest free one."""
    own = next((h for h in heard if n in h.report.utterances), None)
    if own is not None:
        return own
    outer = [h for h in heard if not h.report.inner]
    free = [h for h in outer if h.report.content is None and h.report.base not in THOUGHT] or outer
    return min(
        free,
        key=lambda h: min(abs(h.report.cue_start - u.end), abs(u.start - h.report.cue_end)),
        default=None,
    )


def _words_of(q: Quoted, text: str) -> Quoted:
    """Quoted words without the punctuation inside the closing mark, which may belong to the sentence."""
    return Quoted(q.start, q.start + len(text[q.start : q.end].rstrip(".,;:!?…")), q.stretches)


def _holding(q: Quoted, heard: Sequence[_Heard]) -> _Heard | None:
    """Who says quoted words within a sentence: the narrowest report around them, else any that reports."""
    held = [(width, n) for n, h in enumerate(heard) if (width := _narrowest(h.report, q)) is not None]
    if held:
        return heard[min(held)[1]]
    return next((h for h in heard if h.report.content and not h.report.inner), None)


def _narrowest(report: Report, q: Quoted) -> int | None:
    """How wide the report's hold on quoted words is; None where it has none. A cue that reports no clause
    holds only words after it, unless it stands in a relative clause or a passive ("a waste, he calls it").
    """
    if (
        report.content is None
        and not report.utterances
        and not report.backward
        and q.start < report.cue_start
    ):
        return None
    held = [
        span[1] - span[0] for span in (report.content, report.reach) if span is not None and _covers(span, q)
    ]
    return min(held, default=None)


def _reports_something(report: Report, frame: Frame) -> bool:
    """Whether a report has words to give to its source: a clause, an utterance, quoted words it governs."""
    if report.content is not None or report.utterances:
        return True
    if report.base in SPEAKING:
        return True
    if report.base in THOUGHT or (report.base in {"speak", "talk"} and report.cue.lower().endswith("ing")):
        return False
    return any(_covers(report.reach, _words_of(q, frame.text)) for q in frame.fragments)
