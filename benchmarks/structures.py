"""Which FAISS structure: recall, time, memory and build time of those that could hold the vectors.

    python -m benchmarks.structures INDEX QUESTIONS [--repeats N]

INDEX is an index (``benchmarks.scale`` makes large ones), QUESTIONS has one question a line. Each structure
holds the vectors of all passages and is asked for the hundred nearest, which are put in order by their exact
vectors, as a search does (``rag/store/vectors.py``). How far it looks (cells, or nodes of a graph) is doubled
until ``RECALL`` of the ten nearest are found, or all there is has been looked at. One thread.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.tables import Row, Table, out_option, publish, spread
from rag.embed import Vectors, encoder_for
from rag.settings import Settings
from rag.store import Store

RECALL = 0.98
NEAREST, LOOKED_AT = 10, 100
#: Bytes of product quantization, eight dimensions in each; links of a node in a graph.
PQ_BYTES, LINKS = 48, 32


@dataclass(frozen=True, slots=True)
class Structure:
    """``factory`` is FAISS's description; ``looks`` the parameter that says how far it looks, if any."""

    factory: str
    looks: str = ""
    removes: bool = True


@dataclass(frozen=True, slots=True)
class Reached:
    """What was found when looking ``far``: recall of ten, and milliseconds a question."""

    far: int
    recall: float
    milliseconds: list[float]


@click.command()
@click.argument("index", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--repeats", type=click.IntRange(1), default=3, show_default=True)
@out_option
def main(index: Path, questions: Path, repeats: int, out: Path) -> None:
    import faiss

    faiss.omp_set_num_threads(1)
    lines = [line for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked = encoder_for(Settings().index.encoder).encode(lines)
    vectors = stored(index)
    _, wanted = faiss.knn(asked, vectors, NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    rows = [row(one, vectors, asked, wanted, repeats) for one in structures(len(vectors))]
    publish(Table("structures", f"{len(vectors)} vectors, {len(asked)} questions, one thread.", rows), out)


def structures(count: int) -> tuple[Structure, ...]:
    """Those that are compared, for so many vectors."""
    cells = round(4 * count**0.5)
    return (
        Structure("Flat"),
        Structure(f"IVF{cells},SQ8", "nprobe"),
        Structure(f"IVF{cells},PQ{PQ_BYTES}x8", "nprobe"),
        Structure(f"HNSW{LINKS},Flat", "efSearch", removes=False),
        Structure(f"HNSW{LINKS},SQ8", "efSearch", removes=False),
    )


def stored(directory: Path) -> Vectors:
    """The vectors (n, dim) of all passages."""
    store = Store.open(directory)
    parts = [store.passage_vectors(ids) for ids in store.passage_ids()]
    store.close()
    return np.concatenate(parts)


def row(one: Structure, vectors: Vectors, asked: Vectors, wanted: Any, repeats: int) -> Row:
    import faiss

    began = time.perf_counter()
    index: Any = faiss.index_factory(vectors.shape[1], one.factory, faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    built = time.perf_counter() - began
    reached = next(
        (r for r in looking(one, index, vectors, asked, wanted, repeats) if r.recall >= RECALL), None
    )
    last = reached or list(looking(one, index, vectors, asked, wanted, 1))[-1]
    return {
        "structure": one.factory,
        "looks at": f"{one.looks} {last.far}" if one.looks else "all",
        "recall of ten": round(last.recall, 4),
        "milliseconds": spread(last.milliseconds),
        "bytes a vector": round(len(faiss.serialize_index(index)) / len(vectors)),
        "built in s": round(built, 1),
        "can remove": "yes" if one.removes else "no",
    }


def looking(
    one: Structure, index: Any, vectors: Vectors, asked: Vectors, wanted: Any, repeats: int
) -> Iterator[Reached]:
    """What is found, looking farther each time."""
    most = index.nlist if one.looks == "nprobe" else 4096 if one.looks else 1
    far = LOOKED_AT if one.looks == "efSearch" else 1
    while True:
        if one.looks == "nprobe":
            index.nprobe = far
        elif one.looks == "efSearch":
            index.hnsw.efSearch = far
        found: list[Any] = []
        took = []
        for _ in range(repeats):
            found, times = [], []
            for question in asked:
                began = time.perf_counter()
                found.append(nearest(index, vectors, question))
                times.append(1000 * (time.perf_counter() - began))
            took.append(statistics.median(times))
        shares = [len(np.intersect1d(ids, right)) / NEAREST for ids, right in zip(found, wanted, strict=True)]
        yield Reached(far, statistics.fmean(shares), took)
        if far >= most:
            return
        far = min(2 * far, most)


def nearest(index: Any, vectors: Vectors, question: Vectors) -> Any:
    """The ten nearest, by their exact vectors, of the hundred that the structure finds."""
    _, ids = index.search(question[None], LOOKED_AT)
    there = ids[0][ids[0] >= 0]
    scores = vectors[there] @ question
    return there[np.argsort(-scores)[:NEAREST]]


if __name__ == "__main__":
    main()
