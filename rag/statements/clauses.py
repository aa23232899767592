"""From a parsed sentence to its reports: who, by which word, said which words.

The labels are those of the English models of spaCy (ClearNLP's: nsubj, ccomp, xcomp, pobj, relcl, ...).

Not known: a subject that another sentence supplies, a report inside what somebody else is reported to have
said about himself ("he said he hoped ..." is one report, of what he said), and irony.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.statements.cues import DENIALS, NOUNS, STATES_OF_MIND, TAKES, VERBS, Takes
from rag.statements.frames import Frame

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
_GAPS = frozenset({"who", "which", "that"})
_IMPERSONAL = frozenset(
    {"it", "there", "this", "what", "one", "everyone", "nobody", "someone", "something", "nothing"}
)
_LEFT_OF_NAME = frozenset({"det", "compound", "amod", "poss", "nmod", "nummod", "predet", "quantmod", "case"})
_INHERITS = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "dep", "ccomp"})
_NOT_SAID = frozenset({"not", "n't", "never"})
_WITHHELD = frozenset(
    {
        "refuse",
        "refuses",
        "refused",
        "refusing",
        "decline",
        "declines",
        "declined",
        "declining",
        "fail",
        "failed",
        "fails",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """Who, as the sentence has it. ``start``/``end`` are frame offsets of ``text``; ``head`` its last noun;
    ``names`` further noun phrases in apposition, nearest first; ``owner`` is the possessor where the source
    is somebody's ("his spokesman"), ``full`` the phrase with what qualifies it.
    """

    start: int
    end: int
    text: str
    head: str
    head_start: int
    names: tuple[str, ...] = ()
    full: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source; ``content`` is the frame span reported, None where only quoted words are.

    ``reach`` is the frame span the cue governs, within which quoted fragments are the source's.
    """

    cue: str
    base: str
    cue_start: int
    cue_end: int
    source: Source | None
    content: tuple[int, int] | None
    reach: tuple[int, int]
    negated: bool = False
    utterances: tuple[int, ...] = ()


def reports(frame: Frame, doc: Doc) -> tuple[Report, ...]:
    """The reports of one sentence, in the order of their cues."""
    spoken = _utterance_tokens(frame, doc)
    found: list[Report] = []
    for token in doc:
        if token.i in spoken:
            continue
        found.extend(_at(token, doc, frame, spoken))
    return tuple(_outermost(found))


def _at(token: Token, doc: Doc, frame: Frame, spoken: dict[int, int]) -> Iterator[Report]:
    word = token.lower_
    governed = tuple(
        dict.fromkeys(spoken[c.i] for c in token.children if c.i in spoken and c.dep_ != "punct")
    )
    if word == "according" and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
        yield from _according(token, doc, spoken)
    elif (
        word in VERBS
        and token.tag_ in _VERB_TAGS | {"VBN", "NN", "NNP"}
        and not (token.tag_ in {"NN", "NNP"} and not governed)
    ):
        yield from _verb(token, doc, VERBS[word], governed, spoken)
    elif governed and token.tag_.startswith("V"):
        source = _source(token, doc, spoken)
        if source is None:
            source = _possessed(token, doc)
        if source is not None:
            yield Report(
                token.text,
                "",
                token.idx,
                token.idx + len(token),
                source,
                None,
                _extent(token),
                False,
                governed,
            )
    elif word in NOUNS:
        yield from _noun(token, doc)
    elif word in STATES_OF_MIND:
        yield from _adjective(token, doc, spoken)


_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBP", "VBZ"})


def _utterance_tokens(frame: Frame, doc: Doc) -> dict[int, int]:
    """Token index -> number of the utterance whose stand-in it belongs to."""
    return {
        token.i: n for n, u in enumerate(frame.utterances) for token in doc if u.start <= token.idx < u.end
    }


def _verb(
    token: Token, doc: Doc, base: str, governed: tuple[int, ...], spoken: dict[int, int]
) -> Iterator[Report]:
    takes = TAKES[base]
    passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in token.children)
    source = _source(token, doc, spoken)
    negated = base in DENIALS or _denied(token)
    content: tuple[int, int] | None = None
    if Takes.CLAUSE in takes:
        content = _clause(token, doc, spoken, source)
    if content is None and Takes.TO in takes and not passive:
        content = _addressed(token, base)
    if content is None and Takes.OF in takes and not passive:
        content = _charged(token, base)
    if content is None and Takes.OBJECT in takes and not passive:
        content = _object(token, base)
    if _is_modifier(token):
        return
    if (
        passive
        and not _active_report(token, doc)
        and source is not None
        and source.text.lower() in _IMPERSONAL
    ):
        return
    if source is None and not governed:
        return
    yield Report(
        token.text,
        base,
        token.idx,
        token.idx + len(token),
        source,
        content,
        _extent(token),
        negated,
        governed,
    )


