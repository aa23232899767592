"""Zip archives: every entry that is a readable file, as if it lay in a folder.

Archives in archives are left out: unpacking them without end is how archives attack.
"""

from __future__ import annotations

import dataclasses
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from rag.ingest.packed import opened, unpacked
from rag.ingest.read import LeftOut, RawArticle, Skip, read_file


def read_zip(path: Path) -> list[RawArticle | LeftOut]:
    found: list[RawArticle | LeftOut] = []
    with opened(path) as container, tempfile.TemporaryDirectory() as folder:
        for number, info in enumerate(container.infolist()):
            if info.is_dir() or _hidden(info.filename):
                continue
            try:
                found.extend(_entry(container, info, Path(folder) / str(number)))
            except Skip as skip:
                found.append(LeftOut(info.filename, str(skip)))
    if not found:
        raise Skip("an archive without files")
    return found


def _entry(container: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> list[RawArticle | LeftOut]:
    name = PurePosixPath(info.filename)
    if name.suffix.lower() == ".zip":
        raise Skip("an archive within an archive: unpack it first")
    data = unpacked(container, info)
    folder.mkdir()
    # Only the last part of the name is used, so no entry can be written outside the folder.
    file = folder / f"entry{name.suffix.lower()}"
    file.write_bytes(data)
    reading = read_file(file)
    file.unlink()
    return [
        *(
            dataclasses.replace(article, part=_part(info.filename, article.part))
            for article in reading.articles
        ),
        *(LeftOut(_part(info.filename, left.part), left.reason) for left in reading.left_out),
    ]


def _part(name: str, part: str) -> str:
    return f"{name}#{part}" if part else name


def _hidden(name: str) -> bool:
    return any(re.match(r"\.[^.]|__MACOSX", part) for part in PurePosixPath(name).parts)
