from __future__ import annotations

from pathlib import Path

from rag.models import reader_path
from rag.newsroom import open_newsroom
from rag.settings import AnswerSettings, IndexSettings, RetrievalSettings, Settings
from rag.ui import render
from rag.ui.about import facts


def told(directory: Path, settings: Settings) -> dict[str, str]:
    newsroom = open_newsroom(directory, settings, create=True)
    found = facts(newsroom)
    newsroom.store.close()
    assert render.facts(found)
    return {fact.name: f"{fact.value} {fact.note}" for fact in found}


def test_the_models_are_named_with_their_terms(tmp_path: Path) -> None:
    usual = told(tmp_path / "a", Settings())
    assert usual["Answering model"] == "Qwen2.5 Coder 1.5B Instruct, Q4_K_M Apache-2.0, on this machine"
    named = told(tmp_path / "c", Settings(answer=AnswerSettings(model="gemma-270m")))
    assert "Gemma Terms of Use" in named["Answering model"]
    assert usual["Encoder"] == "multilingual-e5-small, four bits MIT, on this machine"
    own = told(tmp_path / "b", Settings(answer=AnswerSettings(model="/models/x.gguf")))
    assert own["Answering model"].startswith("/models/x.gguf On this machine")


def test_a_file_of_ones_own_says_its_licence(tmp_path: Path) -> None:
    file = tmp_path / "own.gguf"
    file.symlink_to(reader_path("gemma-3-270m"))
    settings = Settings(answer=AnswerSettings(model=str(file)))
    assert "licence: gemma" in told(tmp_path / "index", settings)["Answering model"]


def test_a_model_elsewhere_is_said_to_be_sent_to(tmp_path: Path) -> None:
    remote = AnswerSettings(model="http://10.0.0.2:8080", model_name="big", strictness=0.9)
    told_of = told(
        tmp_path,
        Settings(IndexSettings(statements=False), RetrievalSettings(evidence_tokens=900), answer=remote),
    )
    assert "big at http://10.0.0.2:8080" in told_of["Answering model"]
    assert "sent there" in told_of["Answering model"]
    assert told_of["Strictness"].startswith("0.9")
    assert told_of["Evidence"].startswith("900 tokens")
    assert told_of["Statements"].startswith("not looked for")


def test_memory_is_measured(tmp_path: Path) -> None:
    memory = float(told(tmp_path, Settings())["Memory"].split(" MB")[0].replace(",", ""))
    assert 10 < memory < 100_000
