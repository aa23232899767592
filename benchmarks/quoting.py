"""Quoting under constraint against writing freely: how often right, how long, how fast.

    onrecord index FOLDER/bbc-news
    python -m benchmarks.quoting --data FOLDER [--index DIRECTORY] [--json FILE]

FOLDER holds the test sets as ``onrecord eval`` reads them. Every fact question of gold-dev is answered twice
from the same retrieved evidence by the default model: by quotation, and by free greedy decoding of as many
tokens as the quotation has, of which the first line counts. Both read the same prompt, its fixed part already
in the cache. An answer is right when it contains an accepted one; a citation is right when its sentence meets
the hand-made evidence.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import numpy as np
from rag.generate.quoting import QuotingGenerator

from rag.answer import Parts, search
from rag.answering.prompt import load_prompt
from rag.evaluate.data import GoldQuestion, gold_questions
from rag.models import reader_path
from rag.models.llama import PROMPT, LanguageModel, Row
from rag.newsroom import open_newsroom
from rag.settings import Settings
from rag.types import EvidenceSentence, Query

NEVER = threading.Event()


@dataclass(frozen=True, slots=True)
class Measured:
    """One question answered twice. Seconds are from the evidence to the last word."""

    question: str
    quoted: str
    free: str
    quoted_right: bool
    free_right: bool
    cited_right: bool
    confidence: float
    quoted_seconds: float
    free_seconds: float


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("index"))
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--threads", type=int, default=0, help="0: one a physical core.")
def main(data: Path, index: Path, target: Path | None, threads: int) -> None:
    newsroom = open_newsroom(index, Settings())
    model = LanguageModel(reader_path(""), threads=threads or None)
    generator = QuotingGenerator(model, load_prompt("quote", {"evidence", "question"}))
    generator.warm_up()
    parts = Parts(newsroom.store, newsroom.encoder, generator, newsroom.settings)
    questions = [question for question in gold_questions(data) if question.type == "fact"]
    measured = [measure(question, parts, generator, model) for question in questions]
    for line in report(measured):
        click.echo(line)
    if target:
        target.write_text(json.dumps([asdict(one) for one in measured], indent=1), encoding="utf-8")


def measure(
    question: GoldQuestion, parts: Parts, generator: QuotingGenerator, model: LanguageModel
) -> Measured:
    query = Query(question.question, question.question, form="fact")
    evidence = search(query, parts)
    began = time.perf_counter()
    quotations = generator.quotations(query, evidence.sentences, NEVER)
    quoted_seconds = time.perf_counter() - began
    quoted = " ".join(quotation.text for quotation in quotations)
    _, prompt = generator.fitting(query.text, evidence.sentences)
    head = len(generator.head)
    model.read(prompt[: head + 1], NEVER, fixed=head)  # so that the evidence has to be read again
    began = time.perf_counter()
    free = write_freely(prompt, head, model, len(model.tokens(quoted)))
    free_seconds = time.perf_counter() - began
    return Measured(
        question=question.question,
        quoted=quoted,
        free=free,
        quoted_right=right(quoted, question),
        free_right=right(free, question),
        cited_right=any(meets(quotation.source, question) for quotation in quotations),
        confidence=max((quotation.confidence.begins for quotation in quotations), default=0.0),
        quoted_seconds=quoted_seconds,
        free_seconds=free_seconds,
    )


def write_freely(prompt: list[int], head: int, model: LanguageModel, count: int) -> str:
    """Greedy decoding of exactly ``count`` tokens; the text of the first line."""
    logits = model.read(prompt, NEVER, fixed=head)
    model.branch(PROMPT, PROMPT + 1)
    written = b""
    for position in range(len(prompt), len(prompt) + count):
        token = int(logits.argmax())
        written += model.text(token)
        logits = model.evaluate([Row(token, position, PROMPT + 1, True)])[0]
    return written.decode("utf-8", "replace").strip().partition("\n")[0]


def right(text: str, question: GoldQuestion) -> bool:
    """Whether an accepted answer stands in the text, by its words in order."""
    words = f" {' '.join(_words(text))} "
    return any(f" {' '.join(_words(answer))} " in words for answer in question.answers)


def _words(text: str) -> list[str]:
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", text.lower())
    return [word for word in re.findall(r"\w+", joined) if word not in {"a", "an", "the"}]


def meets(source: EvidenceSentence, question: GoldQuestion) -> bool:
    """The same place, or the same words in another copy of the article."""
    here = source.sentence
    return any(
        (span.article == here.article and span.start < here.end and here.start < span.end)
        or here.text in span.text
        or span.text in here.text
        for span in question.evidence
    )


def report(measured: list[Measured]) -> Iterator[str]:
    yield f"questions              {len(measured)}"
    for name in ("quoted_right", "free_right", "cited_right"):
        yield f"{name:22} {sum(getattr(one, name) for one in measured)}"
    for name in ("quoted", "free"):
        lengths = [len(getattr(one, name).split()) for one in measured]
        yield f"{name + ' words, median':22} {np.median(lengths)}"
    for name in ("quoted_seconds", "free_seconds"):
        low, middle, high = np.quantile([getattr(one, name) for one in measured], (0.1, 0.5, 0.9))
        yield f"{name:22} {middle:.3f} (10 to 90 %: {low:.3f} to {high:.3f})"
    ratios = [one.quoted_seconds / one.free_seconds for one in measured]
    yield f"{'ratio, median':22} {np.median(ratios):.2f}"


if __name__ == "__main__":
    main()
