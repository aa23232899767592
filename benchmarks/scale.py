"""How cost grows with an index: building, updating, asking, memory, disk, and recall against comparing all.

    python -m benchmarks.scale INDEX QUESTIONS --into DIR [--passages 10000 100000 1000000] [--plot FILE]

INDEX is an index of real articles, repeated with variation (``scale_corpus.py``) into indexes of each
size under DIR; QUESTIONS has one question a line. An index that is there already is not built again.
Results go to DIR/scale.json and DIR/scale.md. Encoding is not part of the build: it is done once, for INDEX.

Each size is measured in a process of its own, since memory is. OMP_NUM_THREADS says how many cores are used.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale_corpus import Varied, originals
from rag.answer import Parts, facts, search
from rag.answering import reader_for
from rag.embed import Vectors, encoder_for
from rag.question import understand
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.store import FileRecord, IndexedArticle, Store

AT_ONCE = 256
#: Articles of an update.
UPDATED = 10
#: Questions that load models and fill caches, not counted.
NOT_COUNTED = 5
NEAREST = 10


def main(arguments: Sequence[str] | None = None) -> None:
    given = _arguments(arguments)
    if given.measure:
        print(json.dumps(_measured(given.index, given.questions)))
        return
    rows = []
    for size in given.passages:
        directory = given.into / str(size)
        built = _built(given.index, directory, size)
        command = [
            sys.executable,
            "-m",
            "benchmarks.scale",
            str(directory),
            str(given.questions),
            "--measure",
        ]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        rows.append({**built, **json.loads(done.stdout)})
        print(json.dumps(rows[-1]), file=sys.stderr)
        (given.into / "scale.json").write_text(json.dumps(rows, indent=1) + "\n")
        (given.into / "scale.md").write_text(_table(rows))
    if given.plot:
        _plot(rows, given.plot)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--into", type=Path, default=Path("scale"))
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _built(index: Path, directory: Path, size: int) -> dict[str, Any]:
    """Make the index of ``size`` passages where it is not there yet: how long that took."""
    note = directory / "built.json"
    if note.is_file():
        return dict(json.loads(note.read_text()))
    base = Store.open(index)
    varied = Varied(originals(base))
    store = Store.create(directory, json.loads(base.built_with()))
    stored = 0.0
    batch: list[IndexedArticle] = []
    for article in varied.articles(size):
        batch.append(article)
        if len(batch) == AT_ONCE:
            stored += _put(store, batch)
            batch = []
    stored += _put(store, batch)
    began = time.perf_counter()
    store.checkpoint()
    built = {"build_s": round(stored + time.perf_counter() - began, 1)}
    store.close()
    note.write_text(json.dumps(built))
    return built


def _put(store: Store, articles: Sequence[IndexedArticle]) -> float:
    """Seconds to store articles, each as a file of its own."""
    began = time.perf_counter()
    files = [FileRecord(a.article.path, a.article.id, a.article.sha256, "read") for a in articles]
    store.apply([(file, [article]) for file, article in zip(files, articles, strict=True)])
    return time.perf_counter() - began


def _measured(directory: Path, questions: Path) -> dict[str, Any]:
    settings = Settings()
    store, encoder = Store.open(directory), encoder_for(settings.index.encoder)
    parts = Parts(store, encoder, reader_for(settings.answer), settings)
    asked = [line for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    began = time.perf_counter()
    search(understand(asked[0], corpus=facts(store)), parts)
    first = time.perf_counter() - began
    found: list[float] = []
    evidence: list[float] = []
    for question in asked:
        began = time.perf_counter()
        query = understand(question, corpus=facts(store))
        retrieve(query, store, encoder, settings.retrieval)
        found.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        search(query, parts)
        evidence.append(1000 * (time.perf_counter() - began))
    memory = _resident_mb()
    articles, passages = store.counts()
    recall = _recall(store, encoder.encode(asked))
    return {
        "articles": articles,
        "passages": passages,
        "first_question_s": round(first, 2),
        "found_p50_ms": round(statistics.median(found[NOT_COUNTED:]), 1),
        "found_p95_ms": round(statistics.quantiles(found[NOT_COUNTED:], n=20)[-1], 1),
        "evidence_p50_ms": round(statistics.median(evidence[NOT_COUNTED:]), 1),
        "evidence_p95_ms": round(statistics.quantiles(evidence[NOT_COUNTED:], n=20)[-1], 1),
        "resident_mb": memory,
        "disk_mb": round(sum(p.stat().st_size for p in directory.rglob("*") if p.is_file()) / 1e6),
        "recall": round(recall, 4),
        "update_s": round(_update(store), 2),
    }


def _update(store: Store) -> float:
    """Seconds to put some articles in again, as changed files are."""
    again = originals(store, store.article_ids()[:UPDATED])
    varied = Varied(again)
    changed = [varied.one(article, 0, np.random.default_rng(0)) for article in again]
    began = time.perf_counter()
    _put(store, changed)
    store.checkpoint()
    took = time.perf_counter() - began
    store.apply([], [one.article.path for one in changed])
    store.checkpoint()
    return took


def _recall(store: Store, questions: Vectors) -> float:
    """Of the ten passages nearest to each question, the share that a search finds as its first ten."""
    import faiss

    nearest = faiss.ResultHeap(len(questions), NEAREST, keep_max=True)
    for ids in store.passage_ids():
        scores, at = faiss.knn(
            questions, store.passage_vectors(ids), NEAREST, metric=faiss.METRIC_INNER_PRODUCT
        )
        nearest.add_result(scores, np.array(ids, dtype=np.int64)[at])
    nearest.finalize()
    shares = [
        len({i for i, _ in store.search_vectors(question, NEAREST)} & set(wanted.tolist())) / NEAREST
        for question, wanted in zip(questions, nearest.I, strict=True)
    ]
    return statistics.fmean(shares)


def _resident_mb() -> int:
    """Memory this process holds, mapped files that are in it included (Linux)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1000


def _table(rows: Sequence[dict[str, Any]]) -> str:
    columns = list(rows[0])
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(row[column]) for column in columns) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _plot(rows: Sequence[dict[str, Any]], file: Path) -> None:
    from matplotlib.figure import Figure

    sizes = [row["passages"] for row in rows]
    figure = Figure(figsize=(9, 3), layout="constrained")
    shown = {"milliseconds a question": ("found_p50_ms", "found_p95_ms"), "MB": ("resident_mb", "disk_mb")}
    for axes, (label, names) in zip(figure.subplots(1, 2), shown.items(), strict=True):
        for name in names:
            axes.plot(sizes, [row[name] for row in rows], marker="o", label=name)
        axes.set(xscale="log", yscale="log", xlabel="passages", ylabel=label)
        axes.legend()
    figure.savefig(file)


if __name__ == "__main__":
    main()
