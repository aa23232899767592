"""An index for a measurement, made as the program makes one and thrown away afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rag.answer import Parts
from rag.answering import Reader, reader_for
from rag.build import fingerprint
from rag.embed import encoder_for
from rag.newsroom import statement_finder
from rag.prepare import index_articles
from rag.settings import Settings
from rag.store import FileRecord, Store
from rag.types import Article

ARTICLES_AT_ONCE = 256


@contextmanager
def indexed(
    articles: Sequence[Article], settings: Settings, *, statements: bool, reader: Reader | None = None
) -> Iterator[Parts]:
    """All that answering needs over ``articles``; ``statements`` tells whether to look for who said what."""
    encoder = encoder_for(settings.index.encoder)
    find = statement_finder(settings) if statements else None
    with tempfile.TemporaryDirectory(prefix="onrecord-eval-") as directory:
        store = Store.create(Path(directory), fingerprint(settings))
        for at in range(0, len(articles), ARTICLES_AT_ONCE):
            batch = articles[at : at + ARTICLES_AT_ONCE]
            said = find(batch) if find else [()] * len(batch)
            cut = index_articles(batch, said, encoder, settings)
            store.apply([(FileRecord(a.article.id, a.article.id, "", "read"), [a]) for a in cut])
        yield Parts(store, encoder, reader or reader_for(settings.answer), settings)
        store.close()
