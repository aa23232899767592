"""Files in, articles out. ``discover`` finds the files, ``read_articles`` reads one."""

from rag.ingest.content import content_sha256
from rag.ingest.discover import FoundFile, Root, discover, require_there
from rag.ingest.read import (
    Failed,
    LeftOut,
    RawArticle,
    Reading,
    Skip,
    described,
    read_articles,
    read_file,
    readable_suffixes,
    whole,
)

__all__ = [
    "Failed",
    "FoundFile",
    "LeftOut",
    "RawArticle",
    "Reading",
    "Root",
    "Skip",
    "content_sha256",
    "described",
    "discover",
    "read_articles",
    "read_file",
    "readable_suffixes",
    "require_there",
    "whole",
]
