from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.ingest import Failed, LeftOut, Root, Skip, discover, read_articles, read_file, readable_suffixes
from rag.ingest.decode import decode

TEXT = "Café opens\n\n“It is «ours»,” said Zoë – at last."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_give_the_same_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    (article,) = read_articles(path)
    assert article.text == TEXT
    assert article.title == "Café opens"


def test_latin1_and_cyrillic_are_told_apart() -> None:
    german = "Die Straße führt über die Brücke nach Köln, sagte der Bürgermeister gestern früh."
    russian = "Министр сказал в четверг, что переговоры будут продолжены на следующей неделе."
    assert decode(german.encode("latin-1")) == german
    assert decode(russian.encode("cp1251")) == russian


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        "Bridge cost rises\n\nMinister Jane Smith said that the bridge cost £3m.\n",
        "Le pont coûte 3 £\n\nLa ministre José Díaz l’a déjà dit.\n",
    ],
)
def test_pounds_stay_pounds(text: str, end: str) -> None:
    encoding = "cp1252"
    assert decode(text.replace("\n", end).encode(encoding)) == text


def test_polish_stays_polish() -> None:
    polish = "Minister powiedział w czwartek, że rozmowy będą kontynuowane w przyszłym tygodniu w Łodzi."
    assert decode(polish.encode("cp1250")) == polish


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co", "Cs"))))
def test_utf8_text_comes_back_unchanged(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_become_one_character(end: str) -> None:
    assert decode(f"a{end}b{end}".encode()) == "a\nb\n"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n \n", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("nul.txt", b"\x7fELF\x00\x00\x00\x01abc" * 20, "binary"),
        ("damaged.txt", b"\xff\xfeA\x00B", "damaged"),
        ("picture.xyz", b"abc", "format not read: .xyz"),
        ("nosuffix", b"abc", "format not read: no suffix"),
        ("bomb.md", b"---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n---\nText.", "aliases"),
    ],
)
def test_what_is_no_article_is_skipped_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason.replace(".", r"\.")):
        read_articles(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_has_failed_for_now(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    path.chmod(0)
    with pytest.raises(Failed, match="unreadable"):
        read_articles(path)


def test_front_matter_is_read_and_left_out_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: A port\nsource: The Daily\npublished: 2020-12-03\nauthor: [A. B., C. D.]\n---\n\n"
        "The port.\n"
    )
    (article,) = read_articles(path)
    assert (article.title, article.source, article.published) == ("A port", "The Daily", "2020-12-03")
    assert article.author == "A. B., C. D."
    assert article.text == "The port.\n"


def test_markdown_without_front_matter_has_its_heading_as_title(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# A port\n\nThe port opened.")
    (article,) = read_articles(path)
    assert article.title == "A port"
    assert article.text == "# A port\n\nThe port opened."


@pytest.mark.parametrize(
    ("block", "field", "value", "said"),
    [
        ("title: Correction: bridge to cost 54 million", "title", "Correction: bridge to cost 54 million", 1),
        ("source: The Daily\ntitle: 'Yes', says mayor: no tolls", "source", "The Daily", 1),
        ('title: "Stop": the week in quotes', "title", '"Stop": the week in quotes', 1),
        ("title: [\nsource: The Daily", "source", "The Daily", 1),
        ("title: Snow @ the pass\nsource: @daily", "source", "@daily", 1),
        ("published: someday\ntitle: Storm", "title", "Storm", 1),
        ("published: 2020-13-45\ntitle: Storm", "title", "Storm", 2),
        ("published: 3/4/2020\ntitle: Storm", "published", "", 1),
        ("published: 3/4/2020\nlanguage: en-GB", "published", "2020-04-03", 0),
        ("published: 3/14/2020", "published", "2020-03-14", 0),
        ("- a\n- b", "title", "The storm came.", 1),
    ],
)
def test_odd_front_matter_loses_no_article(
    tmp_path: Path, block: str, field: str, value: str, said: int
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{block}\n---\nThe storm came.\n")
    reading = read_file(path)
    (article,) = reading.articles
    assert getattr(article, field) == value
    assert article.text == "The storm came.\n"
    assert [left.part for left in reading.left_out] == ["front matter"] * said
    assert all(isinstance(left, LeftOut) and left.reason for left in reading.left_out)


def test_a_long_first_line_is_shortened_to_a_title(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("word " * 100)
    (article,) = read_articles(path)
    assert len(article.title) < 210
    assert article.title.endswith("word …")


def test_discover_names_files_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news" / "deep").mkdir(parents=True)
    (tmp_path / "news" / "b.txt").write_text("b")
    (tmp_path / "news" / "deep" / "a.txt").write_text("a")
    (tmp_path / "news" / ".hidden.txt").write_text("h")
    monkeypatch.chdir(tmp_path)
    found = discover([Root.of("news"), Root.of("news/b.txt")])
    assert [f.id for f in found] == ["news/b.txt", "news/deep/a.txt"]
    assert all(f.path.is_absolute() for f in found)


def test_a_missing_path_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.txt"):
        discover([Root.of(tmp_path / "nowhere.txt")])


def test_every_suffix_named_has_a_reader() -> None:
    assert {".txt", ".md"} <= set(readable_suffixes())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", r'{"text": "It rained \ud800 for a week.", "title": "Rain \udc00"}'),
        ("a.md", '---\ntitle: "Rain \\udc00"\n---\nIt rained for a week.'),
    ],
)
def test_half_a_character_is_replaced(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    (article,) = read_articles(tmp_path / name)
    assert article.title == "Rain \N{REPLACEMENT CHARACTER}"
    article.text.encode()
