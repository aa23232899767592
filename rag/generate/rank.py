"""Which evidence sentence answers: what the model is about to write, and what retrieval thought of it.

After "Answer:" the model has a distribution over the first token of its answer. The share of it that falls on
words of a sentence says how much the model wants to quote from there; it costs nothing beyond reading the
prompt. Retrieval's score is the prior. The two are added in log space, so the result is a product of experts
(Hinton, 2002), and the shares that come of it add up to 1 over the sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rag.generate.llama import Floats
from rag.generate.spans import Track

Scores = npt.NDArray[np.float64]

#: How much retrieval's score, in [0, 2], weighs against a log-probability.
PRIOR = 6.0
#: The log-probability given to a sentence without words.
_NOTHING = -99.0


def wanted(first: Floats, tracks: Sequence[Sequence[Track]]) -> Scores:
    """Log-probability (n,) that the answer begins with a word of each sentence.

    ``first`` are log-probabilities (V,) of the answer's first token, ``tracks`` those of every sentence. A
    token that begins words in several sentences is shared out evenly.
    """
    beginnings = [{track.tokens[0] for track in those} for those in tracks]
    holders = Counter(token for tokens in beginnings for token in tokens)
    return np.array(
        [
            np.logaddexp.reduce([_NOTHING, *(float(first[t]) - np.log(holders[t]) for t in tokens)])
            for tokens in beginnings
        ]
    )


def shares(wants: Scores, prior: Sequence[float]) -> Scores:
    """The share (n,) of belief that each sentence is the one that answers."""
    scores = wants + PRIOR * np.asarray(prior, dtype=np.float64)
    weights = np.exp(scores - scores.max())
    shared: Scores = weights / weights.sum()
    return shared
