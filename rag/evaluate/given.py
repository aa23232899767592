"""Questions that come with the passages to answer them from, some of which do not: nomiracl and clapnq."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput
from rag.evaluate.data import folder, read_jsonl
from rag.types import Article

_PROMPT = re.compile(r"QUESTION:\n(?P<question>.*?)\n\nCONTEXTS:\n(?P<contexts>.*)\n\nOUTPUT:", re.DOTALL)
_CONTEXT = re.compile(r"^\[\d+\] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GivenQuestion:
    """``articles`` have the question's id as their source, so that a search can be held to them."""

    id: str
    question: str
    articles: tuple[Article, ...]
    answerable: bool


def nomiracl(data: Path) -> tuple[GivenQuestion, ...]:
    """250 English questions with a relevant passage among ten, and 250 without one."""
    return tuple(
        _nomiracl(path, row, part == "relevant")
        for part in ("relevant", "non_relevant")
        for path in [folder(data, "nomiracl_en") / part / "en.test.vanilla_prompt.jsonl"]
        for row in read_jsonl(path)
    )


def clapnq(data: Path) -> tuple[GivenQuestion, ...]:
    """300 questions, each with the passage that answers it, and 300 with one that looks as if it did."""
    return tuple(
        GivenQuestion(
            id=f"clapnq.{part}.{number}",
            question=row["input"],
            articles=tuple(
                _article(f"clapnq.{part}.{number}", n, passage["title"], passage["text"])
                for n, passage in enumerate(row["passages"])
            ),
            answerable=part == "answerable",
        )
        for part in ("answerable", "unanswerable")
        for path in [folder(data, "clapnq") / "annotated_data" / "dev" / f"clapnq_dev_{part}.jsonl"]
        for number, row in enumerate(read_jsonl(path))
    )


def _nomiracl(path: Path, row: dict[str, str], answerable: bool) -> GivenQuestion:
    found = _PROMPT.search(row["prompt"])
    if not found:
        raise BadInput(f"{path}: the prompt of {row['query_id']} has no question. Fetch the file again.")
    name = f"nomiracl.{'relevant' if answerable else 'non_relevant'}.{row['query_id']}"
    contexts = [text.strip() for text in _CONTEXT.split(found["contexts"]) if text.strip()]
    return GivenQuestion(
        id=name,
        question=found["question"].strip(),
        articles=tuple(
            _article(name, n, title, text)
            for n, context in enumerate(contexts)
            for title, _, text in [context.partition(": ")]
        ),
        answerable=answerable,
    )


def _article(question: str, number: int, title: str, text: str) -> Article:
    return Article(f"{question}/{number}", "", title, text, source=question)
