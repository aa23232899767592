"""How long a search takes: from the question to ranked passages, and on to evidence sentences.

    python -m benchmarks.search_speed INDEX QUESTIONS

INDEX is an index directory, QUESTIONS a text file with one question a line. Each is searched as
``onrecord ask`` does; the first few, which load the model, are not counted. Processor time is given beside
elapsed time, since only the former means something on a machine that is busy with other things
(OMP_NUM_THREADS=1 keeps the encoder on one core).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rag.embed import encoder_for
from rag.pack import pack
from rag.question import CorpusFacts, understand
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.store import Store

NOT_COUNTED = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds that something took: elapsed, and of processor time."""

    elapsed: float
    processor: float


def main(index: Path, questions: Path) -> None:
    settings = Settings()
    store, encoder = Store.open(index), encoder_for(settings.index.encoder)
    corpus = CorpusFacts(speakers=tuple(dict.fromkeys(speaker for speaker, _, _ in store.speakers())))
    tokens = settings.retrieval.evidence_tokens
    search: list[Took] = []
    packing: list[Took] = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        query = understand(line, corpus=corpus)
        hits, took = timed(lambda q=query: retrieve(q, store, encoder, settings.retrieval))  # type: ignore[misc]
        search.append(took)
        _, took = timed(lambda q=query, h=hits: pack(q, h, store, encoder, tokens=tokens))  # type: ignore[misc]
        packing.append(took)
    overview = store.overview()
    print(
        f"{overview.articles} articles, {overview.passages} passages, {len(search) - NOT_COUNTED} questions"
    )
    report("passages found", search[NOT_COUNTED:])
    report("sentences packed", packing[NOT_COUNTED:])


def timed(work: Callable[[], T]) -> tuple[T, Took]:
    elapsed, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, Took(1000 * (time.perf_counter() - elapsed), 1000 * (time.process_time() - processor))


def report(what: str, took: Sequence[Took]) -> None:
    median = statistics.median(one.elapsed for one in took)
    late = statistics.quantiles([one.elapsed for one in took], n=20)[-1]
    processor = statistics.median(one.processor for one in took)
    print(f"{what}: median {median:.0f} ms (95 % within {late:.0f}), {processor:.0f} ms of processor time")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
