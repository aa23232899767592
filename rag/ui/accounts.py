"""Who may use a desk that asks for a password: a file of names, each with a hash and never the password.

A line is ``name:salt:hash``, both in hexadecimal, the hash by scrypt (RFC 7914) with n = 2**14, r = 8, p = 1.
``python -m rag.ui.accounts NAME`` asks for a password and prints the line.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput

SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Accounts:
    """Name -> (salt, hash)."""

    hashes: Mapping[str, tuple[bytes, bytes]]

    def __call__(self, name: str, password: str) -> bool:
        """Whether this is the name's password; takes as long for a name that is not there."""
        salt, expected = self.hashes.get(name, (b"", b""))
        return hmac.compare_digest(_hash(password, salt), expected) and bool(expected)


def read_accounts(path: Path) -> Accounts:
    """Read an accounts file. Raises BadInput naming the line that is not right, or the file."""
    how = "Make one with: python -m rag.ui.accounts NAME"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"--auth: {path} cannot be read: {error}. {how}") from error
    hashes: dict[str, tuple[bytes, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, salt, expected = line.strip().split(":")
            hashes[name] = (bytes.fromhex(salt), bytes.fromhex(expected))
        except ValueError as error:
            raise BadInput(f"--auth: line {number} of {path} is not 'name:salt:hash'. {how}") from error
    if not hashes:
        raise BadInput(f"--auth: {path} names nobody. {how}")
    return Accounts(hashes)


def account_line(name: str, password: str) -> str:
    """The line for a name and its password. Raises BadInput for ones that cannot be used."""
    if not name or ":" in name or not name.isprintable():
        raise BadInput("A name must have letters and no colon.")
    if len(password) < SHORTEST:
        raise BadInput(f"A password needs at least {SHORTEST} characters.")
    salt = secrets.token_bytes(16)
    return f"{name}:{salt.hex()}:{_hash(password, salt).hex()}"


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def main(arguments: list[str]) -> int:
    """Print the line for the name given, with a password asked for at the terminal."""
    if len(arguments) != 1:
        print("Usage: python -m rag.ui.accounts NAME >> accounts.txt", file=sys.stderr)
        return 2
    try:
        print(account_line(arguments[0], getpass.getpass()))
    except BadInput as error:
        print(f"onrecord: {error.message}", file=sys.stderr)
        return error.status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
