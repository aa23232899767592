"""Files in, articles out. ``discover`` finds the files, ``read_articles`` reads one."""

from rag.ingest.discover import FoundFile, Root, discover
from rag.ingest.read import (
    LeftOut,
    RawArticle,
    Reading,
    Skip,
    described,
    read_articles,
    read_file,
    readable_suffixes,
)

__all__ = [
    "FoundFile",
    "LeftOut",
    "RawArticle",
    "Reading",
    "Root",
    "Skip",
    "described",
    "discover",
    "read_articles",
    "read_file",
    "readable_suffixes",
]
