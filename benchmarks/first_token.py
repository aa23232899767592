"""How soon an answer begins, and how long it takes, beside what llama.cpp alone would need.

    onrecord index FOLDER/bbc-news
    python -m benchmarks.first_token --data FOLDER [--index DIRECTORY] [--questions N] [--repeats N]

Every fact question of gold-dev is asked as ``onrecord serve`` is asked: models loaded, fixed prompt read. The
first row is from the question to the first sentence shown, search, understanding and decision included. The
limit beside it is llama.cpp reading the tokens of the same evidence and question in one batch, the fixed
prompt in its cache. The whole answer, checks included, stands beside llama.cpp reading the same and then
decoding as many tokens as the answer has. Questions without an answer are left out of both, and counted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.tables import Table, data_option, out_option, publish, spread
from rag.answer import Parts
from rag.answering.local import LocalReader
from rag.answering.proposal import within
from rag.answering.reader import load_prompts
from rag.evaluate.data import gold_questions
from rag.models import reader_path
from rag.models.llama import LanguageModel, llama_cpp_library
from rag.models.threads import physical_cores
from rag.newsroom import open_newsroom
from rag.settings import load_settings
from rag.types import Answered, Checked, Evidence, Found, NotFound

#: Questions asked first and not counted.
WARM = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one question; the limits are llama.cpp's."""

    first: float
    whole: float
    first_limit: float
    whole_limit: float


class Alone:
    """llama.cpp by its own Python class, the fixed prompt in its cache."""

    def __init__(self, ours: LanguageModel, head: Sequence[int]) -> None:
        self.tokens = ours.tokens
        library = llama_cpp_library()
        self._model: Any = library.Llama(
            str(reader_path(load_settings().answer.model)),
            n_ctx=2048,
            n_batch=512,
            n_threads=physical_cores(),
            n_threads_batch=physical_cores(),
            flash_attn=True,
            swa_full=True,
            verbose=False,
        )
        self._head = list(head)
        self._model.eval(self._head)

    def measure(self, tokens: Sequence[int], count: int) -> tuple[float, float]:
        """Seconds to read ``tokens`` after the fixed prompt, and to do so and decode ``count`` more."""
        model = self._model
        model.n_tokens = len(self._head)
        model._ctx.kv_cache_seq_rm(-1, len(self._head), -1)
        began = time.perf_counter()
        model.eval(list(tokens))
        token = model.sample(temp=0.0)
        read = time.perf_counter() - began
        for _ in range(count - 1):
            model.eval([token])
            token = model.sample(temp=0.0)
        return read, time.perf_counter() - began


@click.command()
@data_option
@out_option
@click.option("--index", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("index"))
@click.option("--questions", type=click.IntRange(1), default=None, help="Only the first so many.")
@click.option("--repeats", type=click.IntRange(1), default=3, show_default=True)
def main(data: Path, out: Path, index: Path, questions: int | None, repeats: int) -> None:
    newsroom = open_newsroom(index, load_settings())
    model = LanguageModel(reader_path(load_settings().answer.model))
    reader = LocalReader(model, load_prompts())
    reader.warm_up()
    parts = Parts(newsroom.store, newsroom.encoder, reader, newsroom.settings)
    alone = Alone(model, reader.head)
    asked = [q.question for q in gold_questions(data) if q.type == "fact"][:questions]
    for question in asked[:WARM]:
        measure(question, parts, reader, alone)
    runs = [[measure(question, parts, reader, alone) for question in asked] for _ in range(repeats)]
    read = [[one for one in run if one is not None] for run in runs]
    if not read[0]:
        raise click.ClickException("No question was answered.")
    about = f"{len(asked)} fact questions, {len(asked) - len(read[0])} without an answer, {repeats} repeats."
    publish(Table("first_token", about, rows(read)), out)


def measure(question: str, parts: Parts, reader: LocalReader, alone: Alone) -> Measured | None:
    """None where the question was not answered."""
    from rag.answer import answer

    began = time.perf_counter()
    first: float | None = None
    evidence: Evidence | None = None
    for event in answer(question, parts):
        if isinstance(event, Found):
            evidence = event.evidence
        elif isinstance(event, Checked):
            first = first or time.perf_counter() - began
        elif isinstance(event, Answered | NotFound):
            whole = time.perf_counter() - began
            text = " ".join(sentence.text for sentence in event.answer.sentences)
    if first is None or evidence is None:
        return None
    kept = within(evidence.sentences, parts.settings.retrieval.evidence_tokens)
    _, prompt = reader.fitting(evidence.query.text, kept)
    count = len(alone.tokens(text)) if text else 1
    read, decoded = alone.measure(prompt[len(reader.head) :], count)
    return Measured(first, whole, read, decoded)


def rows(runs: Sequence[Sequence[Measured]]) -> list[dict[str, Any]]:
    """Spreads are over the repeats, of the median over the questions."""

    def over(what: str) -> list[float]:
        return [statistics.median(getattr(one, what) for one in run) for run in runs]

    def ratio(what: str) -> list[float]:
        return [
            statistics.median(getattr(one, what) / getattr(one, f"{what}_limit") for one in run)
            for run in runs
        ]

    return [
        {
            "what": name,
            "seconds": spread(over(what)),
            "llama.cpp alone": spread(over(f"{what}_limit")),
            "ratio": spread(ratio(what)),
        }
        for name, what in (("first sentence", "first"), ("whole answer", "whole"))
    ]


if __name__ == "__main__":
    main()
