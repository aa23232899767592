from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.ingest import read_articles
from rag.types import Article
from rag.ui import adding


def test_a_pasted_article_reads_back_as_it_was_given(tmp_path: Path) -> None:
    path = adding.keep_text(tmp_path, "Port: “opens” #1", "First.\n\nSecond.", "The Daily", "2020-12-03")
    article = read_articles(path)[0]
    assert (article.title, article.source, article.published) == (
        "Port: “opens” #1", "The Daily", "2020-12-03",
    )  # fmt: skip
    assert article.text.strip() == "First.\n\nSecond."


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_headline_gives_a_file_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    directory = tmp_path_factory.mktemp("index")
    first = adding.keep_text(directory, title, "Text.")
    second = adding.keep_text(directory, title, "Text.")
    assert first != second
    assert {first.parent, second.parent} == {adding.folder(directory)}


def test_what_is_missing_or_too_long_is_said(tmp_path: Path) -> None:
    for title, text in (("", "Text."), ("Title", "  ")):
        with pytest.raises(BadInput, match="headline and a text"):
            adding.keep_text(tmp_path, title, text)
    with pytest.raises(BadInput, match="as a file"):
        adding.keep_text(tmp_path, "Title", "x" * (adding.LARGEST_PASTE + 1))
    assert not adding.folder(tmp_path).exists()


def test_uploads_are_copied_under_names_that_are_only_names(tmp_path: Path) -> None:
    upload = tmp_path / "up" / "..%2f..evil name.md"
    upload.parent.mkdir()
    upload.write_text("Title\n\nText.", encoding="utf-8")
    first, second = (adding.keep_uploads(tmp_path / "index", [str(upload)])[0] for _ in range(2))
    assert first.parent == second.parent == adding.folder(tmp_path / "index")
    assert first != second
    assert second.read_text(encoding="utf-8") == "Title\n\nText."


def test_uploads_of_the_wrong_kind_size_or_number_keep_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "a.md", tmp_path / "b.exe"
    good.write_text("Title\n\nText.", encoding="utf-8")
    bad.write_bytes(b"MZ")
    with pytest.raises(BadInput, match=r"b\.exe is of a kind"):
        adding.keep_uploads(tmp_path, [str(good), str(bad)])
    with pytest.raises(BadInput, match="too many"):
        adding.keep_uploads(tmp_path, [str(good)] * (adding.MOST_FILES + 1))
    monkeypatch.setattr(adding, "LARGEST_BYTES", 3)
    with pytest.raises(BadInput, match="larger"):
        adding.keep_uploads(tmp_path, [str(good)])
    assert not adding.folder(tmp_path).exists()


def test_only_what_was_added_here_is_removed(tmp_path: Path) -> None:
    own = tmp_path / "news.md"
    own.write_text("x", encoding="utf-8")
    with pytest.raises(BadInput, match="was not added here"):
        adding.remove(tmp_path, Article("news.md", str(own), "News", "x"))
    sneaky = str(adding.folder(tmp_path) / ".." / "news.md")
    with pytest.raises(BadInput, match="was not added here"):
        adding.remove(tmp_path, Article("news.md", sneaky, "News", "x"))
    assert own.exists()
    added = adding.keep_text(tmp_path, "Added", "Text.")
    adding.remove(tmp_path, Article("a", str(added), "Added", "Text."))
    assert not added.exists()
