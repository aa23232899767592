"""Transcripts and interviews, in which labels at the beginnings of lines tell who speaks, or questions do.

"FOREIGN MINISTER KERN: Good evening.", "Q: ...", "**Zander:** ...", "С.В.Лавров: ..." and a label on a line
of its own begin a turn, which runs to the next label. Each paragraph of a turn is a statement of whole
sentences; what questioners ask is none. "A:" is whoever the headline or the lead names, and so is who answers
where there are no labels and every other paragraph asks: in bold letters, after a dash, or plainly.

What this does not know: labels that stand in the midst of a line, and interviews with several people that
have no labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.names import sound
from rag.statements.roles import ROLE_WORDS
from rag.statements.speakers import name_words
from rag.stopwords import STOP_WORDS
from rag.types import Article, Statement

#: Labels of who asks, and of who answers without being named.
_ASKS = frozenset(
    """q question frage вопрос питання запитання pregunta p domanda d journalist reporter interviewer
    moderator корреспондент ведущий кореспондент ведучий""".split()
)
_ANSWERS = frozenset("a answer antwort ответ відповідь réponse respuesta r risposta".split())
_TITLES = frozenset("mr mrs ms dr sir lady lord m mme herr frau sr sra".split())
_LINE = re.compile(r"[^\n]+")
_LABELLED = re.compile(
    r"\s*(?P<marks>\*\*|__)?(?P<label>[^\n:：*]{1,60}?)(?:\*\*|__)?\s*[:：](?:\*\*|__)?(?=\s|$)"
)
_CAPITALS = re.compile(r"\s*(?P<marks>)(?P<label>[^\W\d_a-zа-яёіїєґ][^\n:a-zа-яёіїєґ?!,]{1,50})\s*")
_BESIDE = re.compile(r"\s*[(\[].*?[)\]]\s*")
_WORD = re.compile(r"[^\W\d_][\w’'-]*\.?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s*){1,3}[^\W\d_][\w’'-]+$")
_STAGE = re.compile(r"\s*(?:\([^)\n]*\)|\[[^\]\n]*\])\s*$")
#: A word with a capital, and two to four of them, as in a full name.
CAPITAL = r"[^\W\d_a-zа-яёіїєґ][\w’'-]+"
FULL_NAME = re.compile(rf"{CAPITAL}(?: {CAPITAL}){{1,3}}")
#: A paragraph that asks and does nothing else: in bold letters, after a dash, or plainly.
_QUESTION = re.compile(r"\s*(?:\*\*|__)?[^\n]*\?\s*(?:\*\*|__)?\s*$")
_DASH = re.compile(r"\s*[—–-]\s+")
_QUOTED = re.compile(r"„[^“”]*[“”]|“[^”]*”|«[^»]*»|\"[^\"\n]*\"")
#: Words that begin a sentence or a headline and no name.
_OPENINGS = frozenset("Interview Gespräch Entretien Rencontre Entrevista Интервью Інтервʼю".split())
#: A text with so many labelled lines is a transcript.
_FEWEST = 3
_LONGEST_LABEL = 7


@dataclass(frozen=True, slots=True)
class _Label:
    """A label as written, and where its line and what is said begin. ``sure`` are those in capitals or marks,
    with initials, or for questions and answers; others need to come back.
    """

    text: str
    start: int
    said: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Transcript:
    """``statements`` of its turns, and where it ``starts``: other rules are not for what follows."""

    statements: tuple[Statement, ...]
    start: int


def transcript(article: Article) -> Transcript | None:
    """None where the article is no transcript."""
    labels = _labels(article.text)
    if len(labels) < _FEWEST or not any(_role_of(label.text) == "speaks" for label in labels):
        return _interview(article)
    names = _names(article, labels)
    found: list[Statement] = []
    ends = [*(label.start for label in labels[1:]), len(article.text)]
    for label, end in zip(labels, ends, strict=True):
        if _role_of(label.text) == "asks" or not (name := names.get(label.text)):
            continue
        found += _statements(article, label, end, *name)
    return Transcript(tuple(found), labels[0].start)


def _interview(article: Article) -> Transcript | None:
    """An interview without labels: paragraphs that ask, each with its answer after it."""
    lines = [line for line in _LINE.finditer(article.text) if line.group().strip()]
    asks = [i for i, line in enumerate(lines) if _QUESTION.match(line.group())]
    if len(asks) < _FEWEST:
        return None
    answered = [i for i, after in zip(asks, [*asks[1:], len(lines)], strict=True) if after > i + 1]
    if len(answered) < _FEWEST or len(answered) < len(asks) or 5 * len(asks) < len(lines):
        return None
    # Where questions come after a dash, so do their answers.
    dashed = all(_DASH.match(lines[i].group()) for i in asks)
    if dashed and not all(_DASH.match(lines[i + 1].group()) for i in asks):
        return None
    start = lines[asks[0]].start()
    name, office = _answers(article, start)
    if not name:
        return None
    found: list[Statement] = []
    for i, line in enumerate(lines[asks[0] :], start=asks[0]):
        mark = _DASH.match(line.group())
        if i in asks or (dashed and mark is None):
            continue
        said = line.start() + (mark.end() if mark is not None else 0)
        found += _statements(article, _Label("", line.start(), said, sure=True), line.end(), name, office)
    return Transcript(tuple(found), start)


def _answers(article: Article, start: int) -> tuple[str, str]:
    """(name, office) of whom the headline or the lead, before ``start``, names: of several people the one
    named most often in all the text. Titles of books and quotations name nobody.
    """
    lead = _QUOTED.sub(" ", f"{article.title}\n{article.text[:start]}")
    people = [without_office(run.group()) for run in FULL_NAME.finditer(lead)]
    known = [(name, office) for name, office in people if " " in name and not _opens(name.split()[0])]
    heard = Counter(sound(word) for word in _WORD.findall(article.text))
    return max(known, key=lambda one: heard[_last(one[0])], default=("", ""))


def _opens(word: str) -> bool:
    """Whether a capitalised word may begin a sentence and no name."""
    return word in _OPENINGS or any(word.casefold() in words for words in STOP_WORDS.values())


def _labels(text: str) -> list[_Label]:
    found: list[_Label] = []
    for line in _LINE.finditer(text):
        match = _LABELLED.match(text, *line.span()) or _alone(text, line)
        label = _BESIDE.sub(" ", match["label"]).strip() if match is not None else ""
        words = _WORD.findall(label)
        if match is None or not words or len(label.split()) > _LONGEST_LABEL:
            continue
        sure = bool(match["marks"]) or label.isupper() or bool(_INITIALS.match(label)) or _is_part(label)
        if sure or all(word[:1].isupper() or len(word) < 4 for word in words):
            found.append(_Label(label, line.start(), match.end(), sure))
    often = Counter(label.text for label in found)
    # Where some lines are labelled for certain, a whole name before a colon is a label as well.
    certain = any(label.sure or often[label.text] > 1 for label in found)
    return [
        label
        for label in found
        if label.sure or often[label.text] > 1 or (certain and len(label.text.split()) > 1)
    ]


def _alone(text: str, line: re.Match[str]) -> re.Match[str] | None:
    """A label in capitals that is all of its line, with what is said right below."""
    below = text[line.end() : line.end() + 2]
    return _CAPITALS.fullmatch(text, *line.span()) if below[:1] == "\n" and below[1:].strip() else None


def _is_part(label: str) -> bool:
    return label.casefold().rstrip(".") in _ASKS | _ANSWERS


def _role_of(label: str) -> str:
    """Whether who is labelled "asks" or "speaks"."""
    words = label.casefold().split()
    return "asks" if words[0].rstrip(".") in _ASKS else "speaks"


def _names(article: Article, labels: Sequence[_Label]) -> dict[str, tuple[str, str]]:
    """Label -> (name, office). The fullest name that the article gives counts for every label of it."""
    lead = f"{article.title}\n{article.text[: labels[0].start]}"
    people = [without_office(run.group()) for run in FULL_NAME.finditer(_QUOTED.sub(" ", lead))]
    full = [name for name, _ in people if " " in name]
    spelled: dict[str, tuple[str, str]] = {}
    for label in labels:
        if label.text.casefold().rstrip(".") in _ANSWERS:
            if (named := _answers(article, labels[0].start))[0]:
                spelled[label.text] = named
        elif _role_of(label.text) == "speaks":
            spelled[label.text] = without_office(_small(label.text))
    offices = {_last(name): office for name, office in spelled.values() if office}
    known = [*full, *(name for name, _ in spelled.values() if " " in name)]
    return {
        label: (
            next((one for one in known if _last(one) == _last(name)), name),
            office or offices.get(_last(name), ""),
        )
        for label, (name, office) in spelled.items()
        if name
    }


def _small(label: str) -> str:
    """A label in capitals as it would be written elsewhere."""
    if not label.isupper():
        return label
    return " ".join(word.lower() if word.casefold() in ROLE_WORDS else word.title() for word in label.split())


def without_office(words: str) -> tuple[str, str]:
    """(name, office) of "Foreign Minister Kern"; a label that is an office alone is a name."""
    parts = words.split()
    at = next(
        (i for i in range(len(parts), 0, -1) if parts[i - 1].casefold().strip(".") in ROLE_WORDS | _TITLES), 0
    )
    if at == len(parts):
        return words.lower() if at > 1 else words, ""
    office = " ".join(part for part in parts[:at] if part.casefold().strip(".") not in _TITLES).lower()
    name = " ".join(parts[at:])
    initials = _INITIALS.match(name)
    return (re.sub(r"\.\s*(?=[^\W\d_])", ". ", name) if initials else name), office


def _last(name: str) -> str:
    words = name_words(name)
    return sound(words[-1]) if words else ""


def _statements(article: Article, label: _Label, end: int, name: str, office: str) -> Iterator[Statement]:
    for line in _LINE.finditer(article.text, label.said, end):
        start, stop = line.span()
        text = article.text[start:stop]
        start += len(text) - len(text.lstrip())
        stop -= len(text) - len(text.rstrip())
        if start < stop and not _STAGE.fullmatch(article.text, start, stop):
            yield Statement(
                article=article.id,
                kind="direct",
                speaker=name,
                mention=label.text,
                cue=":",
                start=start,
                end=stop,
                text=article.text[start:stop],
                date=article.published,
                role=office,
            )
