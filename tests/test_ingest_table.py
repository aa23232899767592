from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest import RawArticle, Skip, read_articles, read_file

ROWS = [
    {
        "headline": "Storm",
        "body": 'It came, "fast".\nIt went.',
        "outlet": "Post",
        "date": "2020-12-03",
        "url": "u1",
    },
    {"headline": "Calm", "body": "Nothing; at all.", "outlet": "Post", "date": "3 Dec 2020", "url": "u2"},
]
WANTED = [
    RawArticle("Storm", 'It came, "fast".\nIt went.', "Post", "2020-12-03", part="u1"),
    RawArticle("Calm", "Nothing; at all.", "Post", "2020-12-03", part="u2"),
]


def write_csv(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_csv(tmp_path: Path, name: str, delimiter: str) -> None:
    write_csv(tmp_path / name, ROWS, delimiter)
    assert read_articles(tmp_path / name) == WANTED


def test_json_lines_and_lists(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS) + "\n")
    (tmp_path / "a.json").write_text(json.dumps(ROWS))
    assert read_articles(tmp_path / "a.jsonl") == WANTED
    assert read_articles(tmp_path / "a.json") == WANTED


def test_columns_by_other_names(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [{"Artikeltext": "Es kam.", "Zeitung": "Post"}])
    with pytest.raises(Skip, match=r"no column holds the text .*a\.columns\.toml"):
        read_articles(tmp_path / "a.csv")
    (tmp_path / "a.columns.toml").write_text('text = "Artikeltext"\nsource = "Zeitung"\n')
    assert read_articles(tmp_path / "a.csv") == [RawArticle("Es kam.", "Es kam.", "Post", part="row 1")]
    (tmp_path / "a.columns.toml").write_text('text = "Text"\n')
    with pytest.raises(Skip, match="the table has: Artikeltext, Zeitung"):
        read_articles(tmp_path / "a.csv")


def test_a_bad_row_is_left_out_and_named(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [*ROWS, {**ROWS[0], "body": "", "url": "u3"}])
    with (tmp_path / "a.csv").open("a") as file:
        file.write("Calm,Nothing, at all,Post,2020-12-03,u4\n")
    reading = read_file(tmp_path / "a.csv")
    assert list(reading.articles) == WANTED
    assert [left.part for left in reading.left_out] == ["u3", "row 4"]
    assert "6 columns" in reading.left_out[1].reason


def test_an_unreadable_date_leaves_the_row_without_one(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [ROWS[0], {**ROWS[1], "date": "someday"}])
    reading = read_file(tmp_path / "a.csv")
    assert [article.published for article in reading.articles] == ["2020-12-03", ""]
    assert [left.part for left in reading.left_out] == ["u2"]
    assert "someday" in reading.left_out[0].reason


@pytest.mark.parametrize(
    ("dates", "language", "columns", "read"),
    [
        (["3/4/2020", "14/4/2020"], "", "", ["2020-04-03", "2020-04-14"]),
        (["3/4/2020", "4/14/2020"], "", "", ["2020-03-04", "2020-04-14"]),
        (["3/4/2020", "14/4/2020", "4/14/2020"], "", "", ["", "2020-04-14", "2020-04-14"]),
        (["3/4/2020", "4/4/2020"], "", "", ["", "2020-04-04"]),
        (["3/4/2020"], "de", "", ["2020-04-03"]),
        (["3/4/2020"], "en-US", "", ["2020-03-04"]),
        (["3/4/2020"], "", 'dates = "day first"', ["2020-04-03"]),
        (["3-4-20"], "", 'dates = "month first"', ["2020-03-04"]),
    ],
)
def test_day_and_month_are_told_by_the_file_and_never_guessed(
    tmp_path: Path, dates: list[str], language: str, columns: str, read: list[str]
) -> None:
    texts = [f"The storm came on day {n}, and the council met." for n in range(len(dates))]
    rows = [{"text": t, "date": d, "lang": language} for t, d in zip(texts, dates, strict=True)]
    write_csv(tmp_path / "a.csv", rows)
    (tmp_path / "a.columns.toml").write_text(columns)
    reading = read_file(tmp_path / "a.csv")
    assert [article.published for article in reading.articles] == read
    assert len(reading.left_out) == read.count("")


def test_a_bad_line_is_left_out_and_named(tmp_path: Path) -> None:
    lines = [json.dumps(ROWS[0]), '{"body": "cut sho', "[1]", json.dumps(ROWS[1])]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    (tmp_path / "a.json").write_text(json.dumps([ROWS[0], 7, ROWS[1]]))
    (tmp_path / "a.csv").write_text('text,id\nIt came.,a\n"It" went,b\nIt stayed.,c\n"It ended.,d\nAll,e\n')
    for name, parts in (("a.jsonl", ["line 2", "line 3"]), ("a.json", ["row 2"])):
        reading = read_file(tmp_path / name)
        assert list(reading.articles) == WANTED
        assert [left.part for left in reading.left_out] == parts
    reading = read_file(tmp_path / "a.csv")
    assert [article.text for article in reading.articles] == ["It came.", "It stayed.", "All"]
    assert [left.part for left in reading.left_out] == ["line 3", "line 5"]


def test_rows_with_one_id_stay_two(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [ROWS[0], {**ROWS[1], "url": "u1"}])
    assert [article.part for article in read_articles(tmp_path / "a.csv")] == ["u1", "u1 (row 2)"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.jsonl", '{"text": ', "line 1 is not JSON"),
        ("a.jsonl", "[1]", "line 1 is not a JSON object"),
        ("a.json", "{", "is not JSON"),
        ("a.json", "[1, 2]", "is not a list of JSON objects"),
        ("a.json", "[" * 100_000, "is not JSON"),
        ("a.csv", 'text\n"abc', "is not CSV"),
        ("a.csv", "text\n", "empty"),
    ],
)
def test_what_is_no_table_is_skipped(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Skip, match=reason):
        read_articles(tmp_path / name)


@given(
    texts=st.lists(st.text(alphabet='abc ,;"\n\t|é', min_size=1).filter(str.strip), min_size=1, max_size=4)
)
def test_any_text_survives_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(path, [{"title": "T", "text": text} for text in texts])
    assert [article.text for article in read_articles(path)] == [text.strip() for text in texts]
