"""Who said what: every statement of an article with its speaker, cue and exact place."""

from rag.statements.speakers import Speaker, match_speaker, same_speaker, speakers_of
from rag.statements.walk import extract, extract_all

__all__ = ["Speaker", "extract", "extract_all", "match_speaker", "same_speaker", "speakers_of"]
