"""Which reader settings lead to."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering import reader_for
from rag.answering.local import LocalReader
from rag.answering.remote import RemoteReader
from rag.errors import ModelRefused
from rag.models import DEFAULT_READER, reader_path
from rag.settings import AnswerSettings


def test_the_default_reader_follows_instructions() -> None:
    reader = reader_for(AnswerSettings())
    assert isinstance(reader, LocalReader)
    assert reader.name == Path(DEFAULT_READER.file).stem
    assert reader.chat


def test_a_url_is_a_reader_that_is_not_contacted_yet() -> None:
    reader = reader_for(AnswerSettings(model="http://127.0.0.1:9/v1"))
    assert isinstance(reader, RemoteReader)
    assert reader.name == "http://127.0.0.1:9/v1"


def test_a_file_without_a_chat_template_is_a_reader_that_is_shown_examples() -> None:
    reader = reader_for(AnswerSettings(model=str(reader_path("gemma-3-270m"))))
    assert isinstance(reader, LocalReader)
    assert not reader.chat


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.gguf"
    path.write_text("shopping list")
    with pytest.raises(ModelRefused, match=r"notes\.gguf"):
        reader_for(AnswerSettings(model=str(path)))