def _active_report(token: Token, doc: Doc) -> bool:
    return token.tag_ == "VBG" or token.i < 0


def _is_modifier(token: Token) -> bool:
    """A participle before its noun ("so-called", "a proposed law", "the reported sum")."""
    return token.dep_ in {"amod", "compound", "aux", "auxpass"}


def _denied(token: Token) -> bool:
    """Whether the verb itself is negated or refused, so that nothing was said."""
    if any(c.dep_ == "neg" or c.lower_ in _NOT_SAID for c in token.children):
        return True
    return token.dep_ == "xcomp" and token.head.lower_ in _WITHHELD


# -- who -----------------------------------------------------------------------------------------------------


def _source(token: Token, doc: Doc, spoken: dict[int, int]) -> Source | None:
    """The subject of ``token``, or of the verb it shares one with, or the agent of a passive."""
    verb = token
    for _ in range(6):
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        agent = next(
            (
                p
                for c in verb.children
                if c.dep_ == "agent" or (passive and c.lower_ == "by")
                for p in c.children
                if p.dep_ == "pobj"
            ),
            None,
        )
        if passive and verb is token:
            deep = agent or next(
                (
                    p
                    for c in verb.children
                    for g in c.children
                    if g.lower_ == "by"
                    for p in g.children
                    if p.dep_ == "pobj"
                ),
                None,
            )
            return _noun_phrase(deep, doc) if deep is not None else None
        subject = _subject(verb, spoken)
        if subject is not None:
            if subject.lower_ in _GAPS and verb.dep_ == "relcl":
                return _noun_phrase(verb.head, doc)
            if subject.lower_ in _IMPERSONAL:
                return None
            return _noun_phrase(subject, doc)
        if verb is token and verb.dep_ != "conj":
            inverted = _inverted(verb, doc, spoken)
            if inverted is not None:
                return _noun_phrase(inverted, doc)
        if verb.dep_ in {"acl", "relcl"}:
            return _noun_phrase(verb.head, doc) if verb.dep_ == "acl" and token.tag_ == "VBG" else None
        if verb.dep_ in _INHERITS and verb.head is not verb:
            if verb.dep_ == "ccomp" and verb.tag_ != "VBG":
                return None
            verb = verb.head
            continue
        return None
    return None


def _subject(verb: Token, spoken: dict[int, int]) -> Token | None:
    subjects = [
        c
        for c in verb.children
        if c.dep_ in {"nsubj", "nsubjpass"} and c.i not in spoken and c.tag_ != "HYPH" and c.text != "-"
    ]
    if not subjects:
        return None
    # two subjects: the parser took what precedes the quotation for one; the nearer is the verb's
    return min(subjects, key=lambda c: abs(c.i - verb.i))


def _inverted(verb: Token, doc: Doc, spoken: dict[int, int]) -> Token | None:
    """The noun right after a verb that has what was said before it: "..., said Mr Blair"."""
    before = doc[verb.i - 1] if verb.i else None
    if before is not None and not (before.is_punct or before.i in spoken or before.dep_ == "advmod"):
        return None
    for c in verb.children:
        if (
            c.i > verb.i
            and c.i not in spoken
            and c.dep_ in {"dobj", "attr", "oprd", "npadvmod", "dative", "appos"}
            and c.tag_[:1] in "NP"
        ):
            between = doc[verb.i + 1 : c.left_edge.i]
            return c if len(between) == 0 else None
    return None


def _possessed(verb: Token, doc: Doc) -> Source | None:
    """ "His message was: ..." -> his."""
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    owner = next((c for c in subject.children if c.dep_ == "poss"), None) if subject is not None else None
    return _noun_phrase(owner, doc) if owner is not None else None


def _noun_phrase(head: Token, doc: Doc) -> Source:
    left = head
    for c in head.lefts:
        if c.dep_ in _LEFT_OF_NAME:
            left = min(left, c.left_edge, key=lambda t: t.i)
    # "Tory co-chairman Liam Fox": words before the head that hang elsewhere for their hyphens
    while left.i > 0 and (doc[left.i - 1].text in "-–" and not doc[left.i - 1].whitespace_ and left.i > 1):
        left = doc[left.i - 2]
        for c in left.lefts:
            left = min(left, c.left_edge, key=lambda t: t.i)
    right = head
    names = []
    end = head
    for c in head.rights:
        if c.dep_ == "appos":
            names.append(doc[c.left_edge.i : c.i + 1].text)
        elif (
            c.dep_ == "prep"
            and c.lower_ in {"of", "for", "at", "from", "in", "with", "on"}
            and not names
            and c.i == end.i + 1
        ):
            end = c.right_edge
    first, last = left.idx, right.idx + len(right)
    text = doc.text[first:last]
    full = doc.text[first : end.idx + len(end)]
    return Source(first, last, text, head.text, head.idx, tuple(names), full)


