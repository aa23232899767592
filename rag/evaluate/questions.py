"""How questions are read: whether somebody's words are asked for, and whose.

Gold sets say which questions ask what somebody said, and their quotes who said what the evidence holds.
XQuAD's questions, on encyclopaedia articles, hardly ever ask for somebody's words, which makes them a test of
false alarms in four languages. The baseline looks for a form of "say", and for the first run of capitals.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from pathlib import Path

from rag.answering import reader_for
from rag.answering.asked import words_asked_for
from rag.embed import encoder_for
from rag.evaluate.data import (
    QUESTIONS,
    QUOTES,
    XQUAD_LANGUAGES,
    GoldQuestion,
    GoldQuote,
    gold_questions,
    gold_quotes,
    xquad,
)
from rag.evaluate.report import Row, mean, mean_row
from rag.evaluate.sets import sets_in
from rag.question import CorpusFacts, Whose, understand
from rag.settings import load_settings

#: Every so many of XQuAD's questions are asked about.
ASKED = 10
_SAY = re.compile(r"\b(?:say|says|said|tell|told|think|thinks|view|views|opinion)\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z][\w'-]*(?: [A-Z][\w'-]*)+")


def rows(data: Path) -> list[Row]:
    """The figures on gold sets and XQuAD. Raises BadInput."""
    sets = sets_in(data, ("xquad",), gold_files=(QUESTIONS, QUOTES), articles=False)
    settings = load_settings()
    reader, encoder = reader_for(settings.answer), encoder_for(settings.index.encoder)
    whose = words_asked_for(reader, encoder, threading.Event())
    figures = []
    for name in sets.gold:
        questions = gold_questions(data, name)
        figures += [
            *_forms(name, questions, whose),
            _speakers(name, questions, gold_quotes(data, name), whose),
        ]
    return figures + (_false_alarms(data, whose) if sets.others else [])


def _forms(name: str, questions: Sequence[GoldQuestion], whose: Whose) -> list[Row]:
    read = {q.id: understand(q.question, corpus=CorpusFacts(), whose=whose).form == "said" for q in questions}
    figures = []
    for kind, metric in (("said", "read as asking for words"), ("fact", "not read as asking for words")):
        chosen = [q for q in questions if q.type == kind]
        wanted = kind == "said"
        baseline = [bool(_SAY.search(q.question)) == wanted for q in chosen]
        figures.append(
            mean_row(
                f"{name} {kind}",
                metric,
                [float(read[q.id] == wanted) for q in chosen],
                {"a form of say": mean(baseline)},
            )
        )
    return figures


def _speakers(name: str, questions: Sequence[GoldQuestion], quotes: Sequence[GoldQuote], whose: Whose) -> Row:
    """Tell, of questions whose evidence has quotes, whether the speaker read is one of theirs."""
    corpus = CorpusFacts(speakers=tuple(sorted({quote.speaker for quote in quotes})))
    ours, baseline = [], []
    for question in questions:
        speakers = {
            quote.speaker
            for quote in quotes
            for span in question.evidence
            if quote.article == span.article and quote.start < span.end and span.start < quote.end
        }
        if question.type != "said" or not speakers:
            continue
        read = understand(question.question, corpus=corpus, whose=whose)
        ours.append(float(bool(set(read.speakers) & speakers)))
        capitals = _CAPITALS.search(question.question)
        baseline.append(capitals is not None and capitals.group() in speakers)
    return mean_row(f"{name} said", "speaker is the evidence's", ours, {"first capitals": mean(baseline)})


def _false_alarms(data: Path, whose: Whose) -> list[Row]:
    figures = []
    for language in XQUAD_LANGUAGES:
        corpus = CorpusFacts(languages=(language,), earliest="2000-01-01", latest="2020-12-31")
        questions = list(xquad(data, language).questions.values())[::ASKED]
        read = [understand(text, corpus=corpus, whose=whose) for text in questions]
        name = f"xquad-{language}"
        figures.append(
            mean_row(name, "not read as asking for words", [float(q.form != "said") for q in read])
        )
        figures.append(
            mean_row(name, "no dates taken for a filter", [float(not (q.since or q.until)) for q in read])
        )
    return figures
