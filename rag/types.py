"""The values that one step hands to the next, all frozen.

Offsets are character offsets (not bytes, not tokens) into ``Article.text``, half open, and every span
keeps ``article.text[start:end]`` equal to its own ``text``. Scores are "higher is better" everywhere.
Dates are ISO 8601 strings, ``YYYY-MM-DD``; the empty string stands for "not known".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

StatementKind = Literal["direct", "reported"]
Verdict = Literal["verbatim", "supported", "contradicted", "misattributed", "unsupported"]
State = Literal["answered", "not_found"]
QuestionForm = Literal["said", "open", "broad"]
AnswerForm = Literal["fact", "said", "yes_no", "list", "compare", "timeline", "summary", "latest"]

#: Verdicts under which a sentence may be shown as part of an answer.
SHOWN: frozenset[Verdict] = frozenset({"verbatim", "supported"})


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read. ``id`` is the path as given when it was indexed; ``path`` the absolute one."""

    id: str
    path: str
    title: str
    text: str
    source: str = ""
    published: str = ""
    author: str = ""
    language: str = "en"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article; ``article`` is the article's id."""

    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive whole sentences of one article, the unit that is encoded and searched.

    ``id`` is unique within an index and never used again after a removal; 0 before it is stored.
    """

    article: str
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]
    ordinal: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """Something an article says that somebody said.

    ``start``/``end``/``text`` are the words stated: what stands between the marks of a direct statement,
    the complement of the cue of a reported one. ``speaker`` is the fullest name the article gives,
    ``mention`` the words that stand at the statement ("He", "Ms Hewitt"), ``cue`` the word that reports
    it ("said", "according to"). ``negated`` marks reports of what was denied or not said. ``date`` is
    when it was said where the article says so, otherwise the article's own date. ``role`` is the
    speaker's role as the article words it. ``mention_start``/``mention_end`` are where ``mention`` stands,
    -1 where the words are said by nobody in sight.
    """

    article: str
    kind: StatementKind
    speaker: str
    mention: str
    cue: str
    start: int
    end: int
    text: str
    negated: bool = False
    date: str = ""
    role: str = ""
    mention_start: int = -1
    mention_end: int = -1


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood. ``text`` is what is searched: a follow-up made whole, names spelled as the
    corpus spells them; ``rewritten`` tells whether that differs from ``question``.

    ``since`` and ``until`` leave articles out; ``prefer_since`` and ``prefer_until`` only rank, for
    a question whose date may be part of what it asks about. ``filters_from`` are the words of the question
    that gave a filter, source or preference, for showing it. ``undated`` lets articles without a date pass
    ``since`` and ``until``, for dates that were read from the question and may have been misread.
    ``named`` are the known speakers whose names stand in it, ``speakers`` those of them whose words it asks
    for. ``layout`` is the form of answer that it wants, ``sides`` what it sets side by side, in its words.
    """

    question: str
    text: str
    form: QuestionForm = "open"
    language: str = "en"
    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    newest_first: bool = False
    speakers: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    layout: AnswerForm = "fact"
    sides: tuple[str, ...] = ()
    rewritten: bool = False
    prefer_since: str = ""
    prefer_until: str = ""
    filters_from: tuple[str, ...] = ()
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the signals that ranked it. ``lexical`` and ``dense`` are None when that
    side did not return the passage. ``also`` are the places of the same words in other articles.
    """

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None
    also: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A numbered sentence the answer may rest on. ``n`` runs from 1 and is internal to the prompt:
    the reader's citation numbers are given later, by first use. ``also`` are the places of the same words in
    other articles; ``side`` is what of a comparison it was found for, ``context`` the question
    that it answers in an interview.
    """

    n: int
    sentence: Sentence
    passage: Passage
    title: str
    source: str
    published: str
    score: float
    statement: Statement | None = None
    also: tuple[Sentence, ...] = ()
    side: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What retrieval found for a query: the sentences to read and the passages they came from."""

    query: Query
    sentences: tuple[EvidenceSentence, ...]
    hits: tuple[Hit, ...]
    articles_searched: int
    passages_searched: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text as the model writes it, provisional until its sentence is checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """Where in the layout of an answer a sentence stands: an ``item`` of a list, what is said of one
    ``side`` of a comparison (its ``title``), what happened on a ``date`` (a day, month or year, '' where it
    is not known), or what the articles gave ``earlier``, on that date, than the sentence before.
    """

    kind: Literal["item", "side", "date", "earlier"]
    title: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished sentence, not yet checked. ``sources`` are ``EvidenceSentence.n`` it claims to rest on;
    ``speaker`` is whom it attributes its words to, where the program knows. ``emphasis`` are the spans of
    ``text`` that answer.
    """

    text: str
    sources: tuple[int, ...]
    speaker: str = ""
    heading: Heading | None = None
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the same words stand once more, in another article, as when papers print an agency's report;
    ``quote`` is how they stand there.
    """

    article: str
    title: str
    source: str
    published: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a reader can check a sentence: (article, start, end) plus the words that stand there.

    ``n`` is 0 for one that no sentence of the answer rests on. ``also`` are the words' other places: still
    one source, printed several times. ``context`` is the question that they answer, in an interview.
    """

    n: int
    article: str
    title: str
    source: str
    published: str
    speaker: str
    quote: str
    start: int
    end: int
    also: tuple[Place, ...] = ()
    context: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence that passed its check. ``text`` carries no markers; ``citations`` are numbers. ``against``
    is where other articles say otherwise, for the reader to weigh; ``emphasis`` are the spans of ``text``
    (start, end) that answer.
    """

    text: str
    verdict: Verdict
    citations: tuple[int, ...]
    against: tuple[Citation, ...] = ()
    heading: Heading | None = None
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences of an answer that stand together: ``sentences`` are their places in it, from 0."""

    heading: Heading | None
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence that did not pass, and why; ``suggestion`` is what the articles have that comes nearest."""

    text: str
    reason: str
    suggestion: Citation | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds since the question was put. ``first_token_s`` is None when nothing was written."""

    retrieve_s: float
    first_token_s: float | None
    total_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole result of a question, as every surface shows it. ``why_not`` is a sentence for the reader on
    why there is no answer, empty where there is one. ``language`` is the question's. ``form`` is how the
    answer is laid out, in ``groups``.
    """

    question: str
    query: str
    state: State
    answer: str
    sentences: tuple[AnswerSentence, ...]
    withheld: tuple[Withheld, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    timings: Timings
    model: str
    why_not: str = ""
    language: str = "en"
    form: AnswerForm = "fact"
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Searching:
    query: Query


@dataclass(frozen=True, slots=True)
class Found:
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Writing:
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence passed; ``citations`` are those new with this sentence."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer


@dataclass(frozen=True, slots=True)
class NotFound:
    answer: Answer


Event = Searching | Found | Writing | Checked | Answered | NotFound
