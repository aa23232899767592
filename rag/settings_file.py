"""Settings changed while the program runs, written back to the file that they are read from.

Only what changed is touched: comments, order and everything else in the file stay as they are.
"""

from __future__ import annotations

import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

from rag.errors import BadInput
from rag.settings import Settings, load_settings, settings_path


def keep_settings(before: Settings, after: Settings, path: Path | None = None) -> Path:
    """Write what differs in ``after`` to ``path``, or to the usual place; the file that was written.

    Raises BadInput when it cannot be read or written; it is then as it was.
    """
    import tomlkit

    file = path or settings_path()
    if file.is_file():
        load_settings(file)  # refuses a file that somebody has broken since
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
        for section in fields(Settings):
            for key, value in _changes(getattr(before, section.name), getattr(after, section.name)):
                document.setdefault(section.name, tomlkit.table())[key] = value
        _replace(file, tomlkit.dumps(document))
    except OSError as error:
        raise BadInput(
            f"The settings are used, but not kept: {file} cannot be written ({error.strerror or error})."
        ) from error
    return file


def _changes(before: Any, after: Any) -> list[tuple[str, object]]:
    return [
        (field.name, getattr(after, field.name))
        for field in fields(after)
        if getattr(after, field.name) != getattr(before, field.name)
    ]


def _replace(file: Path, text: str) -> None:
    """In one step, so that a process that reads it meanwhile reads the whole of one or the other."""
    mode = file.stat().st_mode if file.exists() else 0o644
    with tempfile.NamedTemporaryFile("w", dir=file.resolve().parent, encoding="utf-8", delete=False) as new:
        new.write(text)
    Path(new.name).chmod(mode & 0o777)
    Path(new.name).replace(file.resolve())
