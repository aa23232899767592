"""Readers for the test sets, which are kept outside the project: their texts belong to their publishers.

``data`` is always the folder that holds one folder a set. Offsets are character offsets into the text of the
file as it is read, the same as in ``Article.text``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from rag.errors import BadInput
from rag.types import Article, StatementKind

XQUAD_LANGUAGES = ("en", "ru", "de", "es")
#: The articles that all gold sets ask about, the gold set that is always looked for, and the files of one.
ARTICLES = "bbc-news"
GOLD_DEV = "gold-dev"
QUESTIONS = "questions.jsonl"
QUOTES = "quotes.jsonl"

QuestionType = Literal["said", "fact", "multi", "unanswerable"]
_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of an article that bear on a question: ``article`` is an id, ``text`` what stands there."""

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with every stretch of text that answers it; no evidence where it is unanswerable."""

    id: str
    type: QuestionType
    question: str
    answers: tuple[str, ...]
    evidence: tuple[Span, ...]
    note: str

    @property
    def answerable(self) -> bool:
        return self.type != "unanswerable"


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Who said what: fields as in ``rag.types.Statement``."""

    article: str
    kind: StatementKind
    speaker: str
    mention: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A ranking test: which articles answer which question. ``relevant`` is question -> article -> grade."""

    name: str
    language: str
    articles: tuple[Article, ...]
    questions: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def folder(data: Path, name: str) -> Path:
    """The folder of one set. Raises BadInput when it is not there."""
    path = data / name
    if not path.is_dir():
        raise BadInput(
            f"There is no folder '{name}' in {data}. Point --data at the folder with the test sets."
        )
    return path


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file. Raises BadInput naming the file and line of what is not JSON."""
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise BadInput(
                    f"{path}, line {number}: not JSON ({error.msg}). Fetch the file again."
                ) from error


def bbc_news(data: Path) -> tuple[Article, ...]:
    """2,225 articles, ids like ``politics/003.txt``; the headline is the first line of the text."""
    root = folder(data, ARTICLES)
    paths = sorted(root.glob("*/*.txt"))
    if not paths:
        raise BadInput(f"There are no articles in {root} (*/*.txt). Fetch the folder again.")
    return tuple(_article(f"{path.parent.name}/{path.name}", path, _read(path)) for path in paths)


def gold_questions(data: Path, name: str = GOLD_DEV) -> tuple[GoldQuestion, ...]:
    """The questions of a gold set, asked of ``bbc_news``."""
    return _entries(folder(data, name) / QUESTIONS, _question)


def gold_quotes(data: Path, name: str = GOLD_DEV) -> tuple[GoldQuote, ...]:
    """The quotations of a gold set with their speakers."""
    return _entries(folder(data, name) / QUOTES, _quote)


def scifact(data: Path) -> Collection:
    """5,183 abstracts and the 300 test claims, as in BEIR."""
    root = folder(data, "scifact")
    articles = tuple(
        Article(
            id=row["_id"],
            path=str(root / "corpus.jsonl"),
            title=row["title"],
            text=f"{row['title']}\n\n{row['text']}",
        )
        for row in read_jsonl(root / "corpus.jsonl")
    )
    questions = {row["_id"]: row["text"] for row in read_jsonl(root / "queries_test.jsonl")}
    relevant: dict[str, dict[str, int]] = {}
    for line in _read(root / "qrels" / "test.tsv").splitlines()[1:]:
        question, article, grade = line.split("\t")
        relevant.setdefault(question, {})[article] = int(grade)
    return Collection("scifact", "en", articles, questions, relevant)


def xquad(data: Path, language: str) -> Collection:
    """240 paragraphs without headlines; each of 1,190 questions is answered by the one it was written on."""
    path = folder(data, "xquad") / f"xquad.{language}.json"
    paragraphs = [
        (f"{group}.{number}", paragraph)
        for group, entry in enumerate(_read_json(path)["data"])
        for number, paragraph in enumerate(entry["paragraphs"])
    ]
    articles = tuple(
        Article(id=name, path=str(path), title="", text=paragraph["context"], language=language)
        for name, paragraph in paragraphs
    )
    asked = [(name, entry) for name, paragraph in paragraphs for entry in paragraph["qas"]]
    return Collection(
        f"xquad.{language}",
        language,
        articles,
        {entry["id"]: entry["question"] for _, entry in asked},
        {entry["id"]: {name: 1} for name, entry in asked},
    )


def _entries(path: Path, read: Callable[[dict[str, Any]], _Entry]) -> tuple[_Entry, ...]:
    """What ``read`` makes of each entry. Raises BadInput where one lacks a field, or where there is none."""
    found = []
    for number, row in enumerate(read_jsonl(path), start=1):
        try:
            found.append(read(row))
        except (KeyError, TypeError) as error:
            raise BadInput(f"{path}, entry {number}: not in the format of {GOLD_DEV} ({error!r}).") from error
    if not found:
        raise BadInput(f"{path} is empty. Fetch the file again.")
    return tuple(found)


def _question(row: dict[str, Any]) -> GoldQuestion:
    return GoldQuestion(
        id=row["id"],
        type=row["type"],
        question=row["question"],
        answers=tuple(row["answers"]),
        evidence=tuple(Span(e["doc"], e["start"], e["end"], e["text"]) for e in row["evidence"]),
        note=row["note"],
    )


def _quote(row: dict[str, Any]) -> GoldQuote:
    return GoldQuote(
        article=row["doc"],
        kind=row["kind"],
        speaker=row["speaker"],
        mention=row["mention"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
    )


def _article(name: str, path: Path, text: str) -> Article:
    return Article(id=name, path=str(path), title=text.split("\n", 1)[0].strip(), text=text)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}: not JSON ({error.msg}). Fetch the file again.") from error


def _read(path: Path) -> str:
    """Text with its line ends as they are: offsets count every character."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}. Point --data at the folder with the test sets.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8. Fetch the file again.") from error
