"""An optional second look: a cross-encoder reads the question and each passage together.

More exact than any of the signals of ``rag.retrieve`` and far slower, so it is off unless settings name one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from rag.crossencoder import cross_encoder, way_out
from rag.errors import ModelRefused
from rag.torchless import torch_library
from rag.types import Hit

#: Passages that are read again; the others are left out.
READ_AGAIN = 20
SETTING = "retrieval.reranker"


def reranked(question: str, hits: Sequence[Hit], titles: Mapping[str, str], model: str) -> list[Hit]:
    """The first passages of ``hits`` in the order of a cross-encoder, with its scores in [0, 1].

    ``titles`` are the articles' headlines by id; ``model`` is a directory or a model id. Raises ModelRefused
    when it cannot be loaded or does not give one score a pair.
    """
    again = hits[:READ_AGAIN]
    if not again:
        return []
    pairs = [(question, f"{titles[hit.passage.article]}\n{hit.passage.text}") for hit in again]
    scores = [float(score) for score in _loaded(model).predict(pairs, show_progress_bar=False)]
    judged = [dataclasses.replace(hit, score=score) for hit, score in zip(again, scores, strict=True)]
    return sorted(judged, key=lambda hit: (-hit.score, hit.passage.id))


@lru_cache(maxsize=1)
def _loaded(model: str) -> Any:
    loaded = cross_encoder(model, "reranker", SETTING)
    if loaded.num_labels != 1:
        raise ModelRefused(
            f"The reranker '{model}' gives {loaded.num_labels} scores a passage, not one. {way_out(SETTING)}"
        )
    # Whatever a model's own scale, the rest of the program counts on scores from 0 to 1.
    loaded.activation_fn = torch_library().nn.Sigmoid()
    return loaded
