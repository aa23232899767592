"""Files in, articles out. ``discover`` finds the files, ``read_articles`` reads one."""

from rag.ingest.discover import FoundFile, Root, discover
from rag.ingest.read import RawArticle, Skip, read_articles, readable_suffixes

__all__ = ["FoundFile", "RawArticle", "Root", "Skip", "discover", "read_articles", "readable_suffixes"]
