"""From a parsed sentence to its reports: who, by which word, said which words.

The labels are those of the English models of spaCy (ClearNLP's: nsubj, ccomp, xcomp, pobj, relcl, ...).

Not known: a subject that another sentence supplies, a report inside what somebody else is reported to have
said about himself ("he said he hoped ..." is one report, of what he said), and irony.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.statements.cues import (
    DENIALS,
    NOUNS,
    SPEECH_FORMS,
    STATES_OF_MIND,
    TAKES,
    THOUGHT,
    VERBS,
    WORDS_OF,
    Takes,
)
from rag.statements.frames import Frame
from rag.statements.roles import ROLE_WORDS

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
_GAPS = frozenset({"who", "which", "that"})
_QUALIFIES = frozenset({"of", "for", "at", "from", "in", "with", "on", "by"})
_ANYONE = frozenset(
    {
        "i",
        "we",
        "you",
        "us",
        "me",
        "people",
        "other",
        "others",
        "those",
        "anyone",
        "nobody",
        "comment",
        "comments",
    }
)
_IMPERSONAL = frozenset(
    {"there", "this", "what", "one", "everyone", "nobody", "someone", "something", "nothing"}
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
    ``left``/``right`` bound everything that hangs on it; ``names`` further noun phrases in apposition, nearest first; ``owner`` is the possessor where the source
    is somebody's ("his spokesman"), ``full`` the phrase with what qualifies it.
    """

    start: int
    end: int
    text: str
    head: str
    names: tuple[str, ...] = ()
    full: str = ""
    left: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source; ``content`` is the frame span reported, None where only quoted words are.

    ``reach`` is the frame span the cue governs, within which quoted fragments are the source's. ``inner``
    marks a report inside what another reports, ``backward`` one whose words stand before its cue.
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
    inner: bool = False
    backward: bool = False


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
    elif word in VERBS and (token.tag_.startswith("V") or (governed and token.tag_ in {"NN", "NNP", "JJ"})):
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


def _utterance_tokens(frame: Frame, doc: Doc) -> dict[int, int]:
    """Token index -> number of the utterance whose stand-in it belongs to."""
    return {
        token.i: n for n, u in enumerate(frame.utterances) for token in doc if u.start <= token.idx < u.end
    }


def _verb(
    token: Token, doc: Doc, base: str, governed: tuple[int, ...], spoken: dict[int, int]
) -> Iterator[Report]:
    if _is_modifier(token) or (_bare_participle(token) and not governed):
        return
    source = _source(token, doc, spoken)
    if source is None:
        return
    withheld = _withheld(token)
    content = None if withheld else _content(token, doc, base, spoken)
    negated = base in DENIALS or (withheld and bool(governed))
    yield Report(
        token.text,
        base,
        token.idx,
        _end(token),
        source,
        content,
        _extent(token),
        negated,
        governed,
        backward=_passive(token) or token.dep_ == "relcl",
    )


def _content(token: Token, doc: Doc, base: str, spoken: dict[int, int]) -> tuple[int, int] | None:
    takes = TAKES[base]
    content = None
    if Takes.CLAUSE in takes:
        content = _clause(token, doc, base, spoken)
    if _passive(token):
        return content
    if content is None and Takes.TO in takes:
        content = _addressed(token, base)
    if content is None and Takes.OF in takes:
        content = _charged(token, base)
    if content is None and Takes.OBJECT in takes:
        content = _object(token, base)
    if content is None and base in _TAKES_THE_REST:
        content = _rest(token, doc, spoken)
    return content


#: Verbs so plainly of saying that a clause follows even where the parser sees none.
_TAKES_THE_REST = frozenset({"say", "argue", "insist", "claim", "agree", "believe", "think"})


def _rest(token: Token, doc: Doc, spoken: dict[int, int]) -> tuple[int, int] | None:
    """What follows the cue to the end of the sentence, if it starts like a clause and has a finite verb."""
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if following is None or following.is_punct or following.i in spoken:
        return None
    if following.tag_ in {"IN", "TO", "RB", "RBR", "WRB", "CC", "RP"} and following.lower_ not in {
        "that",
        "if",
    }:
        return None
    last = len(doc) - 1
    for t in doc[token.i + 2 :]:
        if t.i in spoken or (t.lower_ in VERBS and t.head.i <= token.i):
            last = t.i - 1
            while last > token.i and (
                doc[last].is_punct or doc[last].dep_ in {"cc", "aux", "advmod", "mark"}
            ):
                last -= 1
            break
    if not any(t.tag_ in {"VBD", "VBN", "VBZ", "VBP", "MD"} for t in doc[token.i + 2 : last + 1]):
        return None
    return _span(doc, token.i + 1, last, token)


