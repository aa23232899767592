"""BERT (Devlin and others 2019) as an OpenVINO graph, from the weights of a safetensors file.

Only what the default encoder is made of: absolute positions, GELU, one segment, no head.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from rag.errors import MissingExtra

#: Of config.json of the model; its file is checked by SHA-256 before it gets here.
LAYERS = 6
HEADS = 12
EPSILON = 1e-12


def openvino_library() -> ModuleType:
    """The openvino module, with its reporting kept out. Raises MissingExtra.

    On import OpenVINO reports to its makers, through a package of its own, unless that package is missing.
    Nothing is reported to anyone here, so it is made to look missing.
    """
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    try:
        import openvino
    except ImportError as error:
        raise MissingExtra("openvino is not installed. Install it: pip install openvino") from error
    library: ModuleType = openvino
    return library


def bert(weights: Path) -> Any:
    """The network as an ``openvino.Model``: from token ids and mask, int64 (b, length), to the states of the
    last layer, float32 (b, length, dim).
    """
    library = openvino_library()
    return _Bert(library, _read(weights)).model()


def _read(weights: Path) -> dict[str, Any]:
    from safetensors import safe_open

    with safe_open(weights, "numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


class _Bert:
    """Makes the graph's nodes; ``weights`` by their names in the file."""

    def __init__(self, library: ModuleType, weights: dict[str, Any]) -> None:
        self._library = library
        self._ops = library.opset13
        self._weights = weights

    def model(self) -> Any:
        ops = self._ops
        ids = ops.parameter([-1, -1], np.int64, name="ids")
        mask = ops.parameter([-1, -1], np.int64, name="mask")
        # 0 where a token is, so low elsewhere that nothing is attended to: (b, 1, 1, length).
        present = ops.convert(ops.unsqueeze(mask, [1, 2]), "f32")
        unseen = ops.multiply(ops.subtract(present, np.float32(1)), np.float32(30000))
        states = self._embedded(ids)
        for layer in range(LAYERS):
            states = self._layer(states, unseen, f"encoder.layer.{layer}")
        return self._library.Model([states], [ids, mask], "bert")

    def _embedded(self, ids: Any) -> Any:
        ops = self._ops
        length = ops.gather(ops.shape_of(ids), np.int64(1), np.int64(0))
        places = ops.range(np.int64(0), length, np.int64(1), "i64")
        words = ops.gather(self._weight("embeddings.word_embeddings.weight"), ids, np.int64(0))
        positions = ops.gather(self._weight("embeddings.position_embeddings.weight"), places, np.int64(0))
        segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed(ops.add(ops.add(words, positions), segment), "embeddings.LayerNorm")

    def _layer(self, states: Any, unseen: Any, name: str) -> Any:
        ops = self._ops
        attended = self._linear(self._attention(states, unseen, name), f"{name}.attention.output.dense")
        states = self._normed(ops.add(states, attended), f"{name}.attention.output.LayerNorm")
        inner = ops.gelu(self._linear(states, f"{name}.intermediate.dense"), "erf")
        outer = self._linear(inner, f"{name}.output.dense")
        return self._normed(ops.add(states, outer), f"{name}.output.LayerNorm")

    def _attention(self, states: Any, unseen: Any, name: str) -> Any:
        ops = self._ops
        query, key, value = (
            self._heads(self._linear(states, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        size = len(self._weights[f"{name}.attention.self.query.bias"]) // HEADS
        scores = ops.multiply(ops.matmul(query, key, False, True), np.float32(1 / math.sqrt(size)))
        read = ops.matmul(ops.softmax(ops.add(scores, unseen), 3), value, False, False)
        return ops.reshape(ops.transpose(read, [0, 2, 1, 3]), np.array([0, 0, HEADS * size]), True)

    def _heads(self, states: Any) -> Any:
        """(b, length, dim) -> (b, heads, length, dim / heads)."""
        ops = self._ops
        return ops.transpose(ops.reshape(states, np.array([0, 0, HEADS, -1]), True), [0, 2, 1, 3])

    def _linear(self, states: Any, name: str) -> Any:
        ops = self._ops
        product = ops.matmul(states, self._weight(f"{name}.weight"), False, True)
        return ops.add(product, self._weight(f"{name}.bias"))

    def _normed(self, states: Any, name: str) -> Any:
        ops = self._ops
        plain = ops.mvn(states, [-1], True, EPSILON, "inside_sqrt")
        scaled = ops.multiply(plain, self._weight(f"{name}.weight"))
        return ops.add(scaled, self._weight(f"{name}.bias"))

    def _weight(self, name: str) -> Any:
        # Shared: the graph reads the array itself and keeps it alive.
        return self._library.op.Constant(self._weights[name], shared_memory=True)
