"""How likely a sentence is carried by its source: the stored trees over the signals.

What they were fitted on, and by which command, stands in ``support.json``; people's judgements of summary
sentences (news) and of Wikipedia's sentences against the pages they cite.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from rag.verify.signals import Encoder, signals
from rag.verify.trees import Trees
from rag.verify.words import terms

STORED = Path(__file__).with_name("support.json")
#: Without an encoder the share of words found must reach this.
ENOUGH_WORDS = 0.6


def support(
    claim: str, sentences: Sequence[str], encoder: Encoder, language: str, trees: Trees | None
) -> float:
    """The probability in (0, 1) that ``sentences`` carry ``claim``, by the stored trees or those given."""
    return (trees or stored_trees()).probability(signals(claim, sentences, encoder, language))


def words_found(claim: str, source: str, language: str) -> float:
    """The share of the claim's content terms, each counted once, that stand in the source; 1 for none.

    Moved so that ``ENOUGH_WORDS`` becomes 0.5, where the trees' bar is.
    """
    wanted = set(terms(claim, language))
    share = len(wanted & set(terms(source, language))) / len(wanted) if wanted else 1.0
    low = 0.5 * share / ENOUGH_WORDS
    return low if share < ENOUGH_WORDS else 0.5 + 0.5 * (share - ENOUGH_WORDS) / (1 - ENOUGH_WORDS)


@cache
def stored_trees() -> Trees:
    return Trees.read(STORED)
