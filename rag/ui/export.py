"""Answers to take along: each with its quotations, sources and dates, as text, Markdown, HTML or JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rag.answering.layout import laid_out
from rag.cite import marked
from rag.messages import DEFAULT, message
from rag.types import Citation
from rag.ui import render
from rag.ui.history import Feedback
from rag.ui.turn import Conversation, Turn

#: Characters that Markdown would take as markup.
_MARKUP = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#+-.!|~&$"})


def text(turn: Turn) -> str:
    """An answer for the clipboard: question, answer with numbers, and what each number stands for."""
    lines = [turn.question, "", _answer(turn, str)]
    lines += ["", *(_source(citation) for citation in turn.citations)] if turn.citations else []
    for heading, citations in beside(turn):
        lines += ["", f"{heading}:", *(_source(citation) for citation in citations)]
    return "\n".join(lines)


def markdown(conversation: Conversation) -> str:
    """Every settled turn as Markdown in which no word of an article or question is markup."""
    return "\n\n".join(_markdown(turn) for turn in _settled(conversation)) + "\n"


def html(conversation: Conversation) -> str:
    """A page that needs nothing else, with links from numbers to quotations."""
    return render.document([(turn, beside(turn)) for turn in _settled(conversation)])


def as_json(conversation: Conversation) -> str:
    """Every settled turn's answer, as ``onrecord ask --json`` prints it, with the time of asking."""
    answers = [{"asked": turn.asked, "stage": turn.stage, **_record(turn)} for turn in _settled(conversation)]
    return json.dumps({"conversation": conversation.id, "answers": answers}, ensure_ascii=False, indent=2)


def ratings(given: Iterable[Feedback]) -> str:
    """Rated answers as an evaluation set: a JSON object a line, in the form that ``onrecord eval`` reads
    questions in, with the rating and the whole answer beside.

    What was rated good gives the answer and the evidence to expect. Of what was wrong only the question is
    taken over; what would be right, the reader's ``note`` may say.
    """
    return "".join(json.dumps(_rated(item), ensure_ascii=False) + "\n" for item in given)


def _rated(item: Feedback) -> dict[str, Any]:
    answer = item.turn.answer
    right = item.rating == "good" and answer is not None
    expected = answer if right else None
    said = item.turn.query is not None and item.turn.query.form == "said"
    missing = expected is not None and expected.state == "not_found"
    return {
        "id": item.turn.id,
        "type": "unanswerable" if missing else "said" if said else "fact",
        "answers": [sentence.text for sentence in expected.sentences] if expected else [],
        "evidence": [
            {"doc": c.article, "start": c.start, "end": c.end, "text": c.quote}
            for c in (expected.citations if expected else ())
        ],
        "note": item.reason,
        "rating": item.rating,
        "reason": item.reason,
        "given": item.given,
        **_record(item.turn),
    }


#: File name ending -> how a conversation is written to it.
FORMATS: Mapping[str, Callable[[Conversation], str]] = {"md": markdown, "html": html, "json": as_json}


def _settled(conversation: Conversation) -> tuple[Turn, ...]:
    return tuple(turn for turn in conversation.turns if turn.settled)


def _record(turn: Turn) -> dict[str, Any]:
    if turn.answer is None:
        return {"question": turn.question, "failure": turn.failure}
    return dataclasses.asdict(turn.answer)


def _answer(turn: Turn, escape: Callable[[str], str]) -> str:
    if turn.sentences:
        language = turn.query.language if turn.query is not None else DEFAULT
        return laid_out(turn.sentences, language, lambda s: marked(escape(s.text), s.citations), escape)
    if turn.stage == "not_found":
        reason = turn.answer.why_not if turn.answer is not None else ""
        not_found = message(turn.answer.language if turn.answer is not None else DEFAULT, "not_found")
        return f"{escape(not_found)} {escape(reason)}".rstrip()
    return escape(turn.failure) or "Stopped before anything had been checked."


def beside(turn: Turn) -> tuple[tuple[str, tuple[Citation, ...]], ...]:
    """What goes with an answer besides its sources: headings, each with quotations that have no number."""
    parts = [
        (f"Your articles disagree. Others say otherwise than “{sentence.text}”", sentence.against)
        for sentence in turn.sentences
    ]
    if turn.answer is not None:
        found = "What came nearest" if turn.stage == "not_found" else "Also said on this"
        parts.append((found, turn.answer.nearest))
    return tuple(part for part in parts if part[1])


def _source(citation: Citation) -> str:
    label = f"[{citation.n}]" if citation.n else "-"
    return "\n    ".join([f"{label} {_about(citation)}", f"“{citation.quote}”", *_also(citation)])


def _about(citation: Citation) -> str:
    return _joined(citation.speaker, citation.title, citation.source, render.day(citation.published))


def _also(citation: Citation) -> list[str]:
    return [f"also in {_joined(p.title, p.source, render.day(p.published))}" for p in citation.also]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _markdown(turn: Turn) -> str:
    lines = [f"## {_plain(turn.question)}", "", _answer(turn, _plain)]
    for citation in turn.citations:
        lines += ["", f"\\[{citation.n}\\] {_plain(_about(citation))}", *_markdown_quote(citation)]
    for heading, citations in beside(turn):
        lines += ["", f"### {_plain(heading)}"]
        for citation in citations:
            lines += ["", _plain(_about(citation)), *_markdown_quote(citation)]
    return "\n".join(lines)


def _markdown_quote(citation: Citation) -> list[str]:
    place = f"{citation.article}:{citation.start}-{citation.end}"
    return ["", f"> {_plain(citation.quote)}", "", _plain("; ".join([place, *_also(citation)]))]


def _plain(words: str) -> str:
    """Words on one line with everything escaped that Markdown could read as markup."""
    return " ".join(words.split()).translate(_MARKUP)
