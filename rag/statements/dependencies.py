"""Small questions about a parsed token, shared by those who look for the source and for what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.statements.cues import SPEECH_FORMS

if TYPE_CHECKING:
    from spacy.tokens import Token


def end_of(token: Token) -> int:
    """The offset after the token's last character."""
    return int(token.idx) + len(token)


def extent(token: Token) -> tuple[int, int]:
    """The offsets of everything that hangs on the token."""
    return int(token.left_edge.idx), end_of(token.right_edge)


def child(token: Token, *labels: str) -> Token | None:
    """The first dependent with one of these labels."""
    return next((c for c in token.children if c.dep_ in labels), None)


def marked_that(clause: Token) -> bool:
    """Whether a clause is opened by "that"."""
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def is_passive(verb: Token) -> bool:
    return child(verb, "auxpass") is not None


def has_own_subject(verb: Token) -> bool:
    return child(verb, "nsubj", "nsubjpass", "expl") is not None


def outer_cue(verb: Token) -> Token | None:
    """The cue whose clause the parser hung ``verb`` on, where ``verb`` goes on with that cue's subject:
    "said it was clear and urged the government to act".
    """
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.lower_ in SPEECH_FORMS:
        return _added_to(verb)
    if verb.dep_ != "conj" or verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or has_own_subject(verb):
        return None
    above = verb.head
    for _ in range(5):
        if above.dep_ in {"ccomp", "xcomp", "conj", "advcl"} and above.head != above:
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


def _added_to(participle: Token) -> Token | None:
    """The cue that "..., adding that" goes on from, where the parser hung it on what was said."""
    clause = participle.head
    before = participle.left_edge.i - 1
    if has_own_subject(participle) or before < 0 or participle.doc[before].text != ",":
        return None
    cue = clause.head
    return cue if clause.dep_ == "ccomp" and cue.lower_ in SPEECH_FORMS and cue.i < clause.i else None
