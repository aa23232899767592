"""Readers of the test sets. They are not part of the project; without them only the messages are tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate import data, run

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
with_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the test sets are not in {DATA}")


@pytest.mark.parametrize(
    ("read", "missing"),
    [
        (data.bbc_news, "bbc-news"),
        (data.gold_questions, "gold-dev"),
        (data.gold_quotes, "gold-dev"),
        (data.scifact, "scifact"),
        (lambda folder: data.xquad(folder, "en"), "xquad"),
    ],
)
def test_a_missing_set_is_named(tmp_path: Path, read: object, missing: str) -> None:
    assert callable(read)
    with pytest.raises(BadInput, match=missing):
        read(tmp_path)


def test_a_missing_file_of_a_set_is_named(tmp_path: Path) -> None:
    (tmp_path / "gold-dev").mkdir()
    with pytest.raises(BadInput, match=r"questions\.jsonl"):
        data.gold_questions(tmp_path)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": 1}\n{"id": \n', encoding="utf-8")
    with pytest.raises(BadInput, match="line 2"):
        list(data.read_jsonl(path))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_another_gold_set_is_read_by_its_name(tmp_path: Path) -> None:
    question = {"id": "t-1", "type": "fact", "question": "Who?", "answers": ["Berg"], "note": ""}
    span = {"doc": "politics/001.txt", "start": 0, "end": 4, "text": "Berg"}
    write(tmp_path / "gold-test" / "questions.jsonl", json.dumps({**question, "evidence": [span]}))
    (read,) = data.gold_questions(tmp_path, "gold-test")
    assert read.answerable
    assert read.evidence == (data.Span("politics/001.txt", 0, 4, "Berg"),)
    with pytest.raises(BadInput, match="gold-dev"):
        data.gold_questions(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": ', "line 1: not JSON"),
        ('{"id": "t-1"}', "entry 1: .*'type'"),
        ("[]", "entry 1"),
        ("\n", "empty"),
    ],
)
def test_a_broken_gold_set_is_an_error_that_names_the_file(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path / "gold-test" / "questions.jsonl", text)
    with pytest.raises(BadInput, match=rf"gold-test.questions\.jsonl.*{said}"):
        data.gold_questions(tmp_path, "gold-test")


def test_a_broken_public_set_and_a_folder_without_articles_are_named(tmp_path: Path) -> None:
    write(tmp_path / "xquad" / "xquad.en.json", "{")
    with pytest.raises(BadInput, match=r"xquad\.en\.json: not JSON"):
        data.xquad(tmp_path, "en")
    (tmp_path / "bbc-news").mkdir()
    with pytest.raises(BadInput, match=r"no articles in .*bbc-news"):
        data.bbc_news(tmp_path)


def test_an_unknown_measurement_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="retrieval"):
        run("speed", tmp_path)
    with pytest.raises(BadInput, match="--data"):
        run("retrieval", tmp_path / "nowhere")


@with_data
def test_evidence_and_quotes_stand_where_they_say() -> None:
    texts = {article.id: article.text for article in data.bbc_news(DATA)}
    questions = data.gold_questions(DATA)
    assert len(texts) == 2225
    assert sum(question.answerable for question in questions) == 135
    spans = [span for question in questions for span in question.evidence]
    quotes = data.gold_quotes(DATA)
    assert all(texts[span.article][span.start : span.end] == span.text for span in spans)
    assert all(texts[quote.article][quote.start : quote.end] == quote.text for quote in quotes)


@with_data
def test_every_relevant_article_is_there() -> None:
    for collection in (data.scifact(DATA), *(data.xquad(DATA, code) for code in data.XQUAD_LANGUAGES)):
        ids = {article.id for article in collection.articles}
        assert len(ids) == len(collection.articles)
        assert collection.relevant.keys() == collection.questions.keys()
        assert all(set(grades) <= ids for grades in collection.relevant.values())
