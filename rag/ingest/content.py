"""What a file's articles depend on: its bytes, and for a table those of the file beside it that names
columns.
"""

from __future__ import annotations

import errno
import hashlib
import stat
from pathlib import Path

NAMING_SUFFIX = ".columns.toml"
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})


def naming_file(table: Path) -> Path:
    """Where the columns of ``table`` are named, if they are."""
    return table.with_suffix(NAMING_SUFFIX)


def content_sha256(path: Path) -> str:
    """The SHA-256 of all that a file's articles are read from. Raises OSError where it cannot be read."""
    if not stat.S_ISREG(path.stat().st_mode):
        # Reading a pipe would wait for whoever writes to it.
        raise OSError(errno.EINVAL, "a pipe, a socket or a device, not a file")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    naming = naming_file(path)
    if path.suffix.lower() in TABLE_SUFFIXES and naming.is_file():
        digest.update(b"\0columns\0" + naming.read_bytes())
    return digest.hexdigest()
