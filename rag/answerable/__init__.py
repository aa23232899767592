"""Whether what was found can answer the question: the decision behind "not in your articles".

A question is held to be answerable when one passage has its rare words and names together. Passages that
have them apart (the speaker here, the topic there) are what near misses look like.

What this does not know: whether a passage that speaks of all the question's things also says what is
asked of them (a reason for something that did not happen).
"""

from rag.answerable.decision import Decision, answerable, no_statement
from rag.answerable.sureness import sure_enough

__all__ = ["Decision", "answerable", "no_statement", "sure_enough"]
