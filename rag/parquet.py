"""Exports as Parquet files, by pyarrow: columns with types, for data frames and databases."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import MissingExtra
from rag.export import whole_file

if TYPE_CHECKING:
    from rag.export import Kind

#: Records held in memory at a time.
_GROUP = 5_000
#: Columns that are not text.
_NUMBERS = ("start", "end", "ordinal", "mention_start", "mention_end")
_COLUMNS: dict[Kind, tuple[str, ...]] = {
    "articles": (
        "id", "path", "title", "text", "source", "published", "author", "language", "sha256", "copies",
    ),
    "passages": (
        "article", "ordinal", "start", "end", "text", "sentences", "title", "source", "published", "language",
    ),
    "statements": (
        "article", "kind", "speaker", "mention", "cue", "start", "end", "text", "negated", "date", "role",
        "mention_start", "mention_end", "when", "title", "source", "published", "language",
    ),
}  # fmt: skip


def save_parquet(records: Iterable[dict[str, Any]], kind: Kind, path: Path) -> None:
    """Write records to a file, whole or not at all.

    Raises BadInput where that cannot be done, MissingExtra without pyarrow.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtra("--format parquet needs pyarrow. Install it: pip install pyarrow") from error
    types = {
        **dict.fromkeys(_NUMBERS, pa.int64()),
        "negated": pa.bool_(),
        "copies": pa.list_(pa.string()),
        "sentences": pa.list_(pa.list_(pa.int64())),
    }
    schema = pa.schema([(name, types.get(name, pa.string())) for name in _COLUMNS[kind]])
    left = iter(records)
    with whole_file(path) as beside, parquet.ParquetWriter(beside, schema) as writer:
        while group := list(itertools.islice(left, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
