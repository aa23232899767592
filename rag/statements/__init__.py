"""Who said what: every statement of an article with its speaker, cue and exact place."""

from rag.statements.walk import extract, extract_all

__all__ = ["extract", "extract_all"]
