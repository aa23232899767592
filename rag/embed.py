"""Passages and questions into vectors.

The encoders of the catalogue are run by ``rag.openvino_encoder``, any other sentence-transformers model by
that library. Both compute in bfloat16 where the processor does: the retrieval figures do not change.

Some models were trained to see what a text is: a prompt before it, one for questions and one for passages,
which come with the model.
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

#: Texts are sorted by length and encoded in batches of this many, so that little is padded.
BATCH = 32


class Encoder(Protocol):
    """Anything that turns texts into vectors. ``name`` identifies the model in an index's settings."""

    name: str

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """Texts (n), all of them questions or all passages -> float32 (n, dim), every row of length 1."""
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

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool = False
    ) -> tuple[Vectors, list[TokenStates]]:
        """Texts (n) -> vectors (n, dim) as from ``encode``, and the tokens of each text."""
        ...


class FullEncoder(Encoder, TokenEncoder, Protocol):
    """An encoder that tells both."""


def encoder_for(model: str, cores: int = 0) -> FullEncoder:
    """The encoder that settings name: one of the catalogue, a sentence-transformers directory or id, or ''
    for the default.

    Those of the catalogue compute on so many ``cores``, 0 for all; others on as many as OMP_NUM_THREADS says.
    """
    from rag.models import encoder_of

    listed = encoder_of(model)
    if listed is None:
        return SentenceEncoder(model)
    from rag.openvino_encoder import OpenVinoEncoder

    return OpenVinoEncoder(listed, cores=cores)


def encoder_name(model: str) -> str:
    """What an index keeps of the encoder that settings name, under whichever of its names."""
    from rag.models import encoder_of

    listed = encoder_of(model)
    return model if listed is None else listed.name


class SentenceEncoder:
    """A model run by sentence-transformers; loaded at the first use, safe to call from several threads."""

    def __init__(self, model: str, *, batch: int = BATCH) -> None:
        self.name = model
        self._batch = batch
        self._model: Any = None
        self._lock = threading.RLock()

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        with self._lock:
            model = self._loaded()
            prompt = _prompt(model, query)
            vectors = model.encode(
                list(texts), batch_size=self._batch, show_progress_bar=False, prompt=prompt
            )
        return unit(np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1))

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool = False
    ) -> tuple[Vectors, list[TokenStates]]:
        """Vectors (n, dim) and tokens of texts; no tokens where the model's tokenizer has no offsets."""
        if not texts:
            return self.encode(texts), []
        with self._lock:
            model = self._loaded()
            if not getattr(model.tokenizer, "is_fast", False):
                return self.encode(texts, query=query), []
            prompt = _prompt(model, query)
            features = model.encode(
                list(texts),
                batch_size=self._batch,
                show_progress_bar=False,
                output_value=None,
                prompt=prompt,
            )
            offsets = model.tokenizer(
                [prompt + text for text in texts],
                truncation=True,
                max_length=model.max_seq_length,
                return_offsets_mapping=True,
            )["offset_mapping"]
        vectors = np.stack([item["sentence_embedding"].float().numpy() for item in features])
        states = [
            item["token_embeddings"][item["attention_mask"].bool()].float().numpy() for item in features
        ]
        tokens = [
            token_states(own, where, text, len(prompt))
            for own, where, text in zip(states, offsets, texts, strict=True)
        ]
        return unit(vectors), tokens

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _load(self.name)
        return self._model


def token_states(states: Vectors, offsets: Sequence[tuple[int, int]], text: str, prompt: int) -> TokenStates:
    """The tokens of ``text`` itself, from the ``states`` (n, dim) and ``offsets`` of all, those of a prompt
    of so many characters and of marks included. No tokens where a model puts words of its own before it.
    """
    kept: list[int] = []
    spans: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(offsets if len(offsets) == len(states) else ()):
        start, end = max(start - prompt, 0), end - prompt
        # Some tokenizers count the space before a word to it.
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            kept.append(i)
            spans.append((start, end))
    return TokenStates(np.array(spans, dtype=np.int32).reshape(-1, 2), states[kept])


def passage_text(title: str, passage: Passage) -> str:
    """What is encoded for a passage: its headline as context, then its words."""
    return f"{title}\n{passage.text}"


def unit(rows: Vectors) -> Vectors:
    """Rows of length 1. In bfloat16 the model's own are that only to two or three digits."""
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _prompt(model: Any, query: bool) -> str:
    """What the model wants before a text; models name it differently."""
    names = ("query",) if query else ("document", "passage")
    return next((model.prompts[name] for name in names if model.prompts.get(name)), "")


def _load(where: str) -> Any:
    """Load the model in ``where``. Raises ModelRefused with the way out."""
    torch = torch_library()
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # "Loading weights" is not what somebody waits for.
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            where,
            device="cpu",
            local_files_only=Path(where).is_dir(),
            model_kwargs={"dtype": torch.bfloat16 if _computes_bfloat16() else torch.float32},
        )
    except (OSError, ValueError) as error:
        raise ModelRefused(
            f"The encoder '{where}' cannot be loaded: {str(error).splitlines()[0]} "
            "Name a sentence-transformers directory or model id under [index] encoder in onrecord.toml."
        ) from error


def _computes_bfloat16() -> bool:
    """Whether bfloat16 is native here; emulated, it would be slower than float32."""
    capabilities: Any = torch_library().cpu.get_capabilities()
    return any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
