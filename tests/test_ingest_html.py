from __future__ import annotations

from pathlib import Path

import pytest

from rag.ingest import Skip, read_articles

STORY = (
    "The harbour of Lynford stayed shut on Thursday after the storm tore two cranes from the quay.",
    "“We lost the big one first,” said the harbour master, Ann Lee. “Then the small one went.”",
    "Ferries were sent to Port Adler instead, and the fish market was held in the old school hall.",
)


def page(charset: str = "utf-8", body: str = "") -> str:
    paragraphs = body or "".join(f"<p>{line}</p>" for line in STORY)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="{charset}">'
        "<title>Storm shuts harbour | The Post</title>"
        '<meta property="og:title" content="Storm shuts harbour">'
        '<meta property="og:site_name" content="The Post">'
        '<meta property="article:published_time" content="2020-12-03T08:00:00Z">'
        '<meta name="author" content="Bo Ray">'
        "</head><body><nav><ul><li><a href='/'>Home</a></li>"
        "<li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<article><h1>Storm shuts harbour</h1>{paragraphs}</article>"
        "<footer>Subscribe to our newsletter. Cookies. All rights reserved.</footer></body></html>"
    )


def test_body_and_metadata_without_menus(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(), encoding="utf-8")
    (article,) = read_articles(path)
    assert article.title == "Storm shuts harbour"
    assert (article.source, article.published, article.author, article.language) == (
        "The Post",
        "2020-12-03",
        "Bo Ray",
        "en",
    )
    assert all(line in article.text for line in STORY)
    assert not any(word in article.text for word in ("Sport", "newsletter", "Cookies"))


def test_paragraphs_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_text(page(), encoding="utf-8")
    (article,) = read_articles(path)
    assert [line for line in article.text.split("\n\n") if line in STORY] == list(STORY)


def test_declared_encoding_is_used(tmp_path: Path) -> None:
    line = "Министр сказал в четверг, что переговоры будут продолжены на следующей неделе в столице."
    path = tmp_path / "a.html"
    path.write_bytes(page("windows-1251", f"<p>{line}</p>" * 4).encode("cp1251", "ignore"))
    (article,) = read_articles(path)
    assert line in article.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Just a line of text.", "no tags"),
        (b"<html><body></body></html>", "without an article"),
        (b"%PDF-1.4 something", "is a PDF file"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
    ],
)
def test_what_is_no_article_is_skipped(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason):
        read_articles(path)


def test_a_script_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(body="<script>steal()</script>" + "".join(f"<p>{line}</p>" for line in STORY)))
    (article,) = read_articles(path)
    assert "steal" not in article.text
