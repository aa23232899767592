"""BERT (Devlin and others 2019) as an OpenVINO graph, from a checkpoint's directory.

Only what the encoders of the catalogue are made of: absolute positions, GELU, one segment, no head.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import MissingExtra

#: Types of numbers in safetensors files that are looked at.
_NUMBERS = {"F32": "<f4", "F16": "<f2"}


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


@dataclass(frozen=True, slots=True)
class Network:
    """``model`` is an ``openvino.Model`` from the embeddings of a text's words, float32 (b, length, dim), and
    its mask, int64 (b, length), to the states of the last layer, float32 (b, length, dim). ``words`` (V, dim)
    are the embeddings.

    They are looked up outside of the graph, and stay on disk until they are: of a vocabulary of all the
    world's languages most is never met.
    """

    model: Any
    words: npt.NDArray[np.floating[Any]]


def bert(directory: Path) -> Network:
    """The network in ``directory``, by its config.json and model.safetensors."""
    config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    shape = _Shape(config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    tensors = _mapped(directory / "model.safetensors")
    words = tensors.pop("embeddings.word_embeddings.weight")
    return Network(_Bert(openvino_library(), tensors, shape).model(), words)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the weights alone do not tell."""

    layers: int
    heads: int
    epsilon: float


def _mapped(weights: Path) -> dict[str, Any]:
    """The tensors of a safetensors file, each read where and when it is used; the package of that name would
    read them all. A length, a header in JSON, then the tensors, as its documentation says.
    """
    # Nobody writes to it, but OpenVINO asks for arrays that could be written to: "c" keeps the file as it is.
    whole = np.memmap(weights, dtype=np.uint8, mode="c")
    start = 8 + int(whole[:8].view("<u8")[0])
    header = json.loads(whole[8:start].tobytes())
    return {
        name: whole[start + at : start + end].view(_NUMBERS[tensor["dtype"]]).reshape(tensor["shape"])
        for name, tensor in header.items()
        if name != "__metadata__" and tensor["dtype"] in _NUMBERS
        for at, end in [tensor["data_offsets"]]
    }


class _Bert:
    """Makes the graph's nodes; ``weights`` by their names in the file."""

    def __init__(self, library: ModuleType, weights: dict[str, Any], shape: _Shape) -> None:
        self._library = library
        self._ops = library.opset13
        self._weights = weights
        self._shape = shape

    def model(self) -> Any:
        ops = self._ops
        words = ops.parameter([-1, -1, self._width()], np.float32, name="words")
        mask = ops.parameter([-1, -1], np.int64, name="mask")
        # 0 where a token is, so low elsewhere that nothing is attended to: (b, 1, 1, length).
        present = ops.convert(ops.unsqueeze(mask, [1, 2]), "f32")
        unseen = ops.multiply(ops.subtract(present, np.float32(1)), np.float32(30000))
        states = self._embedded(words)
        for layer in range(self._shape.layers):
            states = self._layer(states, unseen, f"encoder.layer.{layer}")
        return self._library.Model([states], [words, mask], "bert")

    def _embedded(self, words: Any) -> Any:
        ops = self._ops
        length = ops.gather(ops.shape_of(words), np.int64(1), np.int64(0))
        places = ops.range(np.int64(0), length, np.int64(1), "i64")
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

    def _width(self) -> int:
        return len(self._weights["embeddings.LayerNorm.weight"])

    def _attention(self, states: Any, unseen: Any, name: str) -> Any:
        ops = self._ops
        query, key, value = (
            self._heads(self._linear(states, f"{name}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        size = len(self._weights[f"{name}.attention.self.query.bias"]) // self._shape.heads
        scores = ops.multiply(ops.matmul(query, key, False, True), np.float32(1 / math.sqrt(size)))
        read = ops.matmul(ops.softmax(ops.add(scores, unseen), 3), value, False, False)
        return ops.reshape(
            ops.transpose(read, [0, 2, 1, 3]), np.array([0, 0, self._shape.heads * size]), True
        )

    def _heads(self, states: Any) -> Any:
        """(b, length, dim) -> (b, heads, length, dim / heads)."""
        ops = self._ops
        return ops.transpose(ops.reshape(states, np.array([0, 0, self._shape.heads, -1]), True), [0, 2, 1, 3])

    def _linear(self, states: Any, name: str) -> Any:
        ops = self._ops
        product = ops.matmul(states, self._weight(f"{name}.weight"), False, True)
        return ops.add(product, self._weight(f"{name}.bias"))

    def _normed(self, states: Any, name: str) -> Any:
        ops = self._ops
        plain = ops.mvn(states, [-1], True, self._shape.epsilon, "inside_sqrt")
        scaled = ops.multiply(plain, self._weight(f"{name}.weight"))
        return ops.add(scaled, self._weight(f"{name}.bias"))

    def _weight(self, name: str) -> Any:
        # Shared: the graph reads the array itself and keeps it alive.
        return self._library.op.Constant(self._weights[name], shared_memory=True)