# -- what ----------------------------------------------------------------------------------------------------


def _clause(token: Token, doc: Doc, spoken: dict[int, int], source: Source | None) -> tuple[int, int] | None:
    """The clause that is what was said: an object clause, or the clause around a parenthetical cue."""
    after = [
        c
        for c in token.children
        if c.dep_ in {"ccomp", "advcl"} and c.i > token.i and c.i not in spoken and _finite(c, token)
    ]
    if after:
        return _span(doc, after[0].left_edge.i, _reach(token, after[0]), token)
    before = [c for c in token.children if c.dep_ == "ccomp" and c.i < token.i and c.i not in spoken]
    if before and not any(i in spoken for i in range(before[0].left_edge.i, before[0].right_edge.i + 1)):
        first, last = before[0].left_edge.i, before[0].right_edge.i
        return _span(doc, min(first, token.sent.start if token.dep_ == "ROOT" else first), last, token)
    if token.dep_ in {"parataxis"} and token.head.i not in spoken:
        return _around(token, token.head, doc)
    return None


def _finite(clause: Token, verb: Token) -> bool:
    if clause.dep_ == "ccomp":
        return True
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _reach(verb: Token, clause: Token) -> int:
    """Where the clause ends: what the parser hung on the cue after it belongs to it as a rule."""
    end = clause.right_edge.i
    for c in verb.rights:
        if c.i > end and c.dep_ in {"prep", "advmod", "npadvmod", "dobj", "advcl", "punct", "acomp"}:
            if c.dep_ == "advcl" and (c.lower_ in VERBS or c.tag_ == "VBG"):
                break
            if c.dep_ == "punct":
                continue
            end = c.right_edge.i
        elif c.i > end:
            break
    return end


def _around(cue: Token, clause: Token, doc: Doc) -> tuple[int, int]:
    first, last = clause.left_edge.i, clause.right_edge.i
    if cue.right_edge.i >= last:
        last = cue.left_edge.i - 1
    if cue.left_edge.i <= first:
        first = cue.right_edge.i + 1
    return _span(doc, first, last, cue) or (0, 0)


def _addressed(token: Token, base: str) -> tuple[int, int] | None:
    """ "urged {Congress to act}", "called on {Congress to act}", "called for {him to go}"."""
    doc = token.doc
    for c in token.children:
        if (
            c.i > token.i
            and c.dep_ in {"xcomp", "ccomp", "advcl"}
            and any(g.dep_ == "aux" and g.lower_ == "to" for g in c.children)
        ):
            who = next(
                (g for g in token.children if token.i < g.i < c.i and g.dep_ in {"dobj", "dative"}), None
            )
            if who is None:
                on = next(
                    (
                        g
                        for g in token.children
                        if g.dep_ == "prep" and g.lower_ in {"on", "upon"} and token.i < g.i < c.i
                    ),
                    None,
                )
                who = next((g for g in on.children if g.dep_ == "pobj"), None) if on is not None else None
            if who is None:
                who = next((g for g in c.children if g.dep_ in {"nsubj", "nsubjpass"}), None)
            if who is not None and c.i > who.i or who is not None and c.left_edge.i <= who.i:
                return _span(doc, who.left_edge.i, _reach(token, c), token)
    return None


def _charged(token: Token, base: str) -> tuple[int, int] | None:
    """ "accused {him of lying}", "blamed {the weather for the delay}"."""
    kinds = {
        "accuse": {"of"},
        "threaten": {"with"},
        "suspect": {"of"},
        "warn": {"of", "against"},
        "blame": {"for", "on"},
    }.get(base)
    if kinds is None:
        return None
    doc = token.doc
    who = next((c for c in token.children if c.dep_ in {"dobj", "dative"} and c.i > token.i), None)
    if who is None:
        return None
    prep = next(
        (
            c
            for t in (token, who)
            for c in t.children
            if c.dep_ == "prep" and c.lower_ in kinds and c.i > who.i
        ),
        None,
    )
    if prep is None:
        return None
    return _span(doc, who.left_edge.i, max(prep.right_edge.i, who.right_edge.i), token)