def _withheld(token: Token) -> bool:
    """Whether the sentence says that it was not said: "would not say", "refused to say whether"."""
    if any(c.dep_ == "neg" or c.lower_ in _NOT_SAID for c in token.children):
        return True
    return token.dep_ == "xcomp" and token.head.lower_ in _WITHHELD


def _bare_participle(token: Token) -> bool:
    """ "Asked if ..., he replied": a participle without an auxiliary reports nothing by its subject."""
    if token.tag_ != "VBN" or any(c.dep_ in {"aux", "auxpass"} for c in token.children):
        return False
    return token.dep_ in {"advcl", "acl", "amod", "ROOT", "dep"} and _agent(token) is None


def _is_modifier(token: Token) -> bool:
    """A participle before its noun ("so-called", "a proposed law", "the reported sum")."""
    return token.dep_ in {"amod", "compound", "aux", "auxpass"}


# -- who -----------------------------------------------------------------------------------------------------


def _source(token: Token, doc: Doc, spoken: dict[int, int]) -> Source | None:
    """The subject of ``token``, or of the verb it shares one with, or the agent of a passive."""
    head = _speaking(token, doc, spoken)
    if head is None or head.lower_ in _IMPERSONAL | _ANYONE:
        return None
    if head.lower_ in WORDS_OF:
        head = next((c for c in head.children if c.dep_ == "poss"), head)
    return _noun_phrase(head, doc)


def _speaking(token: Token, doc: Doc, spoken: dict[int, int]) -> Token | None:
    if _passive(token):
        return _agent(token)
    verb = token
    for _ in range(6):
        subject = _subject(verb, spoken)
        if subject is not None:
            if subject.lower_ in _GAPS and verb.dep_ == "relcl":
                return verb.head
            return None if subject.lower_ == "it" and _passive(verb) else subject
        if verb is token:
            outer = _outer_cue(verb)
            if outer is not None:
                return _speaking(outer, doc, spoken)
            if verb.dep_ != "conj":
                inverted = _inverted(verb, doc, spoken)
                if inverted is not None:
                    return inverted
        if verb.dep_ == "acl":
            return verb.head if token.tag_ == "VBG" else None
        if verb.dep_ not in _INHERITS or verb.head is verb or (verb.dep_ == "ccomp" and verb.tag_ != "VBG"):
            return None
        verb = verb.head
    return None


def _passive(verb: Token) -> bool:
    return any(c.dep_ == "auxpass" for c in verb.children)


def _agent(verb: Token) -> Token | None:
    """Who did what the passive ``verb`` says: "branded a waste by MPs"."""
    near = [c for c in verb.children] + [g for c in verb.children for g in c.children]
    return next(
        (p for c in near if c.lower_ == "by" and c.i > verb.i for p in c.children if p.dep_ == "pobj"), None
    )


def _outer_cue(verb: Token) -> Token | None:
    """The cue whose clause the parser hung ``verb`` on, where ``verb`` goes on with that cue's subject:
    "said it was clear and urged the government to act".
    """
    if verb.dep_ != "conj" or verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or _has_own_subject(verb):
        return None
    above = verb.head
    for _ in range(5):
        if above.dep_ in {"ccomp", "xcomp", "conj", "advcl"} and above.head is not above:
            inside = above.dep_ == "ccomp"
            above = above.head
            if inside and above.lower_ in SPEECH_FORMS and above.i < verb.i:
                same = verb.tag_ == above.tag_ or (
                    verb.tag_ == "VBN" and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children)
                )
                return above if same else None
        else:
            return None
    return None


def _has_own_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in verb.children)


def _subject(verb: Token, spoken: dict[int, int]) -> Token | None:
    subjects = [
        c
        for c in verb.children
        if c.dep_ in {"nsubj", "nsubjpass"} and c.i not in spoken and c.tag_ != "HYPH" and c.text != "-"
    ]
    if not subjects:
        return None
    # two subjects: one is of the words around the cue. A comma before the cue tells an inverted order.
    after = [c for c in subjects if c.i > verb.i]
    if len(subjects) > 1 and after and verb.i and verb.doc[verb.i - 1].is_punct:
        return after[0]
    return min(subjects, key=lambda c: abs(c.i - verb.i))


