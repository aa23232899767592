"""Who may use a desk that asks for a password: a file of names, each with a hash and never the password.

A line is ``name:salt:hash``, both in hexadecimal, the hash by scrypt (RFC 7914) with n = 2**14, r = 8, p = 1.
``onrecord accounts`` adds and removes lines.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rag.errors import BadInput
from rag.ui.gate import client_address
from rag.ui.throttle import Patience, Throttle

SHORTEST = 8
#: Wrong passwords from one address, of whatever names, and for one name, from wherever: the latter wait less,
#: since others must not be able to keep somebody out for long.
BY_ADDRESS = Patience(free=5, longest=600)
BY_NAME = Patience(free=5, longest=30)

log = logging.getLogger(__name__)


class Accounts:
    """``hashes`` are name -> (salt, hash)."""

    def __init__(self, hashes: Mapping[str, tuple[bytes, bytes]]) -> None:
        self._hashes = hashes
        self._addresses, self._names = Throttle(BY_ADDRESS), Throttle(BY_NAME)

    def __call__(self, name: str, password: str) -> bool:
        """Whether this is the name's password, and nobody has to wait. Takes as long for a name that is not
        there, and says as little.
        """
        address = client_address.get()
        waits = {"from": self._addresses.wait(address), "as": self._names.wait(name)}
        salt, expected = self._hashes.get(name, (b"", b""))
        right = hmac.compare_digest(_hash(password, salt), expected) and bool(expected)
        if any(waits.values()):
            log.warning("log-in as %r from %s refused for %.0f s", name, address, max(waits.values()))
            return False
        if right:
            self._addresses.right(address)
            self._names.right(name)
        else:
            log.warning("wrong log-in as %r from %s", name, address)
            self._addresses.wrong(address)
            self._names.wrong(name)
        return right


def read_accounts(path: Path) -> Accounts:
    """Read an accounts file. Raises BadInput naming the line that is not right, or the file."""
    hashes = _read(path)
    if not hashes:
        raise BadInput(f"{path} names nobody. {_how(path)}")
    return Accounts(hashes)


def names_in(path: Path) -> tuple[str, ...]:
    """The names in an accounts file. Raises BadInput as ``read_accounts`` does."""
    return tuple(_read(path))


def add_account(path: Path, name: str, password: str) -> bool:
    """Write ``name`` into the file, in place of its former line; whether it had none. Raises BadInput."""
    line = account_line(name, password)
    known = path.exists() and name in _read(path)
    kept = [one for one in _lines(path) if _name_of(one) != name] if path.exists() else []
    _write(path, [*kept, line])
    return not known


def remove_account(path: Path, name: str) -> None:
    """Raises BadInput where the file does not have the name."""
    if name not in _read(path):
        raise BadInput(f"{path} does not name '{name}'. See: onrecord accounts list --auth {path}")
    _write(path, [one for one in _lines(path) if _name_of(one) != name])


def _how(path: Path) -> str:
    return f"Add a name with: onrecord accounts add NAME --auth {path}"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise BadInput(f"{path} cannot be read: {reason}. {_how(path)}") from error


def _name_of(line: str) -> str:
    return "" if line.startswith("#") else line.strip().partition(":")[0]


def _write(path: Path, lines: list[str]) -> None:
    """In one step, and for nobody else to read."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}-", encoding="utf-8", delete=False
        ) as stream:
            stream.write("".join(f"{line}\n" for line in lines))
        os.chmod(stream.name, 0o600)
        Path(stream.name).replace(path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}.") from error


def _read(path: Path) -> dict[str, tuple[bytes, bytes]]:
    lines = _lines(path)
    hashes: dict[str, tuple[bytes, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, salt, expected = line.strip().split(":")
            hashes[name] = (bytes.fromhex(salt), bytes.fromhex(expected))
        except ValueError as error:
            raise BadInput(f"Line {number} of {path} is not 'name:salt:hash'. {_how(path)}") from error
    return hashes


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
