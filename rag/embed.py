"""Passages and questions into vectors.

The default is all-MiniLM-L6-v2 from a package, checked by SHA-256 (``rag.models``) and run by ``rag.minilm``;
any other sentence-transformers model is run by that library. Both compute in bfloat16 where the processor
does: the retrieval figures do not change.

What this does not know: MiniLM was trained on English. Other languages are carried by the lexical side.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from rag.errors import ModelRefused
from rag.torchless import torch_library

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


@dataclass(frozen=True, slots=True)
class TokenStates:
    """The tokens of a text as the model has them in context, marks like [CLS] left out.

    ``spans`` int32 (n, 2) are character offsets into the text; ``states`` float32 (n, dim), of any length.
    """

    spans: npt.NDArray[np.int32]
    states: Vectors


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that also tells what it made of every token, in the same pass."""

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """Texts (n) -> vectors (n, dim) as from ``encode``, and the tokens of each text."""
        ...


class FullEncoder(Encoder, TokenEncoder, Protocol):
    """An encoder that tells both."""


def encoder_for(model: str, cores: int = 0) -> FullEncoder:
    """The encoder that settings name: a sentence-transformers directory or id, '' for the default.

    The default computes on so many ``cores``, 0 for all; others on as many as OMP_NUM_THREADS says.
    """
    if model:
        return SentenceEncoder(model)
    from rag.minilm import MiniLM

    return MiniLM(cores=cores)


class SentenceEncoder:
    """A model run by sentence-transformers; loaded at the first use, safe to call from several threads."""

    def __init__(self, model: str = "", *, batch: int = BATCH) -> None:
        self.name = model or DEFAULT_ENCODER
        self._where = model
        self._batch = batch
        self._model: Any = None
        self._lock = threading.RLock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors = self._loaded().encode(list(texts), batch_size=self._batch, show_progress_bar=False)
        return unit(np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1))

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """Vectors (n, dim) and tokens of texts; no tokens where the model's tokenizer has no offsets."""
        if not texts:
            return self.encode(texts), []
        with self._lock:
            model = self._loaded()
            if not getattr(model.tokenizer, "is_fast", False):
                return self.encode(texts), []
            features = model.encode(
                list(texts), batch_size=self._batch, show_progress_bar=False, output_value=None
            )
            offsets = model.tokenizer(
                list(texts), truncation=True, max_length=model.max_seq_length, return_offsets_mapping=True
            )["offset_mapping"]
        vectors = np.stack([item["sentence_embedding"].float().numpy() for item in features])
        return unit(vectors), [_tokens(*pair) for pair in zip(features, offsets, strict=True)]

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self._where)
        return self._model


def passage_text(title: str, passage: Passage) -> str:
    """What is encoded for a passage: its headline as context, then its words."""
    return f"{title}\n{passage.text}"


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1. In bfloat16 the model's own are that only to two or three digits."""
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _tokens(features: Any, offsets: Sequence[tuple[int, int]]) -> TokenStates:
    """Tokens with their places; none where a model puts words of its own before the text."""
    spans = np.array(offsets, dtype=np.int32).reshape(-1, 2)
    states = features["token_embeddings"][features["attention_mask"].bool()].float().numpy()
    real = spans[:, 1] > spans[:, 0] if len(spans) == len(states) else np.zeros(0, dtype=bool)
    return TokenStates(spans[: len(real)][real], states[: len(real)][real])


def _load(where: str) -> Any:
    """Load the model in ``where`` ('' for the default). Raises ModelRefused with the way out."""
    torch = torch_library()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    from rag.models import encoder_dir

    # "Loading weights" is not what somebody waits for.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
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
    capabilities: Any = torch_library().cpu.get_capabilities()
    return any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