def _inverted(verb: Token, doc: Doc, spoken: dict[int, int]) -> Token | None:
    """The noun right after a verb that has what was said before it: "..., said Mr Blair"."""
    before = doc[verb.i - 1] if verb.i else None
    if verb.tag_ in {"VBG", "VB"}:
        return None
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
    """The phrase around ``head``, mended where the parser broke a name or a hyphenated word."""
    start, head = head, _true_head(head, doc)
    left = start
    for c in start.lefts:
        if c.dep_ in _LEFT_OF_NAME:
            left = min(left, c.left_edge, key=_index)
    # "Tory co-chairman Liam Fox": words before the head that hang elsewhere for their hyphens
    while left.i > 1 and doc[left.i - 1].text in "-–" and not doc[left.i - 1].whitespace_:
        left = doc[left.i - 2]
        for c in left.lefts:
            left = min(left, c.left_edge, key=_index)
    end = head
    names = [doc[t.left_edge.i : t.i + 1].text for t in head.subtree if t.dep_ == "appos" and t.i > head.i]
    for c in head.rights:
        if c.dep_ == "prep" and c.lower_ in _QUALIFIES and c.i == end.i + 1:
            end = _qualifier_end(c)
    first = left.idx
    text = doc.text[first : _end(head)]
    return Source(
        first,
        _end(head),
        text,
        head.text,
        tuple(names),
        doc.text[first : _end(end)],
        min(first, start.left_edge.idx),
        max(_end(head), _end(end)),
    )


def _qualifier_end(prep: Token) -> Token:
    """The last token of "of the NATO expert group", without what was "presented at ..." after it."""
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None)
    if noun is None:
        return prep
    end = noun
    for c in noun.rights:
        if c.i != end.i + 1:
            break
        if c.dep_ == "prep":
            end = _qualifier_end(c)
        elif c.dep_ in {"cc", "conj"}:
            end = c.right_edge
        else:
            break
    return end


def _true_head(head: Token, doc: Doc) -> Token:
    """Further right where the phrase goes on: "co-chairman", "Number 10", "Ernst & Young", and
    "Department for Education spokeswoman", which the parser takes for a department.
    """
    while head.i + 2 < len(doc) and doc[head.i + 1].text == "-" and not head.whitespace_:
        head = doc[head.i + 2]
    if (
        head.i + 1 < len(doc)
        and head.text[:1].isupper()
        and doc[head.i + 1].tag_ == "CD"
        and doc[head.i + 1].head == head
    ):
        head = doc[head.i + 1]
    if head.i + 2 < len(doc) and doc[head.i + 1].text == "&":
        head = doc[head.i + 2]
    prep = next((c for c in head.rights if c.dep_ == "prep" and c.i == head.i + 1), None)
    if prep is not None and prep.right_edge.lower_ in ROLE_WORDS and prep.right_edge.i > prep.i + 1:
        last = prep.right_edge
        if last.tag_ == "NN" and doc[last.i - 1].tag_ in {"NNP", "NNPS", "NN", "NNS"}:
            return last
    return _named_after_office(head, prep) or head


def _named_after_office(head: Token, prep: Token | None) -> Token | None:
    """Phillips in "Commission for Racial Equality chairman Trevor Phillips", which the parser takes for
    a commission.
    """
    last = prep.right_edge if prep is not None else None
    if last is None or last.tag_ != "NNP":
        return None
    first = last.i
    while first > head.i + 1 and head.doc[first - 1].tag_ == "NNP":
        first -= 1
    return last if first < last.i + 1 and head.doc[first - 1].lower_ in ROLE_WORDS else None


# -- what ----------------------------------------------------------------------------------------------------


def _clause(token: Token, doc: Doc, base: str, spoken: dict[int, int]) -> tuple[int, int] | None:
    """The clause that is what was said: an object clause, or the clause around a parenthetical cue."""
    after = next(
        (c for c in token.children if c.i > token.i and c.i not in spoken and _said(c, base)),
        None,
    )
    if after is not None:
        first = after.left_edge.i
        gap = doc[token.i + 1 : first]
        if (
            base not in _RECIPIENT
            and not _has_own_subject(after)
            and len(gap)
            and all(t.dep_ != "prep" or t.head.i > token.i for t in gap)
            and not any(t.is_punct for t in gap)
        ):
            first = token.i + 1
        return _span(doc, first, _reach(token, after), token)
    before = next(
        (c for c in token.children if c.dep_ == "ccomp" and c.i < token.i and c.i not in spoken), None
    )
    if before is not None and not any(
        i in spoken for i in range(before.left_edge.i, before.right_edge.i + 1)
    ):
        first = (
            min(before.left_edge.i, token.sent.start)
            if token.dep_ == "ROOT" and before.right_edge.i > token.i
            else before.left_edge.i
        )
        return _span(doc, first, before.right_edge.i, token)
    if token.dep_ == "parataxis" and token.head.i not in spoken:
        return _around(token, token.head, doc)
    return None


