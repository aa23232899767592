"""A cross-encoder that settings name, loaded or refused with the way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rag.errors import ModelRefused
from rag.torchless import torch_library


def cross_encoder(named: str, what: str, setting: str) -> Any:
    """The sentence-transformers cross-encoder ``named``, a directory or a model id.

    ``what`` it is and under which ``setting`` it is named, for the message. Raises ModelRefused.
    """
    torch_library()
    from sentence_transformers import CrossEncoder

    place = Path(named).expanduser()
    try:
        # Whatever is wrong with a file of weights, its loader may raise.
        return CrossEncoder(
            str(place) if place.is_dir() else named, device="cpu", local_files_only=place.is_dir()
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelRefused(f"The {what} '{named}' cannot be loaded: {reason} {way_out(setting)}") from error


def way_out(setting: str) -> str:
    section, name = setting.split(".")
    return f"Name another under [{section}] {name} in onrecord.toml, or leave the setting out."
