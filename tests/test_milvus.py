"""What is Milvus's own: how it is asked for, and what is said when it cannot be had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import MissingExtra, SearchUnavailable
from rag.store import Store
from tests.conftest import milvus_in
from tests.test_search import Place, article, names


def test_without_the_package_the_error_has_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    store = Place(tmp_path / "index", str(tmp_path / "milvus.db")).open()
    store.apply([article(1)])
    with pytest.raises(MissingExtra, match=r"pip install .*\[milvus\]"):
        store.checkpoint()
    store.close()


def test_a_server_that_is_not_there_is_named_with_the_setting(tmp_path: Path) -> None:
    milvus_in(tmp_path)
    store = Place(tmp_path / "index", "http://127.0.0.1:9").open()
    store.apply([article(1)])
    with pytest.raises(SearchUnavailable, match=r"127.0.0.1:9 cannot be used: .*\[search\] milvus"):
        store.checkpoint()
    store.close()


def test_a_collection_that_was_lost_is_filled_anew(tmp_path: Path) -> None:
    place = Place(tmp_path / "index", milvus_in(tmp_path))
    store = place.open()
    store.apply([article(number) for number in range(20)])
    store.checkpoint()
    store.close()
    elsewhere = Store.open(place.directory, milvus=str(tmp_path / "other.db"))
    elsewhere.checkpoint()
    assert names(elsewhere, elsewhere.search_text(["own7"], 3)) == ["0007"]
    elsewhere.close()


_FILL = """
store = Place(Path(sys.argv[1]), sys.argv[2]).open()
store.apply([article(number) for number in range(20)])
store.checkpoint()
"""
_ASK = """
store = Store.open(Path(sys.argv[1]), milvus=sys.argv[2])
print(names(store, store.search_text(["own7"], 3)))
"""
_IMPORTS = """
import sys
from pathlib import Path
from rag.store import Store
from tests.test_search import Place, article, names
"""


def test_another_process_can_ask(tmp_path: Path) -> None:
    """Each in its own, since milvus-lite keeps its file for the process that opened it."""
    for code in (_FILL, _ASK):
        done = subprocess.run(
            [sys.executable, "-c", _IMPORTS + code, str(tmp_path / "index"), milvus_in(tmp_path)],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout == "['0007']\n"
