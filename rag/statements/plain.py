"""Statements by rules alone, for languages the parser does not read: quotations with a verb of saying, a dash
and a name, or the sentence before beside them; reports with a verb of saying and a clause ("заявил, что ...",
"erklärte, dass ...", "a dit que ..."), or after "according to".

The speaker is the capitalised run nearest to the verb, with the name the article has for them in full. The
words are in ``saying.json``.

What this does not know: inverted reports, reports over several sentences, whom "the minister" means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rag.segment import sentences
from rag.statements.full_names import FullNames, Mention, from_genitive, full_names
from rag.statements.marks import Stretch
from rag.stopwords import STOP_WORDS
from rag.types import Article, Sentence, Statement, StatementKind

_WORDS = Path(__file__).with_name("saying.json")
#: How far from a quotation, and from the word that opens a reported clause, its cue may stand.
_REACH = 140
_TO_CLAUSE = 70
_STOP = r"(?<![\s ][A-Z])\."
_BREAK = re.compile(rf"{_STOP}|[!?;\n«“„\"]")
_BREAK_BACK = re.compile(rf"{_STOP}|[!?;\n»”\"]")
#: Words between two commas after a name that are rather what somebody is than what they say.
_APPOSITION = 4
_COLON = re.compile(r"\s*:\s*")
_COMMA = re.compile(r",\s+(?=\w)")
_DASH = re.compile(r"[\s,.]*[–—―-]\s*")
#: "..., — сказал Валеев. — ..." within one pair of marks.
_INSERTED = re.compile(r"[,!?…]\s*[–—]\s*([^«»–—\n]{3,90}?)[.,]\s*[–—]\s*")
#: Before a name, after a quotation: "», — посетовал Жук".
_ANY_VERB = re.compile(r"[\s,]*(?:[–—―-]\s*)?(?:(?:a|ha|hat)\s+)?([^\W\d_]+)\s+")
_GOES_ON = re.compile(r"\s*[,–—―-]|\s*[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ]")
#: A pattern that nothing fits.
_NEVER = "(?!)"
#: Languages in which a verb needs no subject.
_WITHOUT_SUBJECT = frozenset({"es", "it", "pt"})
_TAIL = " \t.!?…»”“\"'"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    said: re.Pattern[str]
    that: re.Pattern[str]
    quoted: re.Pattern[str]
    according: re.Pattern[str]
    pronoun: re.Pattern[str]
    verb_second: bool
    without_subject: bool
    no_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Voice:
    """Who says something, by which words."""

    mention: Mention
    cue: str


def plain_statements(article: Article, quoted: Sequence[Stretch]) -> tuple[Statement, ...]:
    """The statements of ``article`` in the order of their first character."""
    lexicon = _lexicon(article.language)
    names = full_names(article.text, article.language, lexicon.no_names)
    found = [*_direct(article, quoted, lexicon, names), *_reported(article, quoted, lexicon, names)]
    return tuple(sorted(found, key=lambda s: (s.start, s.end)))


def _direct(
    article: Article, quoted: Sequence[Stretch], lexicon: _Lexicon, names: FullNames
) -> Iterator[Statement]:
    """Quotations with a cue; one that goes on from the one before keeps its speaker."""
    last: tuple[int, _Voice] | None = None
    for s in quoted:
        inserted = _inserted(article.text, s, lexicon, names)
        if inserted is not None:
            voice, cut = inserted
            yield _statement(article, "direct", voice, s.start, cut.start())
            yield _statement(article, "direct", voice, cut.end(), s.end)
            last = (s.outer_end, voice)
            continue
        found = _beside(article.text, s, lexicon, names)
        if found is None and last is not None and _one_turn(article.text[last[0] : s.outer_start], last[1]):
            found = last[1]
        if found is not None:
            yield _statement(article, "direct", found, s.start, s.end)
            last = (s.outer_end, found)


def _inserted(
    text: str, s: Stretch, lexicon: _Lexicon, names: FullNames
) -> tuple[_Voice, re.Match[str]] | None:
    """Who speaks by words put into the quotation, and these words."""
    for cut in _INSERTED.finditer(text, s.start, s.end):
        cue = lexicon.said.search(text, cut.start(1), cut.end(1))
        if cue is not None:
            who = _who(text, cue.start(), cue.end(), cut.start(1), cut.end(1), lexicon, names)
            return _Voice(who, cue.group()), cut
    return None


def _one_turn(between: str, last: _Voice) -> bool:
    """Whether what stands between two quotations is nothing, or no more than whose the first one is."""
    left = between.strip(" \n,.–—―-")
    return not left or ("\n" not in between.strip() and last.cue in left and not _BREAK.search(left))


def _beside(text: str, s: Stretch, lexicon: _Lexicon, names: FullNames) -> _Voice | None:
    """Whose quotation this is, from the words after it, or else before it."""
    stop = min(len(text), s.outer_end + _REACH)
    broken = _BREAK.search(text, s.outer_end, stop)
    after = (s.outer_end, broken.start() if broken else stop)
    if not _GOES_ON.match(text, *after):
        after = (s.outer_end, s.outer_end)  # another sentence
    begin = max(0, s.outer_start - _REACH)
    breaks = list(_BREAK_BACK.finditer(text, begin, s.outer_start))
    before = (breaks[-1].end() if breaks else begin, s.outer_start)
    for start, end in (after, before):
        cues = list(lexicon.said.finditer(text, start, end))
        if not cues and start == after[0]:
            cues = list(lexicon.quoted.finditer(text, start, end))
        if cues:
            cue = cues[0] if start == after[0] else cues[-1]
            return _Voice(_who(text, cue.start(), cue.end(), start, end, lexicon, names), cue.group())
    label = _COLON.search(text, *before)
    mention = names.nearest(label.start(), label.start(), *before) if label is not None else None
    if label is not None and mention is not None and (mention.end, label.end()) == (label.start(), before[1]):
        return _Voice(mention, ":")
    verb = _ANY_VERB.match(text, *after)
    mention = names.at(verb.end()) if verb is not None and verb.group(1).islower() else None
    if verb is not None and mention is not None and mention.end <= after[1]:
        return _Voice(mention, verb.group(1))
    dash = _DASH.match(text, *after)
    mention = names.at(dash.end()) if dash is not None and dash.group().strip(" \n,.") else None
    return _Voice(mention, "–") if mention is not None else None


def _who(
    text: str, cue: int, cue_end: int, start: int, end: int, lexicon: _Lexicon, names: FullNames
) -> Mention:
    """Who speaks, of those named between ``start`` and ``end``: the nearest to the cue; for a pronoun there,
    whom the article named last before.
    """
    pronoun = lexicon.pronoun.search(text, max(start, cue - 25), min(end, cue_end + 25))
    mention = names.nearest(cue, cue_end, start, end)
    if pronoun is not None and (mention is None or _gap(pronoun, cue, cue_end) < mention.gap(cue, cue_end)):
        antecedent = names.last_before(start)
        if antecedent is not None:
            return Mention(pronoun.start(), pronoun.end(), pronoun.group(), antecedent.name, antecedent.role)
        mention = None
    return mention or Mention(cue, cue, "", "", "")


def _gap(found: re.Match[str], cue: int, cue_end: int) -> int:
    return max(found.start() - cue_end, cue - found.end(), 0)


def _reported(
    article: Article, quoted: Sequence[Stretch], lexicon: _Lexicon, names: FullNames
) -> Iterator[Statement]:
    for sentence in sentences(article):
        found = _clause(article.text, sentence, lexicon, names) or _view(
            article.text, sentence, lexicon, names
        )
        if found is None:
            continue
        voice, start, end = found
        whole = any(s.outer_start <= start and end <= s.outer_end for s in quoted)
        if voice.mention.name and not whole and end - start > 3:
            yield _statement(article, "reported", voice, start, end)


def _clause(
    text: str, sentence: Sentence, lexicon: _Lexicon, names: FullNames
) -> tuple[_Voice, int, int] | None:
    """Of "X said that ..." the voice and the clause."""
    for cue in lexicon.said.finditer(text, sentence.start, sentence.end):
        reach = min(sentence.end, cue.end() + _TO_CLAUSE)
        opened = lexicon.that.search(text, cue.end(), reach)
        if opened is None and lexicon.verb_second:
            # "erklärte, die Brücke sei sicher"
            opened = _COMMA.search(text, cue.end(), reach)
        if opened is None or _BREAK.search(text, cue.end(), opened.start()):
            continue
        who = _who(text, cue.start(), cue.end(), sentence.start, opened.start(), lexicon, names)
        antecedent = names.last_before(sentence.start)
        if not who.name and antecedent is not None and lexicon.without_subject:
            who = Mention(cue.start(), cue.start(), "", antecedent.name, antecedent.role)
        return _Voice(who, cue.group()), opened.end(), _ends(text, sentence)
    return None


def _view(
    text: str, sentence: Sentence, lexicon: _Lexicon, names: FullNames
) -> tuple[_Voice, int, int] | None:
    """Of "According to X, ..." the voice and the rest of the sentence."""
    cue = lexicon.according.search(text, sentence.start, sentence.end)
    if cue is None:
        return None
    reach = min(sentence.end, cue.end() + _REACH)
    comma = text.find(",", cue.end(), reach)
    who = names.nearest(cue.start(), cue.end(), cue.end(), comma if comma >= 0 else reach)
    if who is None or (comma < 0 and not lexicon.verb_second):
        return None
    # "Laut Fors kostet die Reparatur zwei Millionen"
    begins = who.end if lexicon.verb_second else comma + 1
    apposition = text.find(",", begins, reach)
    if not lexicon.verb_second and apposition >= 0 and len(text[begins:apposition].split()) <= _APPOSITION:
        begins = apposition + 1
    if who.name == who.text:
        who = replace(who, name=from_genitive(who.name))
    return _Voice(who, cue.group().strip()), begins, _ends(text, sentence)


def _ends(text: str, sentence: Sentence) -> int:
    return sentence.start + len(text[sentence.start : sentence.end].rstrip(_TAIL))


def _statement(article: Article, kind: StatementKind, voice: _Voice, start: int, end: int) -> Statement:
    start += len(article.text[start:end]) - len(article.text[start:end].lstrip())
    return Statement(
        article=article.id,
        kind=kind,
        speaker=voice.mention.name,
        mention=voice.mention.text,
        cue=voice.cue,
        start=start,
        end=end,
        text=article.text[start:end],
        date=article.published,
        role=voice.mention.role,
        mention_start=voice.mention.start if voice.mention.text else -1,
        mention_end=voice.mention.end if voice.mention.text else -1,
    )


@cache
def _lexicon(language: str) -> _Lexicon:
    """Of a language without one: no words, so that names after a dash and before a colon are left."""
    none = dict.fromkeys(("said", "that", "quoted", "according", "pronouns"), "")
    words = {key: text or _NEVER for key, text in (_lexicons().get(language) or none).items()}
    said = "|".join(sorted(words["said"].split(), key=len, reverse=True))
    pronouns = "|".join(words["pronouns"].split())
    return _Lexicon(
        said=re.compile(rf"(?<!\w)(?:{said})(?!\w)", re.IGNORECASE),
        that=re.compile(rf"(?:,\s*|(?<=\s))(?:{words['that']})(?:\s+|(?<=['’]))", re.IGNORECASE),
        quoted=re.compile(rf"(?<!\w)(?:{words['quoted']})(?!\w)"),
        according=re.compile(
            rf"(?:^|(?<=[.!?»”“]\s)|(?<=\n))(?:{words['according']})(?:\s+|(?<=['’]))", re.IGNORECASE
        ),
        pronoun=re.compile(rf"(?<!\w)(?:t-)?(?:{pronouns})(?!\w)", re.IGNORECASE),
        verb_second=language == "de",
        without_subject=language in _WITHOUT_SUBJECT,
        no_names=frozenset(
            re.findall(r"\w+", f"{words['said']} {words['pronouns']} {words['according']}".casefold())
        )
        | STOP_WORDS.get(language, frozenset()),
    )


@cache
def _lexicons() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_WORDS.read_text(encoding="utf-8"))
    return found
