"""Answering: from a question's evidence to the sentences of an answer, chosen by a reader."""

from rag.answering.choose import reader_for
from rag.answering.proposal import Proposal, propose
from rag.answering.reader import Reader

__all__ = ["Proposal", "Reader", "propose", "reader_for"]
