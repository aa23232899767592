"""Which generator settings lead to."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ModelRefused
from rag.generate import choose, generator_for
from rag.generate.chat import ChatGenerator
from rag.generate.local_chat import has_chat_template
from rag.generate.quoting import QuotingGenerator
from rag.models import DEFAULT_READER, reader_path
from rag.settings import AnswerSettings


def test_the_default_model_quotes() -> None:
    generator = generator_for(AnswerSettings())
    assert isinstance(generator, QuotingGenerator)
    assert generator.model == Path(DEFAULT_READER.file).stem


def test_a_url_writes_without_being_contacted() -> None:
    generator = generator_for(AnswerSettings(model="http://127.0.0.1:9/v1"))
    assert isinstance(generator, ChatGenerator)
    assert generator.model == "http://127.0.0.1:9/v1"


def test_a_large_file_without_a_chat_template_still_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    path = reader_path("gemma-3-270m")
    monkeypatch.setattr(choose, "TRUSTED_SIZE", path.stat().st_size)
    assert not has_chat_template(path)
    assert isinstance(generator_for(AnswerSettings(model=str(path))), QuotingGenerator)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.gguf"
    path.write_text("shopping list")
    with pytest.raises(ModelRefused, match=r"notes\.gguf"):
        generator_for(AnswerSettings(model=str(path)))
