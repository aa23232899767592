from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.build import update
from rag.check import check, notes
from rag.errors import IndexDamaged, IndexMissing
from rag.settings import Settings
from rag.store import Store
from rag.store.schema import DATABASE, VECTORS
from tests.conftest import WordEncoder


@pytest.fixture
def directory(tmp_path: Path, news: Path) -> Path:
    store = Store.create(tmp_path / "index", {"encoder": "words"})
    update(store, WordEncoder(), [news], Settings())
    store.close()
    return tmp_path / "index"


def test_a_whole_index_is_whole(directory: Path) -> None:
    health = check(directory)
    assert (health.whole, health.articles, health.findings) == (True, 3, ())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM passage_terms WHERE rowid = 1", "1 passages cannot be found by their words"),
        ("DELETE FROM passages WHERE id = 1", "1 search entries belong to no passage"),
        ('UPDATE passages SET "end" = 100000 WHERE id = 1', "1 passages lie outside their article's text"),
        ("UPDATE passages SET vector = x'00' WHERE id = 1", "vectors have different lengths"),
        ("UPDATE passages SET article = 999 WHERE id = 1", "1 rows belong to nothing"),
    ],
)
def test_damage_is_named_with_its_repair(directory: Path, damage: str, said: str) -> None:
    with closing(sqlite3.connect(directory / DATABASE)) as db, db:
        db.execute(damage)
    health = check(directory)
    assert not health.whole
    assert any(said in finding.damage for finding in health.findings)
    assert all("--rebuild" in finding.repair for finding in health.findings)


def test_flipped_bytes_in_the_database_are_found(directory: Path) -> None:
    path = directory / DATABASE
    data = bytearray(path.read_bytes())
    for at in range(8192, len(data), 1024):
        data[at] ^= 255
    path.write_bytes(data)
    try:
        damaged = not check(directory).whole
    except IndexDamaged as error:
        damaged = "onrecord index" in error.message
    assert damaged


def test_a_lost_checkpoint_is_no_damage(directory: Path) -> None:
    assert notes(directory) == ()
    (directory / VECTORS).unlink()
    assert check(directory).whole
    (note,) = notes(directory)
    assert "makes them again" in note


def test_no_index_at_all(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        check(tmp_path / "none")
