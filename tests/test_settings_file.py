from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.settings import AnswerSettings, Settings, load_settings
from rag.settings_file import keep_settings

STRICT = Settings(answer=AnswerSettings(model="/models/a.gguf", strictness=0.8))


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.toml"
    assert keep_settings(Settings(), STRICT, file) == file
    assert load_settings(file) == STRICT
    assert keep_settings(STRICT, Settings(), file) == file
    assert load_settings(file) == Settings()


def test_only_what_changed_is_touched(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.toml"
    file.write_text("# ours\n[index]\npassage_tokens = 100 # as agreed\n\n[answer]\nthreads = 2\n")
    before = load_settings(file)
    keep_settings(before, dataclasses.replace(before, answer=AnswerSettings(strictness=0.8, threads=2)), file)
    assert file.read_text() == (
        "# ours\n[index]\npassage_tokens = 100 # as agreed\n\n[answer]\nthreads = 2\nstrictness = 0.8\n"
    )


def test_a_file_that_was_broken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.toml"
    file.write_text("[answer\n")
    with pytest.raises(BadInput, match="cannot be read as TOML"):
        keep_settings(Settings(), STRICT, file)
    assert file.read_text() == "[answer\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="are used, but not kept"):
        keep_settings(Settings(), STRICT, tmp_path / "gone" / "onrecord.toml")
