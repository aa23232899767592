"""Negation and direction: words that turn a sentence into its opposite.

Compares two sentences that speak of the same thing; says nothing about sentences that do not. There is no
parser: a negation is taken to deny the first content word after it.
"""

from __future__ import annotations

import re

from rag.verification.words import stem, terms, words

_NEGATORS = """no not never none nobody nothing neither nor without cannot cant
    n't don't doesn't didn't isn't aren't
    wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't hardly denied denies deny
    denying refused refuses refuse rejected rejects reject failed fails fail lack lacks unable unlikely
    """
NEGATORS = frozenset(_NEGATORS.split())
#: "Not only" and its like add, they do not deny.
_NOT_ALONE = frozenset({"only", "just", "merely", "simply"})
_OPPOSITES = """increase/decrease increase/reduce increase/lower raise/lower raise/cut rise/fall rose/fell
    higher/lower high/low more/less more/fewer gain/loss gain/lose win/lose won/lost support/oppose
    back/oppose accept/reject approve/reject allow/ban allow/forbid permit/prevent agree/disagree
    guilty/innocent convicted/acquitted convicted/cleared open/close opened/closed begin/end start/end
    best/worst better/worse strengthen/weaken expand/shrink accelerate/slow
    promote/inhibit promote/prevent activate/inhibit activate/suppress enhance/reduce enhance/impair
    enhance/suppress induce/inhibit induce/suppress upregulate/downregulate improve/worsen improve/impair
    presence/absence necessary/unnecessary dependent/independent positive/negative include/exclude
    likely/unlikely
    beneficial/harmful same/different legal/illegal possible/impossible survive/die alive/dead
    protect/harm"""
OPPOSITES: frozenset[tuple[str, str]] = frozenset(
    pair
    for line in _OPPOSITES.split()
    for left, right in [line.split("/")]
    for pair in ((stem(left), stem(right)), (stem(right), stem(left)))
)
#: What is compared by its opposite, not as a term of its own.
_DIRECTIONS = frozenset(word for pair in OPPOSITES for word in pair)
#: Share of a claim's other terms that a sentence about the same thing has.
SAME_THING = 0.6


def is_negator(word: str) -> bool:
    return word in NEGATORS or word.endswith("n't")


def negates(text: str) -> bool:
    """Whether any negation stands in ``text``."""
    return any(map(is_negator, words(text)))


def cut_off(lead: str) -> str:
    """The negation that a quotation starting right after ``lead`` leaves out, or the empty string: one of
    the last three words of ``lead``, with no punctuation between.
    """
    clause = re.split(r"[^\w\s'’-]", lead)[-1]
    return next((word for word in words(clause)[-3:] if is_negator(word)), "")


def opposed(claim: str, source: str) -> str:
    """The word by which the sentence ``source`` says the opposite of ``claim``, or the empty string.

    Only where the source speaks of the same thing: it has at least ``SAME_THING`` of the claim's terms.
    A direction word of the claim is opposed when the source has its opposite and not the word itself; a
    word that both have is opposed when it is negated in one of them only.
    """
    wanted = {term for term in terms(claim) if term not in _DIRECTIONS}
    if len(wanted & set(terms(source))) < SAME_THING * len(wanted):
        return ""
    claimed, given = set(map(stem, words(claim))), set(map(stem, words(source)))
    for left, right in OPPOSITES:
        if left in claimed and right in given and left not in given and right not in claimed:
            return next(word for word in words(source) if stem(word) == right)
    denied, denied_here = _denials(source), _denials(claim)
    for term in (*denied, *denied_here):
        if term in claimed and term in given and (term in denied) != (term in denied_here):
            return denied.get(term) or denied_here[term]
    return ""


def _denials(text: str) -> dict[str, str]:
    """The first content term after each negation of ``text``, with the negation."""
    spoken = words(text)
    found: dict[str, str] = {}
    for at, word in enumerate(spoken):
        rest = spoken[at + 1 :]
        if not is_negator(word) or (rest and rest[0] in _NOT_ALONE):
            continue
        head = next((following for later in rest[:5] for following in terms(later)), "")
        if head:
            found[head] = word
    return found
