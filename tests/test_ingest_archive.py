from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.ingest import Skip, read_articles, read_file
from tests.test_ingest_epub import book
from tests.test_ingest_html import page
from tests.test_ingest_pdf import LINES, pdf
from tests.test_ingest_word import word


def archive(entries: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in entries.items():
            container.writestr(name, data)
    return out.getvalue()


def test_entries_are_read_as_files(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        archive(
            {
                "news/a.md": "---\ntitle: Storm\n---\nIt came.",
                "news/b.html": page(),
                "c.pdf": pdf([LINES]),
                "d.csv": "text,id\nOne.,1\nTwo.,2\n",
                "__MACOSX/a.md": "x",
                ".hidden.txt": "x",
            }
        )
    )
    parts = [article.part for article in read_articles(path)]
    assert parts == ["news/a.md", "news/b.html", "c.pdf", "d.csv#1", "d.csv#2"]


def test_what_is_left_out_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"a.txt": "Text.", "b.xyz": "x", "c.zip": archive({"d.txt": "x"}), "e.txt": ""}))
    reading = read_file(path)
    assert [article.part for article in reading.articles] == ["a.txt"]
    assert {left.part: left.reason.split(":")[0] for left in reading.left_out} == {
        "b.xyz": "format not read",
        "c.zip": "an archive within an archive",
        "e.txt": "empty",
    }


def test_no_entry_is_written_outside(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    (folder / "a.zip").write_bytes(archive({"../../evil.txt": "Text.", "/tmp/evil-entry.txt": "Text."}))
    assert len(read_articles(folder / "a.zip")) == 2
    assert sorted(os.listdir(tmp_path)) == ["deep"]


def bomb() -> bytes:
    return archive({"a.txt": b"\0" * (32 * 1024 * 1024)})


def encrypted() -> bytes:
    data = bytearray(archive({"a.txt": "Text."}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(), "a zip bomb: a.txt"),
        (encrypted(), "encrypted"),
        (archive({}), "is not a zip archive"),
        (archive({"a.txt": "Text."})[:40], "damaged archive"),
        (archive({"a.xyz": "Text."}), "a.xyz: format not read"),
    ],
)
def test_dangerous_and_damaged_archives_are_skipped(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(Skip, match=reason):
        read_articles(path)


WHOLE = {
    "a.zip": archive({"a.txt": "Some text.", "b.html": page()}),
    "a.pdf": pdf([LINES, LINES]),
    "a.docx": word(),
    "a.epub": book(),
    "a.html": page().encode(),
}


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_anywhere_is_read_or_skipped(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """Cut anywhere or with bytes changed, a file gives articles or a reason, and never another error."""
    whole = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / name
    path.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert all(outcome(path))


def outcome(path: Path) -> list[str]:
    """The texts of a file, or the reason why there are none."""
    try:
        return [article.text.strip() for article in read_articles(path)]
    except Skip as skip:
        return [str(skip)]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_two_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("a.txt", "Storm\n\nIt came.")
        container.writestr("a.txt", "Frost\n\nIt went.")
    found = read_articles(path)
    assert [article.title for article in found] == ["Storm", "Frost"]
    assert len({article.part for article in found}) == 2
