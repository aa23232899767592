"""From a parsed sentence to its reports: who, by which word, said which words.

The labels are those of the English models of spaCy (ClearNLP's: nsubj, ccomp, xcomp, pobj, relcl, ...).

Not known: a subject that another sentence supplies, a report inside what somebody else is reported to have
said about himself ("he said he hoped ..." is one report, of what he said), and irony.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.statements.contents import Span, content_of, span_of
from rag.statements.cues import DENIALS, NOUNS, STATES_OF_MIND, VERBS
from rag.statements.dependencies import child, end_of, extent, is_passive, marked_that
from rag.statements.frames import Frame
from rag.statements.saidwhen import day_phrase
from rag.statements.sources import Source, agent_of, noun_phrase, owner_of, source_of
from rag.statements.wordlist import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WITHHELD = words("refuse refuses refused refusing decline declines declined declining fail failed fails")
_WHILE_SPEAKING = words("speaking talking appearing writing addressing")
_LEADS_TO = words("went goes go going continued continues used came chose")
_MODIFIES = words("amod compound aux auxpass")
_CLAUSES = words("ROOT ccomp conj relcl advcl parataxis")
#: Verbs too general to give quoted words inside a report to their subject.
_WIDE = words("speak talk give see find offer express promise read learn")
_DESCRIBED = re.compile(r",| who\b| which\b|\W*$")
PRONOUNS = words("he she they it we i you his her their its who which")


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source; ``content`` is the frame span reported, None where only quoted words are.

    ``reach`` is the frame span the cue governs, within which quoted fragments are the source's. ``inner``
    marks a report inside what another reports, ``backward`` one whose words stand before its cue;
    ``day`` has the words that say on which day it was said.
    """

    cue: str
    base: str
    cue_start: int
    cue_end: int
    source: Source
    content: Span | None
    reach: Span
    negated: bool = False
    utterances: tuple[int, ...] = ()
    inner: bool = False
    backward: bool = False
    day: str = ""


def reports(frame: Frame, doc: Doc) -> tuple[Report, ...]:
    """The reports of one sentence, in the order of their cues."""
    spoken = _utterance_tokens(frame, doc)
    found: list[Report] = []
    for token in doc:
        if token.i in spoken:
            continue
        found.extend(_at(token, doc, spoken))
    return tuple(_outermost(found))


def _at(token: Token, doc: Doc, spoken: dict[int, int]) -> Iterator[Report]:
    word = token.lower_
    governed = tuple(
        dict.fromkeys(spoken[c.i] for c in token.children if c.i in spoken and c.dep_ != "punct")
    )
    if word == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
        yield from _according(token, doc)
    elif word in VERBS and (token.tag_.startswith("V") or (governed and token.tag_ in {"NN", "NNP", "JJ"})):
        yield from _verb(token, doc, VERBS[word], governed, spoken)
    elif governed and token.tag_.startswith("V"):
        source = source_of(token, doc, spoken) or owner_of(token, doc)
        if source is not None:
            yield Report(
                token.text,
                "",
                token.idx,
                end_of(token),
                source,
                None,
                extent(token),
                False,
                governed,
            )
    elif word in NOUNS:
        yield from _noun(token, doc)
    elif word in STATES_OF_MIND:
        yield from _adjective(token, doc, spoken)


def _utterance_tokens(frame: Frame, doc: Doc) -> dict[int, int]:
    """Token index -> number of the utterance whose stand-in it belongs to."""
    return {
        token.i: n for n, u in enumerate(frame.utterances) for token in doc if u.start <= token.idx < u.end
    }


def _verb(
    token: Token, doc: Doc, base: str, governed: tuple[int, ...], spoken: dict[int, int]
) -> Iterator[Report]:
    if token.i == 0 and base == "ask" and not governed:
        return  # "Asked what would follow, he ...": somebody else asked
    if _is_modifier(token) or (_bare_participle(token) and not governed):
        return
    source = source_of(token, doc, spoken)
    if source is None:
        return
    withheld = _withheld(token)
    content = None if withheld or _to_come(token) else content_of(token, doc, base, spoken)
    if content is not None and token.idx < content[0] == source.start:
        described = _DESCRIBED.match(doc.text, source.end) is not None
        content = None if spoken or described else content  # "said Ms Weir, who ...": the speaker, inverted
    negated = base in DENIALS or (withheld and bool(governed))
    yield Report(
        token.text,
        base,
        token.idx,
        end_of(token),
        source,
        content,
        extent(token),
        negated,
        governed,
        backward=is_passive(token) or token.dep_ == "relcl",
        day=_day(token, content),
    )


