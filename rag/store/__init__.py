"""The index on disk: SQLite for everything, FAISS as a checkpoint of the vectors."""

from rag.store.records import FileRecord, Filter, Heard, Held, IndexedArticle, Near, Overview, Removed
from rag.store.store import Store

__all__ = ["FileRecord", "Filter", "Heard", "Held", "IndexedArticle", "Near", "Overview", "Removed", "Store"]
