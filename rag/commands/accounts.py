"""``onrecord accounts``: who may use a desk that asks for a password."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from rag.commands.shared import json_option
from rag.errors import BadInput
from rag.printed import as_json_text

_auth_option = click.option(
    "--auth",
    "path",
    envvar="ONRECORD_AUTH",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The accounts file, as for serve (also: ONRECORD_AUTH).",
)


@dataclass(frozen=True, slots=True)
class _Names:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Changed:
    name: str
    change: str


@click.group()
def accounts() -> None:
    """Add, list and remove who may use a desk that asks for a password.

    \b
    Example:
      onrecord accounts add ann --auth accounts.txt
      onrecord serve --auth accounts.txt
    """


@accounts.command()
@click.argument("name")
@_auth_option
@json_option
def add(name: str, path: Path, as_json: bool) -> None:
    """Add NAME, or give it another password.

    The password is asked for at a terminal; otherwise it is the first line of standard input.

    \b
    Examples:
      onrecord accounts add ann --auth accounts.txt
      printf '%s\\n' "$PASSWORD" | onrecord accounts add ann --auth accounts.txt
    """
    from rag.ui.accounts import add_account

    new = add_account(path, name, _password())
    _tell(_Changed(name, "added" if new else "changed"), path, as_json)


@accounts.command()
@click.argument("name")
@_auth_option
@json_option
def remove(name: str, path: Path, as_json: bool) -> None:
    """Remove NAME. A desk that is open lets it in until it is started again."""
    from rag.ui.accounts import remove_account

    remove_account(path, name)
    _tell(_Changed(name, "removed"), path, as_json)


@accounts.command("list")
@_auth_option
@json_option
def list_names(path: Path, as_json: bool) -> None:
    """List the names."""
    from rag.ui.accounts import names_in

    names = _Names(names_in(path))
    click.echo(as_json_text(names) if as_json else "\n".join(names.names))


def _tell(changed: _Changed, path: Path, as_json: bool) -> None:
    click.echo(as_json_text(changed) if as_json else f"{changed.name} was {changed.change} in {path}")


def _password() -> str:
    if sys.stdin is not None and sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return password
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise BadInput("No password was given. Run this at a terminal, or write it to standard input.")
    return line.rstrip("\r\n")
