"""How long a search takes: from the question to ranked passages, and on to evidence sentences.

    python benchmarks/search_speed.py INDEX QUESTIONS

INDEX is an index directory, QUESTIONS a text file with one question a line. Each is searched as
``onrecord ask`` does, on as many cores as there are; the first few, which load the model, are not counted.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rag.embed import SentenceEncoder
from rag.pack import pack
from rag.question import CorpusFacts, understand
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.store import Store

NOT_COUNTED = 5


def main(index: Path, questions: Path) -> None:
    settings = Settings()
    store, encoder = Store.open(index), SentenceEncoder(settings.index.encoder)
    corpus = CorpusFacts(speakers=tuple(dict.fromkeys(speaker for speaker, _, _ in store.speakers())))
    search: list[float] = []
    packing: list[float] = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        query = understand(line, corpus=corpus)
        began = time.perf_counter()
        hits = retrieve(query, store, encoder, settings.retrieval)
        found = time.perf_counter()
        pack(query, hits, store, encoder, settings.retrieval)
        search.append(1000 * (found - began))
        packing.append(1000 * (time.perf_counter() - found))
    overview = store.overview()
    print(
        f"{overview.articles} articles, {overview.passages} passages, {len(search) - NOT_COUNTED} questions"
    )
    _report("passages found", search[NOT_COUNTED:])
    _report("sentences packed", packing[NOT_COUNTED:])


def _report(what: str, milliseconds: Sequence[float]) -> None:
    late = statistics.quantiles(milliseconds, n=20)[-1]
    print(f"{what}: median {statistics.median(milliseconds):.0f} ms, 95 % within {late:.0f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