def _day(token: Token, content: Span | None) -> str:
    """The words beside a cue that say when, not those within what was said."""
    for c in token.children:
        start, end = extent(c)
        when = c.dep_ in {"prep", "npadvmod"} or (c.dep_ == "advcl" and c.lower_ in _WHILE_SPEAKING)
        if when and (content is None or end <= content[0] or start >= content[1]):
            found = day_phrase(token.doc.text[start:end])
            if found:
                return found
    return ""


def _withheld(token: Token) -> bool:
    """Whether the sentence says that it was not said: "would not say", "refused to say whether"."""
    if any(c.dep_ == "neg" or c.lower_ == "never" for c in token.children):
        return True
    return token.dep_ == "xcomp" and token.head.lower_ in _WITHHELD


def _to_come(token: Token) -> bool:
    """Whether it is still to be said: "will urge", "is tipped to ask"."""
    if token.tag_ != "VB":
        return False
    helper = child(token, "aux")
    if helper is None or helper.tag_ == "MD":
        return helper is not None
    return helper.lower_ == "to" and token.dep_ == "xcomp" and token.head.lower_ not in _LEADS_TO


def _bare_participle(token: Token) -> bool:
    """A participle without an auxiliary reports nothing by its subject: "Asked if ..., he replied"."""
    if token.tag_ != "VBN" or any(c.dep_ in {"aux", "auxpass"} for c in token.children):
        return False
    return token.dep_ in {"advcl", "acl", "amod", "ROOT", "dep"} and agent_of(token) is None


def _is_modifier(token: Token) -> bool:
    """A participle before its noun ("so-called", "a proposed law", "the reported sum")."""
    return token.dep_ in _MODIFIES


def _according(token: Token, doc: Doc) -> Iterator[Report]:
    to = doc[token.i + 1]
    who = next((c for t in (to, token) for c in t.children if c.dep_ == "pobj"), None)
    if who is None:
        return
    clause = token.head
    while clause.dep_ not in _CLAUSES and clause.head != clause:
        clause = clause.head
    first, last = clause.left_edge.i, clause.right_edge.i
    left, right = token.i, max(to.right_edge.i, token.right_edge.i)
    if left <= first:
        first = right + 1
    if right >= last - 1:
        last = left - 1
    content = span_of(doc, first, last)
    source = noun_phrase(who, doc)
    yield Report(
        "according to",
        "according",
        token.idx,
        to.idx + 2,
        source,
        content,
        (doc[first].idx if first < len(doc) else 0, end_of(doc[last])),
    )


def _noun(token: Token, doc: Doc) -> Iterator[Report]:
    """A noun of saying with its owner and a that-clause: "his claim that ..."."""
    clause = next(
        (c for c in token.children if c.dep_ in {"acl", "relcl", "ccomp"} and marked_that(c)),
        None,
    )
    if clause is None:
        return
    owner = child(token, "poss")
    source = noun_phrase(owner, doc) if owner is not None else None
    negated = False
    # "voiced their concern that", not "noted Hale's concern that"
    own = owner is None or owner.tag_ == "PRP$"
    if own and token.dep_ == "dobj" and token.head.tag_.startswith("V"):
        source = source_of(token.head, doc, {}) or source
        negated = VERBS.get(token.head.lower_, "") in DENIALS
    if source is None:
        return
    content = span_of(doc, clause.left_edge.i, clause.right_edge.i)
    yield Report(token.text, token.lower_, token.idx, end_of(token), source, content, extent(token), negated)


def _adjective(token: Token, doc: Doc, spoken: dict[int, int]) -> Iterator[Report]:
    """A state of mind with a that-clause: "are worried that ...", "made it clear that ..."."""
    clause = next(
        (c for c in token.children if c.dep_ in {"ccomp", "advcl"} and marked_that(c)),
        None,
    )
    if clause is None:
        return
    source = source_of(token.head if token.head.tag_.startswith("V") else token, doc, spoken)
    if source is None:
        return
    yield Report(
        token.text,
        token.lower_,
        token.idx,
        end_of(token),
        source,
        span_of(doc, clause.left_edge.i, clause.right_edge.i),
        extent(token),
    )


def _outermost(found: list[Report]) -> Iterator[Report]:
    """Reports that stand on their own. One inside what another reports keeps only its reach, for the quoted
    words in it, and only if it names a source of its own.
    """
    for r in found:
        around = [
            o
            for o in found
            if o is not r and o.content is not None and o.content[0] <= r.cue_start < o.content[1]
        ]
        if not around:
            yield r
        elif (
            r.base not in _WIDE
            and r.source.text.lower() not in PRONOUNS
            and all(o.content and o.content[0] <= r.source.start for o in around)
        ):
            yield replace(r, content=None, inner=True)