#: Verbs whose object is who was told.
_RECIPIENT = frozenset({"tell", "inform", "remind", "assure", "warn", "ask", "advise", "promise", "persuade"})


def _said(clause: Token, base: str) -> bool:
    """Whether a dependent of a cue is the clause reported."""
    marks = {c.lower_ for c in clause.children if c.dep_ == "mark"}
    if clause.dep_ == "advcl":
        return marks == {"that"}
    if clause.dep_ != "ccomp":
        return False
    if base == "find" and "that" not in marks:
        return False
    finite = clause.tag_ in {"VBD", "VBZ", "VBP"} or any(
        c.tag_ in {"MD", "VBD", "VBZ", "VBP"} and c.dep_ in {"aux", "auxpass"} for c in clause.children
    )
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children):
        return False
    return finite or (base not in THOUGHT and clause.tag_ != "VBG")


def _reach(verb: Token, clause: Token) -> int:
    """Where the clause ends. What the parser hung on the cue after it belongs to it as a rule, and so does
    a clause joined to the cue that has a subject of its own; a cue joined to the clause that has none does not.
    """
    end = clause.right_edge.i
    for t in verb.doc[clause.i + 1 : end + 1]:
        if (
            t.lower_ in VERBS
            and _outer_cue(t) == verb
            and any(c.dep_ in {"ccomp", "xcomp", "dobj"} for c in t.children)
        ):
            end = t.i - 1
            while end > clause.i and (verb.doc[end].dep_ in {"cc", "advmod", "aux", "punct"}):
                end -= 1
            return end
        if (
            t.dep_ == "advcl"
            and t.lower_ in SPEECH_FORMS
            and t.tag_ == "VBG"
            and t.head is clause
            and not _has_own_subject(t)
            and verb.doc[t.left_edge.i - 1].text == ","
        ):
            return t.left_edge.i - 2
    for c in verb.rights:
        if c.i <= end or c.dep_ in {"punct", "cc"}:
            continue
        if (
            c.dep_ in {"prep", "advmod", "npadvmod", "dobj", "acomp"}
            or (c.dep_ == "advcl" and c.lower_ not in VERBS and c.tag_ != "VBG")
            or (
                c.dep_ == "conj"
                and c.lower_ not in VERBS
                and (_has_own_subject(c) or any(g.lower_ == "that" and g.dep_ == "mark" for g in c.children))
            )
        ):
            end = c.right_edge.i
        else:
            break
    return end


def _around(cue: Token, clause: Token, doc: Doc) -> tuple[int, int]:
    first, last = clause.left_edge.i, clause.right_edge.i
    if clause.dep_ == "ROOT":
        first = clause.sent.start
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
            if (who is not None and c.i > who.i) or (who is not None and c.left_edge.i <= who.i):
                return _span(doc, who.left_edge.i, _reach(token, c), token)
    return None


def _charged(token: Token, base: str) -> tuple[int, int] | None:
    """ "accused {him of lying}", "blamed {the weather for the delay}"."""
    kinds = {"accuse": {"of"}, "threaten": {"with"}, "blame": {"for", "on"}, "describe": {"as"}}.get(base)
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
    end = max(prep.right_edge.i, who.right_edge.i)
    later = next(
        (
            c
            for c in token.rights
            if c.i > end and c.dep_ == "advcl" and c.lower_ not in VERBS and c.tag_ != "VBG"
        ),
        None,
    )
    return _span(doc, who.left_edge.i, later.right_edge.i if later is not None else end, token)


def _object(token: Token, base: str) -> tuple[int, int] | None:
    doc = token.doc
    if base == "call":
        prep = next(
            (c for c in token.children if c.dep_ in {"prep"} and c.lower_ == "for" and c.i == token.i + 1),
            None,
        )
        return _span(doc, prep.i + 1, prep.right_edge.i, token) if prep is not None else None
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
        or (doc[first].lower_ == "that" and doc[first].dep_ == "mark")
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
            r.source is not None
            and r.base not in _WIDE
            and r.source.text.lower() not in PRONOUNS
            and all(o.content and o.content[0] <= r.source.start for o in around)
        ):
            yield replace(r, content=None, inner=True)


#: Verbs too general to give quoted words inside a report to their subject.
_WIDE = frozenset({"speak", "talk", "give", "see", "find", "offer", "express", "promise", "read", "learn"})
PRONOUNS = frozenset(
    {"he", "she", "they", "it", "we", "i", "you", "his", "her", "their", "its", "who", "which"}
)


def _index(token: Token) -> int:
    return int(token.i)
