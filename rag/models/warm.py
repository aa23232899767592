"""The fixed part of the prompt, read once and for all.

Examples take a language model most of a second to read and are the same for every question. What it makes of
them is kept in memory between questions, and in the cache directory between runs: a few megabytes that are
read back in milliseconds. The file's name depends on all that its content depends on.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from rag.models import cache_dir
from rag.models.llama import LanguageModel

_DIGEST = hashlib.sha256().digest_size


def warm_up(model: LanguageModel, head: Sequence[int], directory: Path | None = None) -> None:
    """Have ``model`` hold ``head``, from the file kept in ``directory`` (the cache) where there is one."""
    kept = (directory or cache_dir()) / f"prompt-{_key(model, head)}.state"
    never = threading.Event()
    with model.turns.turn(never):
        state = _read(kept)
        if state is None or not model.restore(state, head):
            model.hold(head, never)
            _keep(model.state(), kept)


def _read(path: Path) -> bytes | None:
    """The state in a file, or None where there is none or it is damaged: its SHA-256 stands in front."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, state = data[:_DIGEST], data[_DIGEST:]
    return state if hashlib.sha256(state).digest() == digest else None


def _key(model: LanguageModel, head: Sequence[int]) -> str:
    stat = model.path.stat()
    parts = (version("llama-cpp-python"), str(model.path), stat.st_size, stat.st_mtime_ns, tuple(head))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _keep(state: bytes, path: Path) -> None:
    """Write the state beside ``path``, then move it there whole."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".prompt-", delete=False) as stream:
            stream.write(hashlib.sha256(state).digest() + state)
        Path(stream.name).replace(path)
    except OSError:
        # Without a cache that can be written the examples are read again at every start.
        return
