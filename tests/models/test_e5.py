"""The default encoder from its four-bit file, held against its makers' own implementation."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from rag.embed import encoder_for
from rag.errors import ModelRefused
from rag.models import DEFAULT_ENCODER, e5, encoder_dir
from rag.models.checksums import checksum
from rag.models.stored import directory_of, path_of, place
from tests.languages import TEXTS

REFERENCE = Path(__file__).parents[1] / "e5-reference.npy"


@pytest.mark.parametrize("query", [False, True])
def test_vectors_are_those_of_the_reference_implementation(query: bool) -> None:
    texts = [text for language in TEXTS.values() for text in language]
    theirs = np.load(REFERENCE).astype(np.float32).reshape(2, len(texts), -1)[int(query)]
    cosines = (encoder_for("").encode(texts, query=query) * theirs).sum(axis=1)
    assert cosines.min() > 0.99


def test_the_same_sentence_is_nearest_in_every_language() -> None:
    encoder = encoder_for("")
    asked = encoder.encode(TEXTS["en"], query=True)
    for language in TEXTS.keys() - {"en"}:
        nearest = (asked @ encoder.encode(TEXTS[language]).T).argmax(axis=1)
        assert np.mean(nearest == np.arange(len(asked))) > 0.9, language


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The encoder's file alone, in a cache of its own."""
    file = path_of(DEFAULT_ENCODER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    place(DEFAULT_ENCODER).parent.mkdir(parents=True)
    shutil.copyfile(file, place(DEFAULT_ENCODER))
    return place(DEFAULT_ENCODER)


def test_it_is_written_out_once_and_again_when_it_was_damaged(copied: Path) -> None:
    weights = encoder_dir() / "model.safetensors"
    assert encoder_dir() == directory_of(DEFAULT_ENCODER)
    written, right = weights.stat().st_mtime_ns, checksum(weights)
    encoder_dir()
    assert weights.stat().st_mtime_ns == written
    with weights.open("r+b") as stream:
        stream.seek(100_000)
        stream.write(b"damage")
    encoder_dir()
    assert checksum(weights) == right
    left = {copied.name, directory_of(DEFAULT_ENCODER).name}
    assert {path.name for path in copied.parent.iterdir()} == left


def test_a_file_cut_short_is_refused_with_the_way_out(copied: Path) -> None:
    with copied.open("r+b") as stream:
        stream.truncate(40_000_000)
    with pytest.raises(ModelRefused, match="onrecord model get multilingual-e5-small"):
        encoder_dir()
    assert not directory_of(DEFAULT_ENCODER).exists()


@pytest.mark.parametrize("size", [0, 3, 60, 5_000_000, 40_000_000])
def test_what_is_no_such_model_is_refused(copied: Path, size: int) -> None:
    with copied.open("r+b") as stream:
        stream.truncate(size)
    with pytest.raises(ModelRefused, match="is not the encoder"):
        e5.read(copied)


def test_another_model_is_refused(copied: Path) -> None:
    with copied.open("r+b") as stream:
        stream.seek(8)
        stream.write((999).to_bytes(4, "little"))
    with pytest.raises(ModelRefused, match="is not the encoder"):
        e5.read(copied)
