"""The words of passages in tantivy, for indexes too large to be searched by SQLite's full-text index.

FTS5 gives every passage that has one of the words its score, before the best are known: a third of a second
over a million passages. Tantivy knows which it can pass over (block-max WAND, Ding and Suel 2011). The
scores are BM25 with the same constants over the same terms, but for the lengths of passages, which it keeps
in one byte, and for words that half of the passages have.

Like the vectors' checkpoint the files hold nothing of their own: they are made from the database by whoever
writes to it, and where they are missing, damaged or of another state, FTS5 answers.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.store.allowed import LAST_DAY, day
from rag.store.changes import Ids
from rag.store.records import Filter
from rag.store.terms import PassageTerms

#: From this many passages on; FTS5 takes about 10 ms for as many.
WORDS_FROM = 20_000
_MANIFEST = "manifest.json"
_IDS = "ids.npy"
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})
_MEMORY = 200_000_000


class WordIndex:
    """One state of the files, as last written; searched, never changed. ``ids`` are those in it, in order."""

    def __init__(self, index: Any, ids: Ids) -> None:
        self._searcher, self._schema, self.ids = index.searcher(), index.schema, ids

    @classmethod
    def load(cls, directory: Path, sha256: str) -> WordIndex | None:
        """The files in ``directory``; None where they are not what was written, as ``sha256`` tells."""
        import tantivy

        try:
            manifest = (directory / _MANIFEST).read_bytes()
            if hashlib.sha256(manifest).hexdigest() != sha256:
                return None
            files: dict[str, str] = json.loads(manifest)
            if any(_sha256(directory / name) != wanted for name, wanted in files.items()):
                return None
            index = _with_tokenizer(tantivy.Index.open(str(directory)))
            return cls(index, np.load(directory / _IDS))
        except (OSError, ValueError):
            return None

    def search(
        self, terms: Sequence[str], k: int, where: Filter | None = None, title: float = 1.0
    ) -> list[tuple[int, float]]:
        """BM25 over all terms of a passage, those of its headline ``title`` times: (passage id, score), best
        first. Of those found, those of one score are in the order of their ids.
        """
        from tantivy import Occur, Query

        wanted = [(Occur.Should, Query.term_query(self._schema, "words", term, "freq")) for term in terms]
        if title > 1.0:
            more = [Query.term_query(self._schema, "title", term, "freq") for term in terms]
            wanted += [(Occur.Should, Query.boost_query(query, title - 1.0)) for query in more]
        query = Query.boolean_query(wanted)
        if where:
            query = Query.boolean_query([(Occur.Must, query), *self._within(where)])
        hits = self._searcher.search(query, limit=k, count=False).hits
        ids = np.array(self._searcher.fast_field_values("passage", [place for _, place in hits]), np.int64)
        scores = np.array([score for score, _ in hits], np.float64)
        order = np.lexsort((ids, -scores))
        return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

    def frequency(self, term: str) -> int:
        """How many passages have ``term``; those that went count until the files are next written anew."""
        return int(self._searcher.doc_freq("words", term))

    def _within(self, where: Filter) -> list[tuple[Any, Any]]:
        """What an article must be, without a part in the score."""
        from tantivy import FieldType, Occur, Query

        must: list[Any] = []
        if where.since or where.until:
            first, last = max(1, day(where.since)), day(where.until) or LAST_DAY
            days = [Query.range_query(self._schema, "published", FieldType.Integer, first, last)]
            if where.undated:
                days.append(Query.term_query(self._schema, "published", 0))
            must.append(Query.boolean_query([(Occur.Should, one) for one in days]))
        if where.sources:
            of = [Query.term_query(self._schema, "source", source, "basic") for source in where.sources]
            must.append(Query.boolean_query([(Occur.Should, one) for one in of]))
        return [(Occur.Must, Query.const_score_query(query, 0.0)) for query in must]


def write(directory: Path, held: WordIndex | None, new: Iterable[PassageTerms], gone: Iterable[int]) -> str:
    """Bring the files in ``directory`` from the state ``held`` (None: from nothing) to the next: with ``new``
    and without ``gone``. Returns what ``load`` asks for. A crash leaves files that ``load`` refuses.
    """
    import tantivy

    directory.mkdir(exist_ok=True)
    if held is None:
        for path in directory.iterdir():
            path.unlink()
        index = tantivy.Index(_schema(), path=str(directory))
        before = np.empty(0, dtype=np.int64)
    else:
        index, before = tantivy.Index.open(str(directory)), held.ids
    writer = _with_tokenizer(index).writer(heap_size=_MEMORY, num_threads=1)
    left = np.array(list(gone), dtype=np.int64)
    for i in left.tolist():
        writer.delete_documents_by_term("passage", i)
    added: list[int] = []
    for passage in new:
        writer.add_document(_document(passage))
        added.append(passage.id)
    writer.commit()
    writer.garbage_collect_files()
    writer.wait_merging_threads()
    ids = np.union1d(np.setdiff1d(before, left), np.array(added, dtype=np.int64))
    np.save(directory / _IDS, ids)
    return _write_manifest(directory)


def _document(passage: PassageTerms) -> Any:
    from tantivy import Document

    return Document(
        passage=passage.id,
        published=day(passage.published),
        source=passage.source,
        title=passage.title,
        words=passage.words,
    )


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("passage", indexed=True, fast=True)
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    for name in ("title", "words"):
        builder.add_text_field(name, tokenizer_name="terms", index_option="freq")
    return builder.build()


def _with_tokenizer(index: Any) -> Any:
    """The terms are made by ``rag.analysis``; here they are only parted again."""
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer("terms", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def _write_manifest(directory: Path) -> str:
    """The SHA-256 of every file, in a file of its own; returns the SHA-256 of that."""
    names = sorted(p.name for p in directory.iterdir() if p.name not in {*_LOCKS, _MANIFEST})
    manifest = json.dumps({name: _sha256(directory / name) for name in names}).encode()
    with (directory / _MANIFEST).open("wb") as file:
        file.write(manifest)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(manifest).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
