"""Encoding on a Ray cluster: one of this machine's own processors, which runs the same code as any other."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import rag
from rag.build import update
from rag.cluster import LOCAL, _encoded_there, cluster
from rag.embed import encoder_for
from rag.errors import ClusterUnavailable, MissingExtra, ModelRefused
from rag.ingest import read_file
from rag.prepare import cut, encoded
from rag.settings import IndexSettings, Settings
from rag.statements import extract_all
from rag.store import Store
from rag.types import Article, Statement
from tests.conftest import WordEncoder


def onrecord(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rag.cli", *arguments], capture_output=True, text=True, check=False
    )


def stored(directory: Path) -> tuple[list[Statement], np.ndarray, list[bytes]]:
    """The statements of an index, the vectors of its passages and their words, in the order of articles."""
    store = Store.open(directory)
    articles = sorted(store.article_ids())
    passages = [p.id for article in articles for p in store.passages_of(article)]
    words = store.passage_words(passages)
    said = list(store.statements_in(articles))
    found = store.passage_vectors(passages), [words[i].bits.tobytes() for i in passages]
    store.close()
    return said, *found


@pytest.mark.slow
def test_an_index_made_on_a_cluster_is_the_one_made_here(news: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert onrecord("index", str(news), "--index", str(here)).returncode == 0
    done = onrecord("index", str(news), "--index", str(there), "--ray", LOCAL, "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["added"]) == 3
    ours, theirs = stored(here), stored(there)
    assert ours[0] == theirs[0] != []
    assert np.allclose(ours[1], theirs[1], atol=1e-3)
    assert [len(words) for words in ours[2]] == [len(words) for words in theirs[2]]


@pytest.mark.slow
def test_what_a_worker_raises_is_raised_here_and_nothing_is_lost(news: Path, tmp_path: Path) -> None:
    store = Store.create(tmp_path / "index", {"encoder": "x"})
    with cluster(LOCAL, Settings()) as working:
        update(store, WordEncoder(), [news / "port.md"], Settings(), elsewhere=working)
        settings = Settings(index=IndexSettings(encoder=str(tmp_path / "no-encoder")))
        missing = dataclasses.replace(working, settings=settings)
        with pytest.raises(ModelRefused, match="no-encoder"):
            update(store, WordEncoder(), [news], Settings(), elsewhere=missing)
        assert len(store.article_ids()) == 1
        update(store, WordEncoder(), [news], Settings(), elsewhere=working)
    assert len(store.article_ids()) == 3
    store.close()


def test_a_worker_of_another_version_refuses() -> None:
    nothing = cut([], [], Settings())
    with pytest.raises(ClusterUnavailable, match="Install the same"):
        _encoded_there(f"{rag.__version__}.1", Settings(), nothing)


def test_a_worker_encodes_as_this_process_does(news: Path) -> None:
    (raw, *_) = read_file(news / "port.md").articles
    article = Article(id="a", path="a", title=raw.title, text=raw.text)
    whole = cut([article], [()], Settings())
    theirs, ours = _encoded_there(rag.__version__, Settings(), whole), encoded(encoder_for(""), whole)
    assert np.allclose(theirs.vectors, ours.vectors, atol=1e-3)
    assert theirs.words[0].places.tolist() == ours.words[0].places.tolist()
    assert theirs.statements == tuple(extract_all([article])) != ours.statements


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9"])
def test_an_address_where_nothing_is_is_named(address: str, news: Path, tmp_path: Path) -> None:
    done = onrecord("index", str(news), "--index", str(tmp_path / "index"), "--ray", address)
    assert done.returncode == 2
    assert f"nothing answers at {address}" in done.stderr
    assert "ray start --head" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["", "nonsense", "http://127.0.0.1:10001", "ray://host", "host:port"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ClusterUnavailable, match="--ray"), cluster(address, Settings()):
        pass


def test_without_the_package_the_error_has_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"pip install .*\[ray\]"), cluster(LOCAL, Settings()):
        pass
