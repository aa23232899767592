"""Who a cue has for its source, as the parsed sentence has it.

Not known: a source that another sentence supplies, and which of two people a name could be; that is for
``discourse``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.statements.cues import WORDS_OF
from rag.statements.dependencies import child, end_of, is_passive, outer_cue
from rag.statements.roles import ROLE_WORDS
from rag.statements.wordlist import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_GAPS = words("who which that")
_QUALIFIES = words("of for at from in with on by")
_NOBODY = words(
    """i we you us me people other others those anyone everyone someone nobody one comment comments there this
    what something nothing that"""
)
_OBJECTS = words("him them")
#: Before a noun: nobody is said to have said it.
_NONE_OF = words("no neither nor none few")
_LEFT_OF_NAME = words("det compound amod poss nmod nummod predet quantmod case")
_INHERITS = words("conj xcomp advcl pcomp prep dep ccomp")
_AFTER_VERB = words("dobj attr oprd npadvmod dative appos")
#: Letters after a name, which the parser may take for the subject.
_AFTER_NAMES = words("QC KC MP MEP MSP AM CBE OBE MBE Jr Sr PhD")
#: Verbs climbed from a cue to the subject it shares.
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Source:
    """Who, as the sentence has it. ``start``/``end`` are frame offsets of ``text``; ``head`` its last noun;
    ``left``/``right`` bound everything that hangs on it; ``names`` are the noun phrases in apposition,
    nearest first; ``full`` is the phrase with what qualifies it ("the director of the film").
    """

    start: int
    end: int
    text: str
    head: str
    names: tuple[str, ...] = ()
    full: str = ""
    left: int = 0
    right: int = 0


def source_of(token: Token, doc: Doc, spoken: dict[int, int]) -> Source | None:
    """The subject of ``token``, or of the verb it shares one with, or the agent of a passive."""
    head = _speaking(token, doc, spoken)
    if head is None or head.lower_ in _NOBODY or _is_none(head):
        return None
    if head.lower_ in _OBJECTS and head.dep_ == "nsubj":
        return None  # "him winning shows ..."
    if head.lower_ in WORDS_OF:
        head = child(head, "poss") or head
    return noun_phrase(head, doc)


def _is_none(head: Token) -> bool:
    """Whether the phrase around ``head`` is "no minister", "neither Vodafone nor Orange"."""
    return head.lower_ in _NONE_OF or any(c.lower_ in _NONE_OF for c in head.lefts)


def _speaking(token: Token, doc: Doc, spoken: dict[int, int]) -> Token | None:
    if is_passive(token):
        return agent_of(token)
    verb = token
    for _ in range(_STEPS):
        subject = _subject(verb, spoken)
        if subject is not None:
            if subject.lower_ in _GAPS and verb.dep_ == "relcl":
                return verb.head
            return None if subject.lower_ == "it" and is_passive(verb) else subject
        if verb is token:
            outer = outer_cue(verb)
            if outer is not None:
                return _speaking(outer, doc, spoken)
            if verb.dep_ != "conj":
                inverted = _inverted(verb, doc, spoken)
                if inverted is not None:
                    return inverted
        if verb.dep_ == "acl":
            return _described(verb.head, spoken) if token.tag_ == "VBG" else None
        if verb.dep_ not in _INHERITS or verb.head == verb or (verb.dep_ == "ccomp" and verb.tag_ != "VBG"):
            return None
        verb = verb.head
    return None


def _described(noun: Token, spoken: dict[int, int]) -> Token | None:
    """Who says what a participle after ``noun`` reports: the noun, but the writer in "has written to Mr Hale
    demanding ...", in "sent a letter to Mr Hale urging ..." and in "rejected the idea, saying ...".
    """
    if noun.dep_ == "dobj" and noun.tag_ == "NN" and noun.lower_ not in ROLE_WORDS:
        verb = noun.head
    elif noun.dep_ == "pobj" and noun.head.lower_ == "to":
        written = noun.head.head
        verb = written if written.tag_[:1] == "V" else written.head
    else:
        return noun
    return _subject(verb, spoken) if verb.tag_[:1] == "V" and not is_passive(verb) else None


def agent_of(verb: Token) -> Token | None:
    """Who did what the passive ``verb`` says: "branded a waste by MPs"."""
    near = [*verb.children, *(g for c in verb.children for g in c.children)]
    return next(
        (p for c in near if c.lower_ == "by" and c.i > verb.i for p in c.children if p.dep_ == "pobj"), None
    )


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
        if c.i > verb.i and c.i not in spoken and c.dep_ in _AFTER_VERB and c.tag_[:1] in "NP":
            between = doc[verb.i + 1 : c.left_edge.i]
            return c if len(between) == 0 else None
    return None


def owner_of(verb: Token, doc: Doc) -> Source | None:
    """Whose the subject is: "His message was: ..." was said by him."""
    subject = child(verb, "nsubj", "nsubjpass")
    owner = child(subject, "poss") if subject is not None else None
    return noun_phrase(owner, doc) if owner is not None else None


def noun_phrase(head: Token, doc: Doc) -> Source:
    """The phrase around ``head``, mended where the parser broke a name or a hyphenated word."""
    if head.text in _AFTER_NAMES and head.i > 1 and doc[head.i - 1].text == ",":
        head = doc[head.i - 2]
    start, head = head, _true_head(head, doc)
    left = start
    for c in start.lefts:
        if c.dep_ in _LEFT_OF_NAME:
            left = min(left, c.left_edge, key=_place)
    # "Tory co-chairman Liam Fox": words before the head that hang elsewhere for their hyphens
    while left.i > 1 and doc[left.i - 1].text in "-–" and not doc[left.i - 1].whitespace_:
        left = doc[left.i - 2]
        for c in left.lefts:
            left = min(left, c.left_edge, key=_place)
    end = head
    names = [
        doc[t.left_edge.i : t.i + 1].text
        for t in head.subtree
        if t.dep_ == "appos" and t.i > head.i and not _joined_to(t, head)
    ]
    for c in head.rights:
        if c.dep_ == "prep" and c.lower_ in _QUALIFIES and c.i == end.i + 1:
            end = _qualifier_end(c)
    first = left.idx
    text = doc.text[first : end_of(head)]
    return Source(
        first,
        end_of(head),
        text,
        head.text,
        tuple(names),
        doc.text[first : end_of(end)],
        min(first, start.left_edge.idx),
        max(end_of(head), end_of(end)),
    )


def _joined_to(token: Token, head: Token) -> bool:
    """Whether ``token`` hangs on another of a list than ``head``: "the minister and his aide Mr Hale"."""
    while token != head and token.head != token:
        if token.dep_ == "conj":
            return True
        token = token.head
    return False


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
    head = _of_a_pair(head) or head
    prep = next((c for c in head.rights if c.dep_ == "prep" and c.i == head.i + 1), None)
    if prep is not None and prep.right_edge.lower_ in ROLE_WORDS and prep.right_edge.i > prep.i + 1:
        last = prep.right_edge
        if last.tag_ == "NN" and doc[last.i - 1].tag_ in {"NNP", "NNPS", "NN", "NNS"}:
            return last
    return _named_after_office(head, prep) or head


def _of_a_pair(head: Token) -> Token | None:
    """Mehta in "Ernst and Young's Sanjay Mehta", which the parser takes for two."""
    tail = head.doc[head.i + 1 : head.i + 7]
    if len(tail) < 4 or tail[0].lower_ != "and" or tail[1].tag_ != "NNP" or tail[2].tag_ != "POS":
        return None
    last = None
    for token in tail[3:]:
        if token.tag_ != "NNP":
            break
        last = token
    return last


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


def _place(token: Token) -> int:
    return int(token.i)
