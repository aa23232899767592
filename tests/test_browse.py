from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from rag.browse import Wanted, find_statements
from rag.build import fingerprint, update
from rag.errors import BadInput
from rag.listing import statements_csv, statements_json, statements_text
from rag.settings import Settings
from rag.statements import extract_all
from rag.store import Store
from tests.conftest import WordEncoder


@pytest.fixture
def store(tmp_path: Path, news: Path) -> Store:
    (news / "tunnel.md").write_text(
        "---\ntitle: Tunnel to be rebuilt\nsource: The Courier\npublished: 2021-02-01\n---\n"
        'Ilse Brandt said that the tunnel would be rebuilt. "=SUM(A1) is no budget," Ms Brandt added.\n'
    )
    store = Store.create(tmp_path / "index", {"encoder": "words"})
    update(store, WordEncoder(), [news], Settings(), find_statements=extract_all)
    return store


def test_by_speaker_newest_first(store: Store, encoder: WordEncoder) -> None:
    found = find_statements(store, encoder, speaker="brandt")
    assert {f.statement.speaker for f in found} == {"Ilse Brandt"}
    assert [f.when for f in found] == sorted((f.when for f in found), reverse=True)
    assert {f.title for f in found} == {"Port of Balmere opens", "Tunnel to be rebuilt"}


def test_by_topic_most_relevant_first(store: Store, encoder: WordEncoder) -> None:
    found = find_statements(store, encoder, about="tunnel")
    assert all("unnel" in f.title + f.statement.text for f in found)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert len({f.statement.speaker for f in found}) == 2


def test_between_days(store: Store, encoder: WordEncoder) -> None:
    assert {f.when for f in find_statements(store, encoder, since="2020-01-01", until="2020-12-31")} == {
        "2020-12-03"
    }
    assert find_statements(store, encoder, since="2022-01-01") == ()


def test_an_unknown_speaker_is_refused_with_names(store: Store, encoder: WordEncoder) -> None:
    with pytest.raises(BadInput, match="Ilse Brandt"):
        find_statements(store, encoder, speaker="Zebedee")


def test_listings_hold_the_same_statements(store: Store, encoder: WordEncoder) -> None:
    found = find_statements(store, encoder, speaker="brandt")
    records = json.loads(statements_json(found, 9))
    rows = list(csv.DictReader(io.StringIO(statements_csv(found, 9))))
    assert records["total"] == 9
    assert [r["text"] for r in records["statements"]] == [f.statement.text for f in found]
    assert len(rows) == len(found)
    assert [int(r["start"]) for r in rows] == [f.statement.start for f in found]
    text = statements_text(found, len(found) + 2)
    assert all(f.statement.text in text for f in found)
    assert "2 more" in text
    assert statements_text((), 0) == "No such statements in your articles."


def test_a_cell_is_never_a_formula(store: Store, encoder: WordEncoder) -> None:
    rows = csv.DictReader(io.StringIO(statements_csv(find_statements(store, encoder, speaker="brandt"), 9)))
    texts = [row["text"] for row in rows]
    assert any("SUM" in text for text in texts)
    assert not any(text.startswith(("=", "+", "-", "@")) for text in texts)


def test_days_in_the_wrong_order_are_refused(store: Store, encoder: WordEncoder) -> None:
    with pytest.raises(BadInput, match="is after"):
        find_statements(store, encoder, since="2021-01-01", until="2020-12-31")


def test_statements_are_told_apart_by_kind_outlet_and_language(store: Store, encoder: WordEncoder) -> None:
    def count(wanted: Wanted) -> int:
        return len(find_statements(store, encoder, wanted=wanted))

    every = count(Wanted())
    assert count(Wanted("quotation")) + count(Wanted("report")) == every
    assert 0 < count(Wanted("report")) < every
    assert count(Wanted(source="the daily")) + count(Wanted(source="The Courier")) <= every
    assert count(Wanted(language="en")) == every
    assert count(Wanted(language="de")) == 0


def test_an_answer_in_an_interview_comes_with_its_question(tmp_path: Path, encoder: WordEncoder) -> None:
    (tmp_path / "a.txt").write_text(
        "Interview with Mayor Ines Duarte\n\nMayor Ines Duarte speaks.\n\n"
        "Q: Who pays?\n\nA: The city does.\n\nQ: And when?\n\nA: In May.\n",
        encoding="utf-8",
    )
    store = Store.create(tmp_path / "index", fingerprint(Settings()))
    update(store, encoder, [str(tmp_path / "a.txt")], Settings(), find_statements=extract_all)
    found = find_statements(store, encoder, wanted=Wanted("answer"))
    assert {(one.statement.text, one.context) for one in found} == {
        ("The city does.", "Who pays?"),
        ("In May.", "And when?"),
    }
    store.close()
