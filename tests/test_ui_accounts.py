from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.ui.accounts import account_line, read_accounts


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
    ("text", "match"), [("", "names nobody"), ("ann", "line 1"), ("ann:zz:00", "line 1"), ("a:00", "line 1")]
)
def test_a_file_that_is_not_right_is_named_with_the_way_out(tmp_path: Path, text: str, match: str) -> None:
    file = tmp_path / "accounts.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=match) as caught:
        read_accounts(file)
    assert "python -m rag.ui.accounts NAME" in caught.value.message


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_accounts(tmp_path / "none.txt")
