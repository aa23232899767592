"""What finding statements costs beside encoding, in processor seconds: what else the machine does at the
time does not count, and a second core that torch uses does.

    python -m benchmarks.statements_speed --data FOLDER [--every N]

FOLDER holds the test sets as ``onrecord eval`` reads them; the articles are bbc-news, every Nth of them.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from rag.embed import encoder_for
from rag.evaluate.data import bbc_news
from rag.segment import passages
from rag.settings import Settings
from rag.statements import extract_all


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--every", type=click.IntRange(min=1), default=1, show_default=True)
def main(data: Path, every: int) -> None:
    """Print articles, words and statements, and seconds for statements and for encoding."""
    articles = bbc_news(data)[::every]
    extract_all(articles[:1])  # loading the parser is no part of the cost an article
    started = time.process_time()
    found = extract_all(articles)
    extracting = time.process_time() - started
    encoder = encoder_for("")
    texts = [p.text for a in articles for p in passages(a, Settings().index.passage_tokens)]
    encoder.encode(texts[:8])
    started = time.process_time()
    encoder.encode(texts)
    encoding = time.process_time() - started
    words = sum(len(a.text.split()) for a in articles)
    count = sum(map(len, found))
    click.echo(f"{len(articles)} articles, {words} words, {len(texts)} passages, {count} statements")
    click.echo(f"statements {extracting:.1f} s, encoding {encoding:.1f} s")
    click.echo(f"indexing with statements takes {1 + extracting / encoding:.2f} times as long as without")


if __name__ == "__main__":
    main()
