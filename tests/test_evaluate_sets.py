"""Which test sets of a folder are measured, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.evaluate.sets import Sets, gold_names, sets_in


def make(data: Path, *names: str) -> None:
    """Empty files, or folders where a name has no ending."""
    for name in names:
        path = data / name
        if path.suffix:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        else:
            path.mkdir(parents=True, exist_ok=True)


def test_gold_sets_are_known_by_name_and_files_and_gold_dev_comes_first(tmp_path: Path) -> None:
    make(
        tmp_path,
        "gold-test/questions.jsonl",
        "gold-2/quotes.jsonl",
        "gold-dev/questions.jsonl",
        "gold-notes/todo.txt",
        "golden/questions.jsonl",
        "gold-file.jsonl",
    )
    assert gold_names(tmp_path) == ("gold-dev", "gold-2", "gold-test")


def test_what_is_missing_is_said_and_the_rest_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path, "bbc-news", "gold-test/questions.jsonl", "gold-2/quotes.jsonl", "xquad")
    found = sets_in(tmp_path, ("scifact", "xquad"), gold_files=("questions.jsonl",))
    assert found == Sets(("gold-test",), ("xquad",))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        f"gold-dev is not in {tmp_path}: left out.",
        "gold-2 has no questions.jsonl: left out.",
        f"scifact is not in {tmp_path}: left out.",
    ]


def test_gold_sets_need_the_articles_where_these_are_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path, "gold-dev/questions.jsonl", "polnear")
    assert sets_in(tmp_path, ("polnear",), gold_files=("questions.jsonl",)) == Sets((), ("polnear",))
    assert capsys.readouterr().err == f"gold-dev needs bbc-news, which is not in {tmp_path}: left out.\n"
    with pytest.raises(BadInput, match="gold-dev needs bbc-news, which is not in"):
        sets_in(tmp_path, gold_files=("questions.jsonl",))
    assert sets_in(tmp_path, gold_files=("questions.jsonl",), articles=False).gold == ("gold-dev",)


def test_nothing_is_left_out_where_all_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path, "bbc-news", "gold-dev/questions.jsonl", "xquad")
    assert sets_in(tmp_path, ("xquad",), gold_files=("questions.jsonl",)) == Sets(("gold-dev",), ("xquad",))
    assert capsys.readouterr().err == ""


def test_a_folder_with_none_of_the_sets_is_refused_and_all_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path, "gold-dev/questions.jsonl", "bbc-news")
    with pytest.raises(BadInput) as refused:
        sets_in(tmp_path, ("polnear",), gold_files=("quotes.jsonl",))
    assert refused.value.status == 2
    assert "gold-dev has no quotes.jsonl" in refused.value.message
    assert f"polnear is not in {tmp_path}" in refused.value.message
    assert capsys.readouterr().err == ""
