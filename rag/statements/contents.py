"""What a cue reports: the span of the clause, of the addressee with an infinitive, of the charge.

Spans are those the annotators of attributions mark: without the cue, "that" and outer punctuation, across a
parenthetical cue. For "denied X" the span is X.

Not known: where a clause of the reporter's own follows what was said with nothing but a comma between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.statements.cues import SPEECH_FORMS, TAKES, THOUGHT, VERBS, Takes
from rag.statements.dependencies import child, end_of, has_own_subject, is_passive, marked_that, outer_cue
from rag.statements.wordlist import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Span = tuple[int, int]

#: Verbs so plainly of saying that a clause follows even where the parser sees none.
_TAKES_THE_REST = words("say argue insist claim agree believe think")
#: Verbs that report words in quotation marks and nothing else: "as the saying goes".
_QUOTES_ONLY = words("go")
#: Verbs whose object is who was told.
_RECIPIENT = words("tell inform remind assure warn ask advise promise persuade")
#: The prepositions under which a verb has what its object is charged with.
_CHARGES = {"accuse": {"of"}, "threaten": {"with"}, "blame": {"for", "on"}, "describe": {"as"}}
_NO_CLAUSE_OPENS = words("IN TO RB RBR WRB CC RP")
_AGAINST = words("although though while whereas but")
_GOES_ON = words("which who whose if unless because")
_FINITE = words("VBD VBZ VBP")


def content_of(token: Token, doc: Doc, base: str, spoken: dict[int, int]) -> Span | None:
    if base in _QUOTES_ONLY:
        return None
    takes = TAKES[base]
    content = None
    if Takes.CLAUSE in takes:
        content = _clause(token, doc, base, spoken)
    if is_passive(token):
        return content
    if content is None and Takes.TO in takes:
        content = _addressed(token)
    if content is None and Takes.OF in takes:
        content = _charged(token, base)
    if content is None and Takes.OBJECT in takes:
        content = _object(token, base)
    if content is None and base in _TAKES_THE_REST:
        content = _rest(token, doc, spoken)
    return content


def _clause(token: Token, doc: Doc, base: str, spoken: dict[int, int]) -> Span | None:
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
            and not has_own_subject(after)
            and len(gap)
            and all(t.dep_ != "prep" or t.head.i > token.i for t in gap)
            and not any(t.is_punct for t in gap)
        ):
            first = token.i + 1
        return span_of(doc, first, _reach(token, after))
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
        return span_of(doc, first, _unless_joined(before, token, before.right_edge.i))
    if token.dep_ == "parataxis" and token.head.i not in spoken:
        return _around(token, token.head, doc)
    return None


def _said(clause: Token, base: str) -> bool:
    """Whether a dependent of a cue is the clause reported."""
    marks = {c.lower_ for c in clause.children if c.dep_ == "mark"}
    if clause.dep_ == "advcl":
        return marks == {"that"}
    if clause.dep_ != "ccomp":
        return False
    if base == "find" and "that" not in marks:
        return False
    finite = clause.tag_ in _FINITE or any(
        c.tag_ in _FINITE | {"MD"} and c.dep_ in {"aux", "auxpass"} for c in clause.children
    )
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children):
        return False
    return finite or (base not in THOUGHT and clause.tag_ != "VBG")


def _reach(verb: Token, clause: Token) -> int:
    """The last token of the clause. What the parser hung on the cue after it belongs to it as a rule, and so
    does a clause joined to the cue that has a subject of its own; a cue joined to the clause without one does
    not.
    """
    end = clause.right_edge.i
    for t in verb.doc[clause.i + 1 : end + 1]:
        if _another_speaks(t) or _set_against(t):
            return _before(t.left_edge.i if t.left_edge.i > clause.i else t.i, clause)
        if (
            t.lower_ in VERBS
            and outer_cue(t) == verb
            and any(c.dep_ in {"ccomp", "xcomp", "dobj"} for c in t.children)
        ):
            return _before(t.i, clause)
        if (
            t.dep_ == "advcl"
            and t.lower_ in SPEECH_FORMS
            and t.tag_ == "VBG"
            and t.head == clause
            and not has_own_subject(t)
            and verb.doc[t.left_edge.i - 1].text == ","
        ):
            return t.left_edge.i - 2
    for c in verb.rights:
        if c.i <= end or c.dep_ in {"punct", "cc"}:
            continue
        if (
            c.dep_ in {"prep", "advmod", "npadvmod", "dobj", "acomp"}
            or (c.dep_ == "advcl" and c.lower_ not in VERBS and c.tag_ != "VBG")
            or (c.dep_ == "conj" and c.lower_ not in VERBS and (has_own_subject(c) or marked_that(c)))
        ):
            end = c.right_edge.i
        else:
            break
    return _to_the_end(end, verb.doc)


def _another_speaks(verb: Token) -> bool:
    """Whether a cue joined to the clause has another subject: "X says ... and Labour says ..."."""
    if verb.dep_ != "conj" or verb.lower_ not in SPEECH_FORMS or child(verb, "ccomp") is None:
        return False
    subject = child(verb, "nsubj")
    return subject is not None and subject.tag_ != "PRP" and verb.tag_ in _FINITE


def _set_against(verb: Token) -> bool:
    """Whether a cue opens a clause beside what was said: "..., although she denied having been there"."""
    if verb.dep_ != "advcl" or verb.lower_ not in SPEECH_FORMS or not has_own_subject(verb):
        return False
    mark = child(verb, "mark")
    return mark is not None and mark.lower_ in _AGAINST and child(verb, "ccomp", "xcomp") is not None


def _to_the_end(end: int, doc: Doc) -> int:
    """``end``, or the sentence's last token where the parser cut "which ..." or "if ..." off its clause."""
    tail = doc[end + 1 :]
    if len(tail) and tail[0].lower_ in _GOES_ON and not any(t.lower_ in SPEECH_FORMS for t in tail):
        return len(doc) - 1
    return end