def _object(token: Token, base: str) -> tuple[int, int] | None:
    doc = token.doc
    if base == "call":
        prep = next(
            (c for c in token.children if c.dep_ in {"prep"} and c.lower_ == "for" and c.i == token.i + 1),
            None,
        )
        return _span(doc, prep.i + 1, prep.right_edge.i, token) if prep is not None else None
    if base == "describe":
        return None
    what = next((c for c in token.children if c.dep_ in {"dobj", "xcomp"} and c.i > token.i), None)
    if what is None:
        return None
    return _span(doc, what.left_edge.i, what.right_edge.i, token)


def _according(token: Token, doc: Doc, spoken: dict[int, int]) -> Iterator[Report]:
    to = doc[token.i + 1]
    who = next((c for t in (to, token) for c in t.children if c.dep_ == "pobj"), None)
    if who is None:
        return
    clause = token.head
    while (
        clause.dep_ not in {"ROOT", "ccomp", "conj", "relcl", "advcl", "parataxis"}
        and clause.head is not clause
    ):
        clause = clause.head
    first, last = clause.left_edge.i, clause.right_edge.i
    left, right = token.i, max(to.right_edge.i, token.right_edge.i)
    if left <= first:
        first = right + 1
    if right >= last - 1:
        last = left - 1
    content = _span(doc, first, last, token)
    source = _noun_phrase(who, doc)
    yield Report(
        "according to",
        "according",
        token.idx,
        to.idx + 2,
        source,
        content,
        (doc[first].idx if first < len(doc) else 0, _end(doc[last])),
    )


def _noun(token: Token, doc: Doc) -> Iterator[Report]:
    """ "his claim that ...": a noun of saying with its owner and a that-clause."""
    clause = next(
        (
            c
            for c in token.children
            if c.dep_ in {"acl", "relcl", "ccomp"}
            and any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
        ),
        None,
    )
    if clause is None:
        return
    owner = next((c for c in token.children if c.dep_ == "poss"), None)
    source = _noun_phrase(owner, doc) if owner is not None else None
    if token.dep_ == "dobj" and token.head.tag_.startswith("V"):
        source = _source(token.head, doc, {}) or source
    if source is None:
        return
    content = _span(doc, clause.left_edge.i, clause.right_edge.i, token)
    negated = token.dep_ == "dobj" and VERBS.get(token.head.lower_, "") in DENIALS
    yield Report(token.text, token.lower_, token.idx, _end(token), source, content, _extent(token), negated)


def _adjective(token: Token, doc: Doc, spoken: dict[int, int]) -> Iterator[Report]:
    """ "are worried that ...", "made it clear that ..."."""
    clause = next(
        (
            c
            for c in token.children
            if c.dep_ in {"ccomp", "advcl"}
            and any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children)
        ),
        None,
    )
    if clause is None:
        return
    source = _source(token.head if token.head.tag_.startswith("V") else token, doc, spoken)
    if source is None:
        return
    yield Report(
        token.text,
        token.lower_,
        token.idx,
        _end(token),
        source,
        _span(doc, clause.left_edge.i, clause.right_edge.i, token),
        _extent(token),
    )


# -- spans ---------------------------------------------------------------------------------------------------


def _end(token: Token) -> int:
    return int(token.idx) + len(token)


def _extent(token: Token) -> tuple[int, int]:
    return int(token.left_edge.idx), _end(token.right_edge)


def _span(doc: Doc, first: int, last: int, cue: Token) -> tuple[int, int] | None:
    """Frame offsets of tokens first..last, without the cue at an edge, "that", and outer punctuation."""
    while first <= last and (
        doc[first].is_punct
        or doc[first].lower_ == "that"
        and doc[first].dep_ == "mark"
        or doc[first].is_space
    ):
        if doc[first].text in "'‘£$(" and doc[first].text not in {"'"}:
            break
        first += 1
    while last >= first and (
        doc[last].is_space or (doc[last].is_punct and doc[last].text not in {")", "%", "]"})
    ):
        last -= 1
    if last < first:
        return None
    return int(doc[first].idx), _end(doc[last])


def _outermost(found: list[Report]) -> Iterator[Report]:
    """Without reports inside another report by the same source or by a pronoun."""
    for r in found:
        inside = [
            o
            for o in found
            if o is not r and o.content is not None and o.content[0] <= r.cue_start < o.content[1]
        ]
        if not inside or r.source is None:
            if not inside:
                yield r
            continue
        if r.source.start < min(o.content[0] for o in inside if o.content):
            continue
        if r.source.text[:1].isupper() or r.source.text.lower().startswith("the "):
            yield r
