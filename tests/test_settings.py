from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.settings import CONFIG_VARIABLE, Settings, load_settings


def test_defaults_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    assert load_settings() == Settings()


def test_a_file_in_the_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    (tmp_path / "onrecord.toml").write_text("[answer]\nstrictness = 1\n[index]\npassage_tokens = 100\n")
    settings = load_settings()
    assert settings.answer.strictness == 1.0
    assert settings.index.passage_tokens == 100


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[answr]\n", "unknown setting 'answr'"),
        ("[answer]\nstrict = 1\n", r"unknown setting 'answer\.strict'"),
        ("answer = 3\n", "'answer' is a section"),
        ("[index]\npassage_tokens = 'many'\n", r"'index\.passage_tokens' must be of type int, not str"),
        ("[index]\nstatements = 1\n", "must be of type bool, not int"),
        ("[index\n", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=message) as caught:
        load_settings(path)
    assert "mine.toml" in caught.value.message


def test_a_named_file_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "gone.toml"))
    with pytest.raises(BadInput, match=r"gone\.toml"):
        load_settings()
