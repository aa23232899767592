"""How alike articles are, pair by pair, and how many of the pairs are found by their keys.

    python -m benchmarks.near --texts FOLDER/bbc-news

FOLDER holds the test sets. All pairs that share more than a score of shingles are compared by their texts;
``rag.near.keys`` has to find those that are nearly the same without that.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import Counter, defaultdict
from pathlib import Path

from rag.ingest import read_articles
from rag.near import NEARLY, keys, likeness, shingles

#: Shingles in more texts than this are phrases of the language, and say nothing of copies.
COMMON = 60
SHARED = 20
BINS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, metavar="DIR")
    folder: Path = parser.parse_args().texts
    texts = {path: read_articles(path)[0].text for path in sorted(folder.rglob("*.txt"))}
    runs = {path: shingles(text) for path, text in texts.items()}
    alike = {pair: likeness(runs[pair[0]], runs[pair[1]]) for pair in _sharing(runs)}
    marks = {path: set(keys(texts[path])) for path in {path for pair in alike for path in pair}}
    print(f"{len(texts)} articles; nearly the same from a likeness of {NEARLY}")
    print("likeness     pairs   found by keys")
    for low, high in itertools.pairwise(BINS):
        pairs = [pair for pair, likeness_ in alike.items() if low <= likeness_ < high]
        found = sum(bool(marks[one] & marks[other]) for one, other in pairs)
        print(f"{low:.1f} to {min(high, 1.0):.1f} {len(pairs):8} {found:8}")
    return 0


def _sharing(runs: dict[Path, frozenset[str]]) -> list[tuple[Path, Path]]:
    """Pairs of texts that share more than a few shingles."""
    where: dict[str, list[Path]] = defaultdict(list)
    for path, own in runs.items():
        for run in own:
            where[run].append(path)
    shared: Counter[tuple[Path, Path]] = Counter()
    for paths in where.values():
        if len(paths) <= COMMON:
            shared.update(itertools.combinations(paths, 2))
    return [pair for pair, count in shared.items() if count > SHARED]


if __name__ == "__main__":
    sys.exit(main())
