"""What a question takes for granted of a speaker, held against what the speaker says.

"Why did Ash praise the plan?" takes it for granted that Ash was for the plan. Every word of it may stand in
an article in which Ash condemns it, and an answer made of Ash's words would seem to agree with the question.

Read is only a verb whose subject is the speaker, and only whether it is for or against; the speaker's
likeliest statements are read for words that are for, against, or deny. Where both are found, or the question
has a "not", nothing is concluded. What this does not know: who did what to whom, irony, and stands that are
taken without any such word. English only.
"""

from __future__ import annotations

import re
from typing import Literal

from rag.question.verbs import alternatives, forms
from rag.types import Evidence, Query
from rag.verify.polarity import is_negator
from rag.verify.words import stem, words

Stand = Literal["for", "against", "doing", ""]

_FOR = """support back praise welcome approve accept endorse favour favor applaud admire hail commend
    celebrate"""
_AGAINST = """oppose criticise criticize attack condemn reject denounce object refuse resist dismiss disagree
    deplore slam protest"""
#: What somebody makes up their mind to do, which a plain "will not" denies.
_DOING = """agree decide choose promise pledge vow"""
#: Words of a statement that are against something, besides the verbs.
_BLAMING = """accuse blame complain wrong mistake unacceptable undermine withdraw inaccurate biased
    irresponsible unfair gaffe disgrace disgraceful scandal scandalous outrageous against"""
#: Words by which a statement may be for something, though they often are for nothing ("a great shame", "give
#: back"): enough for not concluding that its speaker is against. Whoever defends one thing speaks against
#: another, so that a question with "defend" is not read.
_MILD = "defend good great right proud pleased delighted glad back"
#: The speaker's likeliest statements: what else they say may be on something else.
LIKELIEST = 2

_ADVERBS = r"(?:(?:\w+ly|also|first|later|now|then|ever|once|still|have to|want to|wanted to|come to)\s+)*"
_OWN = re.compile(r"\s+(?:his|her|hers|its|their|theirs|himself|herself|itself|themselves)\b", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+(?P<verb>\w+)", re.IGNORECASE)


def _any_form(verbs: str) -> str:
    return alternatives([form for each in forms(verbs.split()).values() for form in each] + verbs.split())


_VERB = rf"(?P<verb>{_any_form(f'{_FOR} {_AGAINST} {_DOING}')})\b"
#: "give for supporting", "have for deciding": reasons are asked for.
_REASON = r"(?:give|gave|have|had|offer|offered|cite|cited|state|stated)\s+(?:for|to explain)\s+"
#: "What did Ash say when she backed ...": said and done at once.
_SAYING = re.compile(
    rf"\b(?:say|said|tell|told|explain|explained)\b[^,;]*?\b(?:when|as)\s+(?:he|she|they|it)\s+{_ADVERBS}{_VERB}",
    re.IGNORECASE,
)


def _stems(verbs: str) -> frozenset[str]:
    return frozenset(map(stem, verbs.split()))


_FAVOURING, _OPPOSING, _UNDERTAKING = map(_stems, (_FOR, _AGAINST, _DOING))
_SPOKEN_FOR = _FAVOURING - {stem("back")}
_SPOKEN_AGAINST = _OPPOSING | _stems(_BLAMING)


def contrary(evidence: Evidence) -> str:
    """A sentence for the reader where the question has its speaker for something they speak against, or the
    other way round; the empty string where nothing of the kind is noticed.
    """
    stand = _stand(evidence.query)
    told = sorted((s for s in evidence.sentences if s.statement), key=lambda s: -s.score)[:LIKELIEST]
    if not stand or not told:
        return ""
    spoken = [word for source in told for word in words(source.sentence.text)]
    stems = frozenset(map(stem, spoken))
    denying = any(map(is_negator, spoken))
    who = " and ".join(evidence.query.speakers)
    if stand == "against":
        opposite = stems & _SPOKEN_FOR and not stems & _SPOKEN_AGAINST and not denying
        return f"The question has {who} against this, but what {who} says is for it." if opposite else ""
    mild = stems & (_FAVOURING | _UNDERTAKING | _stems(_MILD))
    opposite = (stems & _SPOKEN_AGAINST or (denying and stand == "doing")) and not mild
    return f"The question has {who} for this, but what {who} says is against it." if opposite else ""


def _stand(query: Query) -> Stand:
    """The stand that the question gives its speaker."""
    if query.form != "said" or query.language != "en":
        return ""
    question = query.text
    found = next((m for m in _stands(question, query.speakers) if m), None)
    if found is None or _OWN.match(question, found.end()) or any(map(is_negator, words(question))):
        return ""
    verb = stem(found["verb"].lower())
    if verb in _UNDERTAKING and (further := _TO.match(question, found.end())):
        done = stem(further["verb"].lower())
        verb = done if done in _FAVOURING | _OPPOSING else verb
    return "for" if verb in _FAVOURING else "against" if verb in _OPPOSING else "doing"


def _stands(question: str, speakers: tuple[str, ...]) -> list[re.Match[str] | None]:
    """For each speaker, and for what is said at the same time, the verb of which they are the subject."""
    named = [
        re.search(rf"\b{re.escape(name)},?\s+{_ADVERBS}(?:{_REASON})?{_VERB}", question, re.IGNORECASE)
        for speaker in speakers
        for name in dict.fromkeys((speaker, speaker.split()[-1]))
    ]
    return [*named, _SAYING.search(question)]
