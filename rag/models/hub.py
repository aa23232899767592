"""Files of repositories on the Hugging Face hub."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rag.errors import ModelRefused

_HUB_ID = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*(:[\w./-]+)?")


def is_hub_id(named: str) -> bool:
    """Whether ``named`` reads as ``owner/name`` or ``owner/name:file.gguf``, and is no file that is there."""
    if Path(named).expanduser().exists():
        return False
    return _HUB_ID.fullmatch(named) is not None and (":" in named or not named.lower().endswith(".gguf"))


def hub_file(named: str) -> Path:
    """The GGUF file of a hub repository, fetched the first time: the one named, the one at four bits, or the
    only one. Raises ModelRefused when it cannot be had.
    """
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import HFValidationError, HTTPError  # type: ignore[attr-defined]

    repository, _, file = named.partition(":")
    try:
        name = file or _best_gguf(repository, HfApi().list_repo_files(repository))
        return Path(hf_hub_download(repository, name))
    except (OSError, HTTPError, HFValidationError) as error:
        raise ModelRefused(
            f"The model {named} cannot be had from the hub: {reason_of(error)} Check the id and the network "
            "(with HF_HUB_OFFLINE=1 nothing is fetched), or name a GGUF file on this machine."
        ) from error


def reason_of(error: Exception) -> str:
    """The first line of what the hub's library says, which has many."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _best_gguf(repository: str, files: Sequence[str]) -> str:
    found = sorted(name for name in files if name.lower().endswith(".gguf"))
    usual = [name for name in found if "q4_k_m" in name.lower()]
    if len(found) != 1 and len(usual) != 1:
        listed = ", ".join(found) or "none"
        raise ModelRefused(
            f"Name one of the GGUF files of {repository}, as {repository}:FILE. They are: {listed}."
        )
    return (usual or found)[0]
