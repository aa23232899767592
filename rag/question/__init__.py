"""A question, understood: its form, whose words it asks for, on what, from when; a follow-up made whole."""

from rag.question.reading import CorpusFacts, tidy, understand
from rag.question.vocabulary import Vocabulary

__all__ = ["CorpusFacts", "Vocabulary", "tidy", "understand"]
