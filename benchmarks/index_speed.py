"""How fast ``onrecord index`` is beside the encoder alone, which is most of its work.

    python -m benchmarks.index_speed --data FOLDER [--articles N] [--repeats N]

The limit is the encoder alone on the same passages, sorted by length, with the best of several batch sizes
and of the two ways to run it: OpenVINO, and torch with sentence-transformers. Against it stands the whole
command as a user types it, start to end, with finding statements and without. A repeat measures them all.
Seconds of the processor, over all cores, stand beside those that passed: they mean something on a machine
that is busy with other things, too.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.tables import Row, Table, data_option, out_option, own_environment, publish, spread
from rag.embed import Encoder, SentenceEncoder, passage_text
from rag.evaluate.data import bbc_news
from rag.models import DEFAULT_ENCODER, encoder_dir
from rag.openvino_encoder import OpenVinoEncoder
from rag.segment import passages
from rag.settings import Settings

BATCHES = (4, 8, 16, 32)
#: Passages on which the best batch size is found.
SAMPLE = 512


@click.command()
@data_option
@out_option
@click.option("--articles", type=click.IntRange(1), default=None, help="Only so many, spread evenly.")
@click.option("--repeats", type=click.IntRange(1), default=3, show_default=True)
def main(data: Path, out: Path, articles: int | None, repeats: int) -> None:
    files, texts = corpus(data, articles)
    limits = {
        "encoder alone, OpenVINO": best([OpenVinoEncoder(DEFAULT_ENCODER, batch=n) for n in BATCHES], texts),
        "encoder alone, torch": best([SentenceEncoder(str(encoder_dir()), batch=n) for n in BATCHES], texts),
    }
    took: dict[str, list[Took]] = {
        name: [] for name in (*limits, "onrecord index, statements off", "onrecord index")
    }
    for _ in range(repeats):
        for name, encoder in limits.items():
            took[name].append(timed(encoder, texts))
        took["onrecord index, statements off"].append(indexed(files, statements=False))
        took["onrecord index"].append(indexed(files, statements=True))
    limit = [min((took[name][i] for name in limits), key=lambda one: one.elapsed) for i in range(repeats)]
    rows: list[Row] = [
        {
            "what": name,
            "passages a second": spread([len(texts) / one.elapsed for one in measured]),
            "share of the limit": spread([limit[i].elapsed / one.elapsed for i, one in enumerate(measured)]),
            "seconds": spread([one.elapsed for one in measured]),
            "of the processor": spread([one.processor for one in measured]),
        }
        for name, measured in took.items()
    ]
    about = f"{len(files)} articles, {len(texts)} passages, {repeats} repeats."
    publish(Table("index_speed", about, rows), out)


def corpus(data: Path, articles: int | None) -> tuple[list[str], list[str]]:
    """The files to index and what is encoded of them, longest last; texts that are there twice once."""
    every = bbc_news(data)
    chosen = every[:: max(1, len(every) // articles)][:articles] if articles else every
    size = Settings().index.passage_tokens
    different = {" ".join(article.text.split()): article for article in reversed(chosen)}.values()
    texts = [passage_text(article.title, p) for article in different for p in passages(article, size)]
    return [article.path for article in chosen], sorted(texts, key=len)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that something took: elapsed, and of processor time."""

    elapsed: float
    processor: float


def best(encoders: Sequence[Encoder], texts: Sequence[str]) -> Encoder:
    """The one that is fastest on a sample; whatever is loaded on first use has been by then."""
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    for encoder in encoders:
        encoder.encode(sample)
    return min(encoders, key=lambda encoder: timed(encoder, sample).elapsed)


def timed(encoder: Encoder, texts: Sequence[str]) -> Took:
    began, processor = time.perf_counter(), time.process_time()
    encoder.encode(texts)
    return Took(time.perf_counter() - began, time.process_time() - processor)


def indexed(files: Sequence[str], *, statements: bool) -> Took:
    """What it takes to run the command over ``files`` into a new index."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "onrecord.toml").write_text(f"[index]\nstatements = {json.dumps(statements)}\n")
        began, processor = time.perf_counter(), children()
        subprocess.run(
            [sys.executable, "-m", "rag.cli", "index", *files, "--index", "index"],
            cwd=place,
            env=own_environment(),
            check=True,
            capture_output=True,
        )
        return Took(time.perf_counter() - began, children() - processor)


def children() -> float:
    """Processor seconds of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
