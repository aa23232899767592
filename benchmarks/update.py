"""What an update costs, against building: ten articles of an index of 100,000 passages.

    python -m benchmarks.update --texts FOLDER/bbc-news
    python -m benchmarks.update --texts FOLDER/bbc-news --articles 500      a quick look

FOLDER holds the test sets. The articles are those of a folder of .txt files, repeated with their paragraphs
in another order until there are enough. The index is built without the encoder: its vectors are drawn at
random, which costs next to nothing. The update uses the real one and finds statements, from loading the
models on. So the share that is printed is more than a user's, whose build has to encode 100,000 passages as
well; how long that takes is estimated from a sample.

Times are seconds of the processor, so that other work on the machine does not count; OMP_NUM_THREADS=1 keeps
the threads of libraries from waiting for each other.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from rag.build import Report, update
from rag.embed import Vectors, encoder_for
from rag.settings import Settings
from rag.statements import extract_all
from rag.store import Store

DIMENSIONS = 384
CHANGED = 10
SAMPLE = 60


class Drawn:
    """Vectors drawn at random in the place of an encoder's."""

    name = "drawn"

    def __init__(self) -> None:
        self._chance = np.random.default_rng(3)

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:  # noqa: ARG002
        rows = self._chance.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)  # type: ignore[no-any-return]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, metavar="DIR")
    parser.add_argument("--articles", type=int, default=40_500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        measure(Path(place), options.texts, options.articles)
    return 0


def measure(place: Path, texts: Path, articles: int) -> None:
    news = place / "news"
    news.mkdir()
    for number, text in enumerate(itertools.islice(varied(texts), articles)):
        folder = news / f"{number // 1000:03}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    store = Store.create(place / "index", {})
    built, report = timed(lambda: update(store, Drawn(), [news], Settings()))
    print(f"{report.articles} articles in {report.passages} passages")
    print(f"build, without encoding and statements   {built:8.1f} s")
    same, _ = timed(lambda: update(store, Drawn(), [], Settings()))
    print(f"update, nothing changed                  {same:8.1f} s  {same / built:6.2%} of that")
    sample = sorted(news.rglob("*.txt"))[:: max(1, articles // CHANGED)][:CHANGED]
    for path in sample:
        path.write_text(path.read_text("utf-8") + "\nAdded later: the council met again.\n", encoding="utf-8")

    def ten() -> Report:
        return update(store, encoder_for(""), [], Settings(), find_statements=extract_all)

    cost, report = timed(ten)
    assert len(report.changed) == len(sample)
    print(f"update, {len(sample)} articles, models and all     {cost:8.1f} s  {cost / built:6.2%} of that")
    whole = built + estimated(store, report.articles)
    print(f"build with encoding and statements, est. {whole:8.1f} s; the update is {cost / whole:.2%} of it")


def varied(folder: Path) -> Iterator[str]:
    """The articles of a folder, then the same with their paragraphs in other orders, without end."""
    originals = [path.read_text("utf-8", errors="replace") for path in sorted(folder.rglob("*.txt"))]
    if not originals:
        sys.exit(f"--texts: there are no .txt files in {folder}")
    chance = random.Random(1)
    for round_ in itertools.count():
        for text in originals:
            title, *paragraphs = [part for part in text.split("\n") if part.strip()]
            if round_:
                chance.shuffle(paragraphs)
            yield "\n\n".join([f"{title} ({round_})", *paragraphs, f"Edition {round_}."])


def estimated(store: Store, articles: int) -> float:
    """Seconds for encoding and finding the statements of so many articles, from a sample."""
    found = list(store.articles(store.article_ids()[:: max(1, articles // SAMPLE)][:SAMPLE]).values())
    encoder = encoder_for("")
    encoder.encode(["The models are loaded."])
    extract_all(found[:1])
    began = time.process_time()
    extract_all(found)
    encoder.encode_tokens([p.text for article in found for p in store.passages_of(article.id)])
    return (time.process_time() - began) / len(found) * articles


def timed(run: Callable[[], Report]) -> tuple[float, Report]:
    began = time.process_time()
    report = run()
    return time.process_time() - began, report


if __name__ == "__main__":
    sys.exit(main())
