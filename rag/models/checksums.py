"""SHA-256 of files, remembered while the files stay as they are.

Hashing a gigabyte at every start would be felt, so a checksum is remembered with the file's size,
modification time and inode: a file that changed in any of these is hashed again. That guards against damage
and mix-ups, not against someone who can write to this user's cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ModelRefused

_CHECKSUMS = "checksums.json"


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What must be unchanged for a remembered checksum to stand."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> _Stamp:
        stat = path.stat()
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ino)


def cache_dir() -> Path:
    """Our place below the XDG cache directory; it may be deleted at any time. Not created here."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative values ignored.
    root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    return root / "onrecord"


def require(path: Path, expected: str, way_out: str) -> None:
    """Raises ModelRefused, ending in ``way_out``, unless the SHA-256 of ``path`` is ``expected``."""
    try:
        found = checksum(path)
    except OSError as error:
        raise ModelRefused(f"Cannot read {path}: {error.strerror}. {way_out}") from error
    if found != expected:
        raise ModelRefused(
            f"{path} is not the expected file: SHA-256 {found}, expected {expected}. {way_out}"
        )


def checksum(path: Path) -> str:
    """The SHA-256 of a file, remembered or computed. Raises OSError."""
    stamp = _Stamp.of(path)
    found = _remembered(path, stamp)
    if found is None:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        _remember(path, stamp, found)
    return found


def remember(path: Path, found: str) -> None:
    """Keep the checksum of a file that was hashed while it was written. Raises OSError."""
    _remember(path, _Stamp.of(path), found)


def _remembered(path: Path, stamp: _Stamp) -> str | None:
    entry = _checksums().get(str(path))
    match entry:
        case [stamp.size, stamp.modified_ns, stamp.inode, str(found)]:
            return found
        case _:
            return None


def _remember(path: Path, stamp: _Stamp, found: str) -> None:
    entry = [stamp.size, stamp.modified_ns, stamp.inode, found]
    kept = {**_checksums(), str(path): entry}
    directory = cache_dir()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=directory, prefix=".checksums-", delete=False) as stream:
            json.dump(kept, stream, indent=1)
        Path(stream.name).replace(directory / _CHECKSUMS)
    except OSError:
        # A cache that cannot be written costs a hash at every start and nothing else.
        return


def _checksums() -> dict[str, object]:
    try:
        kept = json.loads((cache_dir() / _CHECKSUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
