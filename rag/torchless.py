"""torch where it is needed, and not where a library merely looks whether it is there.

Importing it takes a second and 180 MB that stay.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

#: While torch is made to look missing, a thread that needs it waits.
_importing = threading.RLock()


def torch_library() -> ModuleType:
    """The torch module."""
    with _importing:
        import torch

    return torch


@contextmanager
def without_torch() -> Iterator[None]:
    """What is imported in this block finds no torch, unless the process has imported it already."""
    with _importing:
        if "torch" in sys.modules:
            yield
            return
        sys.modules["torch"] = None  # type: ignore[assignment]
        try:
            yield
        finally:
            del sys.modules["torch"]
