"""Zip containers (.zip, .docx, .epub) opened within limits, so that no file can exhaust disk or memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.ingest.read import LARGEST_FILE_BYTES, Skip

MOST_ENTRIES = 20_000
MOST_UNPACKED_BYTES = 512 * 1024 * 1024
#: Text shrinks to a tenth, hardly ever to a hundredth; what does so and is large is made to exhaust memory.
_HIGHEST_RATIO = 200
_HARMLESS_BYTES = 16 * 1024 * 1024
_ENCRYPTED = 0x1


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The container, its sizes checked. Raises Skip for one that is damaged or would unpack beyond the
    limits, also where the damage shows only on reading.
    """
    try:
        with zipfile.ZipFile(path) as container:
            _check_sizes(container)
            yield container
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise Skip(f"damaged archive: {error}") from error


def entry(container: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of an entry. Raises Skip for one that is missing or encrypted."""
    try:
        info = container.getinfo(name)
    except KeyError as error:
        raise Skip(f"incomplete: it has no {name}") from error
    return unpacked(container, info)


def unpacked(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry. Raises Skip for one that is encrypted, or larger than any file that is read."""
    if info.flag_bits & _ENCRYPTED:
        raise Skip("encrypted: save it without a password")
    if info.file_size > LARGEST_FILE_BYTES:
        raise Skip(f"larger than {LARGEST_FILE_BYTES // 2**20} MB")
    return container.read(info)


def _check_sizes(container: zipfile.ZipFile) -> None:
    entries = container.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Skip(f"an archive of more than {MOST_ENTRIES} entries: unpack it first")
    total = sum(info.file_size for info in entries)
    if total > MOST_UNPACKED_BYTES:
        raise Skip(f"would unpack to more than {MOST_UNPACKED_BYTES // 2**20} MB")
    for info in entries:
        if info.file_size > _HARMLESS_BYTES and info.file_size > _HIGHEST_RATIO * max(info.compress_size, 1):
            raise Skip(f"a zip bomb: {info.filename} unpacks to {info.file_size // 2**20} MB")
