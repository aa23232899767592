from __future__ import annotations

import socket
from pathlib import Path

import pytest

import app
from rag.errors import BadInput
from rag.ui.server import check_address


def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=rf"{port} cannot be used .*--port {port + 1}"):
            check_address("127.0.0.1", port)


def test_an_address_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="--host"):
        check_address("no.such.host.invalid", 7860)


def test_a_free_port_passes() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    check_address("127.0.0.1", port)


def test_the_page_without_an_index_says_how_to_build_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert app.main() == 2
    assert "Build one: onrecord index" in capsys.readouterr().err
