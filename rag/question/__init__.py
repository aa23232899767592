"""A question, understood: whose words it asks for, if anybody's, and from when."""

from rag.question.reading import CorpusFacts, Whose, Words, nobody, tidy, understand
from rag.question.spelling import Names
from rag.question.vocabulary import Vocabulary

__all__ = ["CorpusFacts", "Names", "Vocabulary", "Whose", "Words", "nobody", "tidy", "understand"]
