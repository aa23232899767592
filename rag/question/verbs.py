"""English verbs, nouns and adjectives with which a question asks what somebody said or thinks.

Only words and their forms stand here; what is made of them is in frames.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def listed(words: str) -> tuple[str, ...]:
    """Words written one after the other."""
    return tuple(words.split())


#: Verbs of saying, which make "who ..." a question for a speaker.
SAYING = listed(
    """say tell claim argue suggest warn state announce insist note explain describe criticise
    criticize condemn praise blame accuse defend justify respond reply comment remark predict
    forecast propose recommend urge call demand promise pledge vow deny dismiss reject refute admit
    concede acknowledge complain object question challenge counter rebut threaten allege hint imply
    boast joke apologise apologize declare write assert contend maintain stress emphasise emphasize
    reveal confirm attack hail label dub liken welcome think believe reckon compare"""
)

#: Verbs of thinking and wanting, which ask for what a named person said without asking "who said".
THINKING = listed(
    """think believe feel see view regard rate judge assess fear suspect doubt expect hope want oppose
    support back favour favor react answer speak talk comment consider estimate reckon conclude
    interpret agree disagree approve disapprove endorse worry regret envisage foresee characterise
    characterize portray sum attribute put express voice discuss address mention wish prefer like
    advise appeal plead advocate mean imagine intend plan seek refuse account make give find raise
    offer cite hold rule single play shrug brush hit lash point lay set part take pin accept welcome
    applaud deplore lament"""
)

#: Verbs too common to ask for somebody's words by themselves; the words that must follow.
WITH_TAIL = {
    "make": r"of\b",
    "put": r"(?:it|that|this)\b|.*\bdown\s+to\b",
    "hold": r"(?:.*\s)?(?:responsible|accountable|liable)\b",
    "rule": r"(?:.*\s)?out\b",
    "single": r"(?:.*\s)?out\b",
    "play": r"(?:.*\s)?down\b",
    "shrug": r"(?:.*\s)?off\b",
    "brush": r"(?:.*\s)?(?:off|aside)\b",
    "hit": r"(?:out|back)\b",
    "lash": r"out\b",
    "point": r"(?:to|out)\b",
    "lay": r"(?:the\s+)?blame\b",
    "pin": r"(?:the\s+)?(?:blame|hopes?)\b",
    "set": r"out\b",
    "part": r"company\b",
    "take": r"(?:issue|exception|(?:a|the)\s+(?:view|line))\b",
    "sum": r"(?:it |this |that )?up\b",
    "account": r"for\b",
    "give": r"(?:as|for|to explain|reasons?|examples?)\b",
    "find": r"(?:in|with|wrong|fault|objectionable|unacceptable|worrying)\b",
    "raise": r"(?:about|against|over|with)\b",
    "offer": r"(?:to explain|in defence|in defense|about|for)\b",
    "cite": r"",
    "like": r"\w+",
    "back": r"(?:the|a|an|plans?|calls?|[\\w-]+'s)\\b",
    "call": r"",
    "speak": r"(?:about|of|on|to|out|at)\b",
    "talk": r"(?:about|of|on)\b",
    "mean": r"by\b|when\b",
    "see": r"(?:as|in|for|the|a|an|it|this|that|\w+ing|\w+ as|\w+)\b",
}

_IRREGULAR = {
    "shrug": ("shrugs", "shrugged", "shrugged", "shrugging"),
    "pin": ("pins", "pinned", "pinned", "pinning"),
    "lay": ("lays", "laid", "laid", "laying"),
    "take": ("takes", "took", "taken", "taking"),
    "hit": ("hits", "hit", "hit", "hitting"),
    "set": ("sets", "set", "set", "setting"),
    "hold": ("holds", "held", "held", "holding"),
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "see": ("sees", "saw", "seen", "seeing"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "make": ("makes", "made", "made", "making"),
    "give": ("gives", "gave", "given", "giving"),
    "find": ("finds", "found", "found", "finding"),
    "put": ("puts", "put", "put", "putting"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "mean": ("means", "meant", "meant", "meaning"),
    "seek": ("seeks", "sought", "sought", "seeking"),
    "write": ("writes", "wrote", "written", "writing"),
    "sum": ("sums", "summed", "summed", "summing"),
    "plan": ("plans", "planned", "planned", "planning"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "dub": ("dubs", "dubbed", "dubbed", "dubbing"),
    "label": ("labels", "labelled", "labelled", "labelling"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
}

#: Nouns for what somebody said or thinks: "X's stance on", "the verdict of X on".
OPINIONS = listed(
    """view views opinion opinions position stance reaction response verdict complaint complaints
    criticism criticisms attitude take thoughts assessment argument arguments explanation
    justification answer reply account warning warnings advice message comment comments remark
    remarks statement statements claim claims prediction predictions objection objections concern
    concerns worry worries fear fears demand demands line feelings belief beliefs judgement judgment
    defence defense excuse recommendation recommendations proposal proposals suggestion denial
    accusation accusations allegation allegations hopes expectations interpretation estimate
    forecast case policy priorities plans"""
)

#: Nouns that ask for an opinion when somebody gives, has or sees it: "what harm does X see in".
GROUNDS = (
    *OPINIONS,
    *listed(
        """reason reasons ground grounds harm danger dangers problem problems risk risks fault faults flaw
    flaws failing failings failure failures benefit benefits advantage advantages merit merits
    drawback drawbacks difference differences difficulty difficulties weakness weaknesses solution
    solutions remedy lesson lessons hope threat threats comparison evidence terms
    point points issue issues matter"""
    ),
)

#: Nouns for whose words something is, after "in X's" or "by X's".
BY_WHOSE = listed(
    """view opinion opinions estimation eyes words account sums reckoning estimate judgement judgment
    telling calculation calculations analysis figures mind assessment version book experience
    argument belief reading terms verdict report"""
)

#: Adjectives for what somebody thinks: "why is X against", "is X worried about".
ATTITUDES = listed(
    """unhappy angry worried concerned afraid opposed against happy unconvinced pleased confident
    optimistic pessimistic sceptical skeptical critical disappointed furious proud sorry annoyed
    upset uneasy satisfied dissatisfied alarmed surprised relieved convinced certain reluctant
    hopeful dismissive supportive determined keen unwilling ready willing cautious wary frustrated
    grateful delighted ashamed embarrassed"""
)

#: Nouns for people by what they do, where a name is not given.
ROLES = listed(
    """leader head boss chief chair chairman chairwoman chairperson president director minister
    secretary spokesman spokeswoman spokesperson manager coach captain editor governor commissioner
    ambassador mayor general bishop archbishop author founder owner economist analyst expert
    professor lawyer solicitor judge chancellor premier mp mep senator candidate campaigner activist
    critic critics witness victim father mother officer commander envoy negotiator executive vice-
    president deputy justice union unions party"""
)


def forms(verbs: Sequence[str]) -> dict[str, tuple[str, str, str, str]]:
    """Each verb with its third person, past, participle and -ing form."""
    return {verb: _IRREGULAR.get(verb) or _regular(verb) for verb in verbs}


def base_of(verbs: Sequence[str]) -> dict[str, str]:
    """Every form of the verbs, with the verb it is of."""
    return {form: verb for verb, others in forms(verbs).items() for form in (verb, *others)}


def alternatives(words: Iterable[str]) -> str:
    """The words as a regular expression, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


def _regular(verb: str) -> tuple[str, str, str, str]:
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb[:-1]}ied", f"{verb}ing"
    third = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x")) else f"{verb}s"
    return third, f"{verb}ed", f"{verb}ed", f"{verb}ing"
