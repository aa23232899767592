"""Passages and questions into vectors, by a sentence-transformers model.

The default is all-MiniLM-L6-v2 from a package, checked by SHA-256 (``rag.models``). It runs in bfloat16
where the processor computes in it: the retrieval figures do not change and encoding is almost three times
as fast.

What this does not know: MiniLM was trained on English. Other languages are carried by the lexical side.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from rag.errors import ModelRefused

if TYPE_CHECKING:
    from rag.types import Passage

Vectors = npt.NDArray[np.float32]

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
#: Texts are sorted by length and encoded in batches of this many, so that little is padded.
BATCH = 32


class Encoder(Protocol):
    """Anything that turns texts into vectors. ``name`` identifies the model in an index's settings."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Texts (n) -> float32 (n, dim), every row of length 1."""
        ...


class SentenceEncoder:
    """A sentence-transformers model; loaded at the first use, safe to call from several threads."""

    def __init__(self, model: str = "") -> None:
        self.name = model or DEFAULT_ENCODER
        self._where = model
        self._model: Any = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            if self._model is None:
                self._model = _load(self._where)
            vectors = self._model.encode(list(texts), batch_size=BATCH, show_progress_bar=False)
        # Normalised again: in bfloat16 a row's length is 1 only to two or three digits.
        rows = np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)
        unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return unit


def passage_text(title: str, passage: Passage) -> str:
    """What is encoded for a passage: its headline as context, then its words."""
    return f"{title}\n{passage.text}"


def _load(where: str) -> Any:
    """Load the model in ``where`` ('' for the default). Raises ModelRefused with the way out."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    from rag.models import encoder_dir

    logging.disable_progress_bar()  # "Loading weights" is not what somebody waits for

    directory = where or str(encoder_dir())
    try:
        return SentenceTransformer(
            directory,
            device="cpu",
            local_files_only=bool(not where or Path(where).is_dir()),
            model_kwargs={"dtype": torch.bfloat16 if _computes_bfloat16() else torch.float32},
        )
    except (OSError, ValueError) as error:
        raise ModelRefused(
            f"The encoder '{where or DEFAULT_ENCODER}' cannot be loaded: {str(error).splitlines()[0]} "
            "Name a sentence-transformers directory or model id under [index] encoder in onrecord.toml."
        ) from error


def _computes_bfloat16() -> bool:
    """Whether bfloat16 is native here; emulated, it would be slower than float32."""
    import torch

    capabilities = getattr(torch.cpu, "get_capabilities", dict)()
    if capabilities:
        return bool(
            capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16")
        )
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", bool)())
