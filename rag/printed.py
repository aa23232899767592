"""Answers and reports as text for a terminal, and as JSON."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.build import Report
    from rag.removal import Removal
    from rag.store import Near
    from rag.types import Answer, Article, Citation


def as_json_text(value: Any) -> str:
    """A frozen value as one JSON object."""
    return json.dumps(dataclasses.asdict(value), ensure_ascii=False, indent=2)


def report_text(report: Report, index_dir: Path) -> str:
    """What an update did, with the first files that were skipped."""
    counts = (
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed, "
        f"{report.unchanged} unchanged, {len(report.skipped)} skipped"
    ) + (f", {len(report.failed)} failed" if report.failed else "")
    lines = [f"{counts}. {index_dir} holds {report.articles} articles in {report.passages} passages"]
    lines[0] += f" with {report.statements} statements." if report.statements else "."
    lines += [f"  failed {item.id}: {item.reason}" for item in report.failed]
    shown = 20
    lines += [f"  skipped {item.id}: {item.reason}" for item in report.skipped[:shown]]
    if len(report.skipped) > shown:
        lines.append(f"  and {len(report.skipped) - shown} more; --json lists them all")
    return "\n".join(lines)


def as_json_line(value: Any) -> str:
    """A frozen value as JSON on one line."""
    return json.dumps(dataclasses.asdict(value), ensure_ascii=False)


def removal_text(removal: Removal, index_dir: Path) -> str:
    """What was taken out, with the first articles by name."""
    shown = 20
    count = "1 article" if len(removal.removed) == 1 else f"{len(removal.removed)} articles"
    lines = [
        f"{count} removed. {index_dir} holds {removal.articles} articles in {removal.passages} passages."
    ]
    lines += [f"  {name}" for name in removal.removed[:shown]]
    if len(removal.removed) > shown:
        lines.append(f"  and {len(removal.removed) - shown} more; --json lists them all")
    lines += [f"  with its copy {name}" for name in removal.copies]
    lines += [f"  looked at no more: {name}" for name in removal.places]
    return "\n".join(lines)


def article_json(article: Article, copies: Sequence[str], near: Sequence[Near]) -> str:
    """An article with the files that are copies of it and the articles that are nearly the same."""
    also = {"copies": list(copies), "near": [dataclasses.asdict(one) for one in near]}
    return json.dumps({**dataclasses.asdict(article), **also}, ensure_ascii=False, indent=2)


def article_text(article: Article, copies: Sequence[str] = (), near: Sequence[Near] = ()) -> str:
    """An article for reading in a terminal: its headline once, also where the text begins with it. Below
    stand its copies, and the articles that are nearly the same.
    """
    about = " · ".join(part for part in (article.source, article.published, article.author) if part)
    text = article.text.strip()
    if text == article.title or text.startswith(f"{article.title}\n"):
        text = text[len(article.title) :].lstrip()
    shown = "\n".join([article.title, *([about] if about else []), "", text]).rstrip()
    also = [f"The same text: {copy}" for copy in copies]
    also += [f"Nearly the same text ({one.likeness:.0%}): {one.article}" for one in near]
    return "\n".join([shown, *([""] if also else []), *also])


def answer_text(answer: Answer) -> str:
    """An answer with its sources, or the nearest passages, for reading in a terminal."""
    lines: list[str] = []
    if answer.query != answer.question:
        lines += [f"Searched for: {answer.query}", ""]
    if answer.state == "answered":
        lines += [answer.answer, "", *(_citation_line(item) for item in answer.citations)]
    else:
        lines += [message(answer.language, "not_found"), *([answer.why_not] if answer.why_not else [])]
    for sentence in answer.sentences:
        if sentence.against:
            lines += ["", f"Other articles say otherwise than “{sentence.text}”:"]
            lines += [_citation_line(item, marker=False) for item in sentence.against]
    if answer.nearest:
        heading = "Also said on this:" if answer.state == "answered" else "Nearest passages:"
        lines += ["", heading, *(_citation_line(item, marker=False) for item in answer.nearest)]
    if answer.withheld:
        lines += ["", "Withheld:"]
    for item in answer.withheld:
        lines.append(f"  {item.text} ({item.reason})")
        if item.suggestion is not None:
            lines += [
                "  What the articles have that comes nearest:",
                _citation_line(item.suggestion, marker=False),
            ]
    return "\n".join(lines)


def _citation_line(item: Citation, *, marker: bool = True) -> str:
    label = f"[{item.n}]" if marker else "  -"
    about = _about(item.speaker, item.title, item.source, item.published)
    also = "".join(
        f"\n    also in {_about(place.title, place.source, place.published)}, "
        f"{place.article}:{place.start}-{place.end}"
        for place in item.also
    )
    return f"{label} {about}\n    “{item.quote}”\n    {item.article}:{item.start}-{item.end}{also}"


def _about(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
