"""The words that report speech, and what each takes.

A cue is one of: CLAUSE, a verb whose clause is what was said ("said that ...", "..., he warned");
TO, a verb whose addressee and infinitive are ("urged Congress to act"); OF, a verb whose object and
prepositional phrase are ("accused him of lying"); OBJECT, a verb whose object is ("demanded an apology",
"called for talks"); JUDGE, a verb that frames quoted words only ("branded it "a mess""). A verb may be
several. Forms are listed rather than derived by a lemmatiser, which would cost another pass.
"""

from __future__ import annotations

from enum import Flag, auto

from rag.statements.wordlist import words


class Takes(Flag):
    CLAUSE = auto()
    TO = auto()
    OF = auto()
    OBJECT = auto()
    JUDGE = auto()


_CLAUSE = words(
    """say tell add claim argue warn insist admit announce confirm stress suggest state explain report
    reveal predict note deny concede acknowledge maintain reply respond declare estimate complain
    promise pledge vow write conclude emphasise emphasize allege assert contend comment remark observe
    recall joke indicate tweet testify advise remind repeat reiterate hint imply propose recommend
    assure inform forecast caution boast swear quip muse shout yell exclaim whisper believe think fear
    hope agree recognise recognize accept feel continue conclude reckon mention retort counter stipulate
    disclose affirm guarantee speculate protest lament profess confess point signal reason describe go
    ask question wonder expect doubt dispute find call demand rule joke cry answer interject offer posit
    surmise theorise theorize tell brag grumble moan vow sigh beam enthuse rant scoff snap urge message
    blog post text email volunteer warn clarify reflect sum urge opine cite suspect argue"""
)
_TO = words(
    """urge ask tell warn advise order encourage beg call remind implore instruct press challenge invite
    exhort"""
)
_OF = words("accuse blame threaten describe")
_OBJECT = words("demand deny call propose recommend")
_JUDGE = words(
    """welcome praise criticise criticize attack condemn dismiss brand label call describe hail slam
    denounce reject defend term dub blast deride ridicule lambast lambaste applaud mock deplore decry
    refer characterise characterize liken promise pledge deny admit demand voice express laud cite warn
    predict portray paint see regard rate deem pronounce declare offer give thank accuse threaten
    complain speak talk"""
)

_IRREGULAR = {
    "say": "say says said saying",
    "tell": "tell tells told telling",
    "think": "think thinks thought thinking",
    "write": "write writes wrote written writing",
    "feel": "feel feels felt feeling",
    "understand": "understand understands understood understanding",
    "go": "go goes went gone going",
    "see": "see sees saw seen seeing",
    "find": "find finds found finding",
    "swear": "swear swears swore sworn swearing",
    "forecast": "forecast forecasts forecast forecasting",
    "read": "read reads reading",
    "learn": "learn learns learned learnt learning",
    "hear": "hear hears heard hearing",
    "begin": "begin begins began beginning",
    "give": "give gives gave given giving",
    "speak": "speak speaks spoke spoken speaking",
    "deny": "deny denies denied denying",
    "reply": "reply replies replied replying",
    "imply": "imply implies implied implying",
    "testify": "testify testifies testified testifying",
    "cry": "cry cries cried crying",
    "decry": "decry decries decried decrying",
    "hint": "hint hints hinted hinting",
    "admit": "admit admits admitted admitting",
    "quip": "quip quips quipped quipping",
    "brag": "brag brags bragged bragging",
    "snap": "snap snaps snapped snapping",
    "dub": "dub dubs dubbed dubbing",
    "slam": "slam slams slammed slamming",
    "sum": "sum sums summed summing",
    "beg": "beg begs begged begging",
    "refer": "refer refers referred referring",
    "recall": "recall recalls recalled recalling",
    "label": "label labels labelled labeled labelling labeling",
    "signal": "signal signals signalled signaled signalling signaling",
    "paint": "paint paints painted painting",
    "speculate": "speculate speculates speculated speculating",
    "disagree": "disagree disagrees disagreed disagreeing",
    "agree": "agree agrees agreed agreeing",
}
#: Nouns whose that-clause was said by their possessor, as in "his claim that ...".
NOUNS = words(
    """statement claim warning suggestion argument assertion allegation announcement prediction promise
    clue clues indication hint signal pledge belief view fear fears concern concerns hope hopes
    assurance assurances comment comments remark remarks insistence admission accusation accusations
    claims suggestions statements allegations complaint"""
)
#: Verbs of thought: reports of what someone holds, not speech of its own when quoted words stand apart.
THOUGHT = words(
    """believe think fear hope agree recognise recognize accept feel understand expect doubt see find learn
    hear reckon suspect decide"""
)
#: Nouns for words, which speak for their owner: "his message was: ...".
WORDS_OF = words(
    """message remark remarks comment comments advice response reply speech words answer verdict view
    reaction"""
)
#: Verbs of speaking proper: their subject is the one who speaks, whatever else the sentence holds.
SPEAKING = words("""say tell add insist explain reply respond conclude comment remark joke quip tweet""")
#: Words that turn a report into one of what was not said.
DENIALS = frozenset({"deny", "doubt", "dispute", "reject"})
#: Adjectives whose that-clause somebody holds, as in "is worried that ...".
STATES_OF_MIND = words(
    "worried concerned convinced confident adamant clear sure hopeful afraid certain optimistic aware"
)


def _regular(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    return verb, verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s"), verb + "ed", verb + "ing"


def _forms() -> dict[str, str]:
    verbs = dict.fromkeys([*_CLAUSE, *_TO, *_OF, *_OBJECT, *_JUDGE])
    return {
        form: verb
        for verb in verbs
        for form in (_IRREGULAR[verb].split() if verb in _IRREGULAR else _regular(verb))
    }


#: Every form of every cue verb -> its base form.
VERBS: dict[str, str] = _forms()
#: Base form -> what it takes.
TAKES: dict[str, Takes] = {
    verb: (
        (Takes.CLAUSE if verb in _CLAUSE else Takes(0))
        | (Takes.TO if verb in _TO else Takes(0))
        | (Takes.OF if verb in _OF else Takes(0))
        | (Takes.OBJECT if verb in _OBJECT else Takes(0))
        | (Takes.JUDGE if verb in _JUDGE else Takes(0))
    )
    for verb in dict.fromkeys(VERBS.values())
}
#: Forms of verbs that take a clause: what may stand right before quoted speech.
SPEECH_FORMS = frozenset(form for form, verb in VERBS.items() if Takes.CLAUSE in TAKES[verb])
