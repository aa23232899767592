"""What a question takes for granted of a speaker, held against what the speaker says.

"Why did Ash praise the plan?" takes it for granted that Ash was for the plan. Every word of it may stand in
an article in which Ash condemns it, and an answer made of Ash's words would seem to agree with the question.

Read is only a verb whose subject is the speaker, and only whether it is for or against; the speaker's
likeliest statements are read for words that are for, against, or deny. What this does not know: who did what
to whom, irony, and stands that are taken without any such word. English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.question.verbs import alternatives, forms
from rag.types import Evidence, Query
from rag.verify.polarity import is_negator
from rag.verify.words import stem, words

_FOR = """support back praise welcome approve accept endorse favour favor applaud admire hail commend
    celebrate"""
#: What somebody makes up their mind to do, which a plain "will not" denies.
_UNDERTAKING = """agree decide choose promise pledge vow"""
_AGAINST = """oppose criticise criticize attack condemn reject denounce object refuse resist dismiss disagree
    deplore slam protest"""
#: Words of a statement that are against something, or for it, besides the verbs. Whoever defends one thing
#: speaks against another, so that a question with "defend" is not read.
_BLAMING = """accuse blame complain wrong mistake unacceptable undermine withdraw inaccurate biased
    irresponsible unfair gaffe disgrace disgraceful scandal scandalous outrageous against"""
_PRAISING = """defend good great right proud pleased delighted glad"""
#: The speaker's likeliest statements: what else they say may be on something else.
LIKELIEST = 2

_ADVERBS = r"(?:(?:\w+ly|also|first|later|now|then|ever|once|still|have to|want to|wanted to|come to)\s+)*"
_OWN = re.compile(r"\s+(?:his|her|hers|its|their|theirs|himself|herself|itself|themselves)\b", re.IGNORECASE)


def _any_form(verbs: str) -> str:
    return alternatives([form for each in forms(verbs.split()).values() for form in each] + verbs.split())


_VERB = (
    rf"(?:(?P<favouring>{_any_form(_FOR)})|(?P<undertaking>{_any_form(_UNDERTAKING)})"
    rf"|(?P<opposing>{_any_form(_AGAINST)}))\b"
)
#: "give for supporting", "have for deciding": reasons are asked for.
_REASON = r"(?:give|gave|have|had|offer|offered|cite|cited|state|stated)\s+(?:for|to explain)\s+"
_PRONOUN = re.compile(
    rf"\b(?:when|that|after|as|because)\s+(?:he|she|they|it)\s+{_ADVERBS}{_VERB}", re.IGNORECASE
)
_FAVOURING = frozenset(stem(word) for word in f"{_FOR} {_UNDERTAKING} {_PRAISING}".split())
_OPPOSING = frozenset(stem(word) for word in f"{_AGAINST} {_BLAMING}".split())


def contrary(evidence: Evidence) -> bool:
    """Whether the question has its speaker for something they speak against, or the other way round."""
    query = evidence.query
    stand = _stand(query)
    told = sorted((s for s in evidence.sentences if s.statement), key=lambda s: -s.score)[:LIKELIEST]
    if not stand or not told:
        return False
    spoken = [word for source in told for word in words(source.sentence.text)]
    favouring = any(stem(word) in _FAVOURING for word in spoken)
    opposing = any(stem(word) in _OPPOSING for word in spoken)
    denying = any(map(is_negator, spoken))
    if stand == "opposing":
        return favouring and not opposing and not denying
    return (opposing or (denying and stand == "undertaking")) and not favouring


def _stand(query: Query) -> str:
    """``favouring``, ``undertaking`` or ``opposing`` where the question gives its speaker such a stand."""
    if query.form != "said" or query.language != "en":
        return ""
    found = next((m for m in _stands(query.text, query.speakers) if m), None)
    if found is None or _OWN.match(query.text, found.end()):
        return ""
    return found.lastgroup or ""


def _stands(question: str, speakers: Sequence[str]) -> list[re.Match[str] | None]:
    """For each speaker, and for a pronoun, the verb of which it is the subject."""
    named = [
        re.search(rf"\b{re.escape(name)},?\s+{_ADVERBS}(?:{_REASON})?{_VERB}", question, re.IGNORECASE)
        for speaker in speakers
        for name in dict.fromkeys((speaker, speaker.split()[-1]))
    ]
    return [*named, _PRONOUN.search(question)]
