"""Whole answers, from question to citations, on gold sets, by ``onrecord eval answers``.

The answer is judged by the article's text and the hand-made evidence alone; nothing of the program's own
checks is asked. A question that was declined counts as not answered in ``fact_contained`` and is left out of
the figures about what an answer shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answer import Parts, answer
from rag.evaluate.data import QUESTIONS, GoldQuestion, Span, bbc_news, gold_questions
from rag.evaluate.indexed import indexed
from rag.evaluate.report import Row, mean_row
from rag.evaluate.sets import sets_in
from rag.settings import load_settings
from rag.types import Answer, Answered, Article, Citation, NotFound

_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_MARKER = re.compile(r"\[(\d+)\]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Judged:
    question: GoldQuestion
    answer: Answer

    @property
    def answered(self) -> bool:
        return self.answer.state == "answered"


def rows(data: Path) -> list[Row]:
    """One row a set and figure. Takes many minutes: the articles are indexed, every question is answered."""
    names = sets_in(data, gold_files=(QUESTIONS,)).gold
    gold = {name: [q for q in gold_questions(data, name) if q.answerable] for name in names}
    articles = bbc_news(data)
    with indexed(articles, load_settings(), statements=True) as parts:
        judged = {name: [Judged(q, _asked(q, parts)) for q in questions] for name, questions in gold.items()}
    known = {article.id: article for article in articles}
    return [row for name, cases in judged.items() for row in figures(name, cases, known)]


def figures(dataset: str, judged: Sequence[Judged], articles: Mapping[str, Article]) -> list[Row]:
    facts = [j for j in judged if j.question.type == "fact"]
    said = [j for j in judged if j.question.type == "said" and j.answered]
    shown = [j for j in judged if j.answered]
    quotations = [good for j in shown for good in _quotations(j.answer, articles)]
    markers = [good for j in shown for good in _markers(j.answer)]
    return [
        mean_row(dataset, "fact_contained", [float(_contains(j)) for j in facts]),
        mean_row(dataset, "citation_precision", [_precision(j) for j in facts if j.answered]),
        mean_row(dataset, "said_precision", [_precision(j) for j in said]),
        mean_row(dataset, "said_recall", [_recall(j) for j in said]),
        mean_row(dataset, "answered", [float(j.answered) for j in judged]),
        mean_row(dataset, "false_quotations", [float(not good) for good in quotations]),
        mean_row(dataset, "missing_citations", [float(not good) for good in markers]),
    ]


def _asked(question: GoldQuestion, parts: Parts) -> Answer:
    *_, last = answer(question.question, parts)
    if not isinstance(last, Answered | NotFound):
        raise TypeError(f"an answer ended with {type(last).__name__}")
    return last.answer


def _contains(judged: Judged) -> bool:
    """Whether one of the accepted answers stands in the answer, by its words in order."""
    text = f" {' '.join(_words(judged.answer.answer))} "
    return any(f" {' '.join(_words(wanted))} " in text for wanted in judged.question.answers)


def _words(text: str) -> list[str]:
    """Lower case, thousands joined, without articles and marks."""
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", text.lower())
    return [word for word in _WORD.findall(joined) if word not in {"a", "an", "the"}]


def _precision(judged: Judged) -> float:
    """The share of citations whose span meets the evidence."""
    cited = judged.answer.citations
    good = [any(_meets(citation, span) for span in judged.question.evidence) for citation in cited]
    return sum(good) / len(good) if good else 0.0


def _recall(judged: Judged) -> float:
    """The share of the evidence, each wording once, that is cited or shown beside the answer."""
    shown = (*judged.answer.citations, *judged.answer.nearest)
    wordings = {span.text for span in judged.question.evidence}
    met = {
        span.text for span in judged.question.evidence if any(_meets(citation, span) for citation in shown)
    }
    return len(met) / len(wordings)


def _meets(citation: Citation, span: Span) -> bool:
    """The same place, or the same words in another copy of the article."""
    here = citation.article == span.article and citation.start < span.end and span.start < citation.end
    return here or citation.quote in span.text or span.text in citation.quote


def _quotations(given: Answer, articles: Mapping[str, Article]) -> list[bool]:
    """For each quotation of the answer, whether a cited article has it letter for letter."""
    return [
        any(
            _plain(words.rstrip(",.")) in _plain(articles[given.citations[n - 1].article].text)
            for n in sentence.citations
        )
        for sentence in given.sentences
        for found in _QUOTED.findall(sentence.text)
        for words in ["".join(found)]
    ]


def _plain(text: str) -> str:
    """One style of marks, single blanks; the words as they are."""
    straight = text.translate(str.maketrans("“”«»‘’", '""""\'\''))
    return " ".join(straight.split())


def _markers(given: Answer) -> list[bool]:
    """For each number the answer shows, whether there is such a citation."""
    known = {citation.n for citation in given.citations}
    return [int(n) in known for n in _MARKER.findall(given.answer)]
