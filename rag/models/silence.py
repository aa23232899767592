"""llama.cpp tells every layer it loads on stderr; readers need none of it, but errors must not be lost."""

from __future__ import annotations

import logging
from types import ModuleType
from typing import Any

#: ``ggml_log_level`` in ggml.h: none 0, debug 1, info 2, warning 3, error 4, continuation 5.
_ERROR = 4

_log = logging.getLogger("onrecord.llama")
#: What it calls an error when it has been told to stop.
_STOPPED = ("graph_compute_async failed with error 1", "compute status: 1", "failed to decode, ret = 2")
#: llama.cpp keeps a pointer to the callback, so it must live as long as the process.
_kept: list[Any] = []


def errors_only(llama_cpp: ModuleType) -> None:
    """Send llama.cpp's errors to the log named ``onrecord.llama`` and drop the rest. Once for a process."""
    if _kept:
        return

    @llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
    def callback(level: int, text: bytes, _data: object) -> None:
        told = text.decode("utf-8", "replace").rstrip()
        if level == _ERROR and not told.endswith(_STOPPED):
            _log.error("%s", told)

    _kept.append(callback)
    llama_cpp.llama_log_set(callback, None)
