from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest

from rag.cli import run
from rag.errors import BadInput
from rag.ui.accounts import Accounts, account_line, read_accounts
from rag.ui.gate import client_address


def test_only_the_right_password_of_a_known_name_passes(tmp_path: Path) -> None:
    file = tmp_path / "accounts.txt"
    lines = ["# who may", account_line("ann", "correct horse"), "", account_line("bo", "battery staple")]
    file.write_text("\n".join(lines), encoding="utf-8")
    accounts = read_accounts(file)
    assert accounts("ann", "correct horse")
    assert accounts("bo", "battery staple")
    assert not accounts("ann", "battery staple")
    assert not accounts("cy", "correct horse")
    assert not accounts("", "")
    assert "correct" not in file.read_text(encoding="utf-8")


def test_the_same_password_gives_another_line_each_time() -> None:
    assert account_line("ann", "correct horse") != account_line("ann", "correct horse")


@pytest.mark.parametrize(
    ("name", "password"), [("", "correct horse"), ("a:b", "correct horse"), ("ann", "x")]
)
def test_what_cannot_be_used_is_refused(name: str, password: str) -> None:
    with pytest.raises(BadInput):
        account_line(name, password)


@pytest.mark.parametrize(
    ("text", "match"), [("", "names nobody"), ("ann", "Line 1"), ("ann:zz:00", "Line 1"), ("a:00", "Line 1")]
)
def test_a_file_that_is_not_right_is_named_with_the_way_out(tmp_path: Path, text: str, match: str) -> None:
    file = tmp_path / "accounts.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=match) as caught:
        read_accounts(file)
    assert "onrecord accounts add NAME" in caught.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_accounts(tmp_path / "none.txt")


def accounts_of(tmp_path: Path, *names: str) -> Accounts:
    file = tmp_path / "accounts.txt"
    file.write_text("\n".join(account_line(name, "correct horse") for name in names), encoding="utf-8")
    return read_accounts(file)


def test_many_wrong_passwords_are_not_tried(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    accounts = accounts_of(tmp_path, "ann", "bo")
    token = client_address.set("10.0.0.1")
    try:
        with caplog.at_level(logging.WARNING):
            assert not any(accounts("ann", f"guess number {n}") for n in range(12))
        # Now even the right one has to wait, and is not told from a wrong one.
        assert not accounts("ann", "correct horse")
        assert not accounts("bo", "correct horse")
        client_address.set("10.0.0.2")
        assert accounts("bo", "correct horse")
    finally:
        client_address.reset(token)
    assert len(caplog.records) == 14
    assert [record.message.startswith("wrong") for record in caplog.records].count(True) == 5
    assert all("10.0.0.1" in record.message and "guess" not in record.message for record in caplog.records)


def test_accounts_are_kept_by_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.txt"
    for name, password in (("ann", "correct horse"), ("bo", "battery staple"), ("ann", "another horse")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        assert run(["accounts", "add", name, "--auth", str(file)]) == 0
    assert "ann was changed" in capsys.readouterr().out
    accounts = read_accounts(file)
    assert accounts("ann", "another horse")
    assert accounts("bo", "battery staple")
    assert file.stat().st_mode & 0o077 == 0
    assert run(["accounts", "remove", "bo", "--auth", str(file)]) == 0
    capsys.readouterr()
    assert run(["accounts", "list", "--auth", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"names": ["ann"]}


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "ann"], "", "standard input"),
        (["add", "ann"], "short\n", "at least 8"),
        (["add", "a:b"], "correct horse\n", "no colon"),
        (["remove", "ann"], "", "accounts list"),
        (["list"], "", "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    typed: str,
    said: str,
) -> None:
    file = tmp_path / "accounts.txt"
    if arguments[0] == "remove":
        file.write_text(account_line("bo", "correct horse"))
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert run(["accounts", *arguments, "--auth", str(file)]) == 2
    assert said in capsys.readouterr().err
