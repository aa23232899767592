"""Answers to "what did X say about Y": the statements of X on Y, each told faithfully and cited.

No language model writes here. What X did not say cannot be given to X, since only statements of X are looked
at.
"""

from rag.said.evidence import asks_for_statements, by_anybody, nearest_said, said_evidence
from rag.said.telling import said_drafts

__all__ = ["asks_for_statements", "by_anybody", "nearest_said", "said_drafts", "said_evidence"]
