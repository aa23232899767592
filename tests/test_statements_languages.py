"""Who said what in languages that the parser does not read, on articles of our own (``tests/speech``).

They were written by whoever wrote the rules, so they show that the rules hold, and not how often others'
articles defeat them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.statements import extract
from rag.types import Article

SETS = sorted(Path(__file__).with_name("speech").glob("*.jsonl"))
MARKS = " .»«“”„"


def said(path: Path) -> Iterator[tuple[str, set[tuple[str, str]], set[tuple[str, str]]]]:
    """For each kind in each article the (speaker, words) wanted and found."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        found = extract(Article(str(number), "a.txt", "", row["text"], language=path.stem))
        for kind in ("direct", "reported"):
            yield (
                kind,
                {(s["speaker"], s["text"].strip(MARKS)) for s in row["said"] if s["kind"] == kind},
                {(s.speaker, s.text.strip(MARKS)) for s in found if s.kind == kind},
            )


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("kind", "least"), [("direct", 0.85), ("reported", 0.6)])
def test_statements_are_found_with_their_speakers(path: Path, kind: str, least: float) -> None:
    pairs = [(wanted, found) for one, wanted, found in said(path) if one == kind]
    right = sum(len(wanted & found) for wanted, found in pairs)
    f1 = 2 * right / sum(len(wanted) + len(found) for wanted, found in pairs)
    assert f1 >= least


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_statement_stands_where_it_says(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        for statement in extract(Article("a", "a.txt", "", text, language=path.stem)):
            assert text[statement.start : statement.end] == statement.text
            if statement.mention_start >= 0:
                assert text[statement.mention_start : statement.mention_end] == statement.mention


def test_a_language_without_words_has_names_after_a_dash_and_before_a_colon() -> None:
    text = "„Most je bezpečný“ – Jana Nováková. Petr Dvořák: „Čekali jsme deset let.“"
    found = extract(Article("a", "a.txt", "", text, language="cs"))
    assert [(s.speaker, s.text) for s in found] == [
        ("Jana Nováková", "Most je bezpečný"),
        ("Petr Dvořák", "Čekali jsme deset let."),
    ]


def test_there_are_enough_statements_in_each_language() -> None:
    assert {path.stem for path in SETS} == {"ru", "uk", "de", "fr", "es"}
    for path in SETS:
        assert sum(len(json.loads(line)["said"]) for line in path.read_text().splitlines()) >= 35