def _before(i: int, clause: Token) -> int:
    """The last token of ``clause`` before token ``i``, without what joins the two."""
    end = i - 1
    while end > clause.i and clause.doc[end].dep_ in {"cc", "advmod", "aux", "punct", "mark"}:
        end -= 1
    return end


def _around(cue: Token, clause: Token, doc: Doc) -> Span:
    first, last = clause.left_edge.i, _unless_joined(clause, cue, clause.right_edge.i)
    if clause.dep_ == "ROOT":
        first = clause.sent.start
    if cue.right_edge.i >= last:
        last = cue.left_edge.i - 1
    if cue.left_edge.i <= first:
        first = cue.right_edge.i + 1
    return span_of(doc, first, last) or (0, 0)


def _unless_joined(clause: Token, cue: Token, last: int) -> int:
    """``last``, or the token before a cue in the middle where another cue goes on: "..., he said, and called
    it a shame".
    """
    goes_on = any(c.dep_ == "conj" and c.i > cue.i and c.lower_ in VERBS for c in clause.children)
    return min(cue.left_edge.i, cue.i) - 1 if goes_on else last


def _addressed(token: Token) -> Span | None:
    """The request in "urged {Congress to act}", "called on {Congress to act}", "called for {him to go}"."""
    for c in token.rights:
        if c.dep_ in {"xcomp", "ccomp", "advcl"} and any(
            g.dep_ == "aux" and g.lower_ == "to" for g in c.lefts
        ):
            who = _addressee(token, c)
            if who is not None:
                return span_of(token.doc, who.left_edge.i, _reach(token, c))
    return None


def _addressee(token: Token, request: Token) -> Token | None:
    between = [c for c in token.rights if c.i < request.i]
    who = next((c for c in between if c.dep_ in {"dobj", "dative"}), None)
    on = next((c for c in between if c.dep_ == "prep" and c.lower_ in {"on", "upon"}), None)
    return who or (child(on, "pobj") if on is not None else None) or child(request, "nsubj", "nsubjpass")


def _charged(token: Token, base: str) -> Span | None:
    """The charge in "accused {him of lying}", "blamed {the weather for the delay}"."""
    kinds = _CHARGES.get(base, set())
    doc = token.doc
    who = next((c for c in token.rights if c.dep_ in {"dobj", "dative"}), None)
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
    return span_of(doc, who.left_edge.i, later.right_edge.i if later is not None else _to_the_end(end, doc))


def _object(token: Token, base: str) -> Span | None:
    doc = token.doc
    if base == "call":
        prep = next(
            (c for c in token.children if c.dep_ in {"prep"} and c.lower_ == "for" and c.i == token.i + 1),
            None,
        )
        return span_of(doc, prep.i + 1, prep.right_edge.i) if prep is not None else None
    what = next((c for c in token.children if c.dep_ in {"dobj", "xcomp"} and c.i > token.i), None)
    if what is None:
        return None
    return span_of(doc, what.left_edge.i, what.right_edge.i)


def _rest(token: Token, doc: Doc, spoken: dict[int, int]) -> Span | None:
    """What follows the cue to the end of the sentence, if it starts like a clause and has a finite verb."""
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if following is None or following.is_punct or following.i in spoken:
        return None
    if following.tag_ in _NO_CLAUSE_OPENS and following.lower_ not in {
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
    if not any(t.tag_ in _FINITE | {"VBN", "MD"} for t in doc[token.i + 2 : last + 1]):
        return None
    return span_of(doc, token.i + 1, last)


def span_of(doc: Doc, first: int, last: int) -> Span | None:
    """Frame offsets of tokens first..last, without "that" and outer punctuation."""
    while first <= last and (
        doc[first].is_punct
        or (doc[first].lower_ == "that" and (doc[first].dep_ == "mark" or doc[first].tag_ == "IN"))
        or doc[first].is_space
    ):
        if doc[first].text in "‘£$(":
            break
        first += 1
    while last >= first and (
        doc[last].is_space or (doc[last].is_punct and doc[last].text not in {")", "%", "]"})
    ):
        last -= 1
    while last > first and doc[last].dep_ == "cc":
        last -= 1
    if last < first:
        return None
    return int(doc[first].idx), end_of(doc[last])
