"""all-MiniLM-L6-v2 without torch, which takes longer to import than a question takes to answer.

A text's vector is the mean of the network's last states (Reimers and Gurevych 2019). ``SentenceEncoder``
computes the same with torch and sentence-transformers; the tests hold the one against the other.

Few texts, such as a question, are computed in float32, which is ready at once and gives the same digits
whatever else runs. Many are computed in bfloat16 where the processor has it. Either way a batch is on one
core: a question is too short for two, and the other can look up its words meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.embed import DEFAULT_ENCODER, TokenStates, Vectors, unit
from rag.generate.threads import physical_cores
from rag.models import encoder_dir
from rag.network import bert, openvino_library

#: Tokens that are read of a text, those that mark its ends included. The model's card stops at 256, which
#: would leave the last words of one passage in twelve unread; it has positions for 512, and finds as well.
LONGEST = 320
DIMENSIONS = 384
#: Texts are sorted by length and computed so many at a time, so that little is padded.
BATCH = 8
#: For fewer texts than this it is not worth having the network in bfloat16, too.
MANY = 64

_Numbers = npt.NDArray[np.int64]
#: Takes the rows of a batch, their last states (b, length, dim) and their mask (b, length).
_Keep = Callable[[Sequence[int], Vectors, _Numbers], None]


class MiniLM:
    """The default encoder; loaded at the first use, safe to call from several threads.

    The first call raises ModelRefused when the weights are missing or not the expected ones.
    """

    def __init__(self, *, batch: int = BATCH, cores: int = 0) -> None:
        self.name = DEFAULT_ENCODER
        self._cores = cores or physical_cores()
        self._batch = batch
        self._loading = threading.Lock()
        self._network: Any = None
        self._tokenizer: Any = None
        self._few: _Runner | None = None
        self._many: _Runner | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)

        def keep(rows: Sequence[int], states: Vectors, mask: _Numbers) -> None:
            vectors[rows] = _means(states, mask)

        runner = self._loaded(len(texts))
        encodings = self._tokenizer.encode_batch(list(texts))
        runner.run([encoding.ids for encoding in encodings], keep, self._batch)
        return unit(vectors)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenStates]]:
        """Vectors (n, dim) as from ``encode``, and the tokens of each text."""
        runner = self._loaded(len(texts))
        encodings = self._tokenizer.encode_batch(list(texts))
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        tokens: dict[int, TokenStates] = {}

        def keep(rows: Sequence[int], states: Vectors, mask: _Numbers) -> None:
            vectors[rows] = _means(states, mask)
            for row, own in zip(rows, states, strict=True):
                # What is read of a text stands between two tokens that mark its ends.
                spans = np.array(encodings[row].offsets[1:-1], dtype=np.int32).reshape(-1, 2)
                # A copy, since the network writes its next batch to the same place.
                tokens[row] = TokenStates(spans, own[1 : len(spans) + 1].copy())

        runner.run([encoding.ids for encoding in encodings], keep, self._batch)
        return unit(vectors), [tokens[row] for row in range(len(texts))]

    def _loaded(self, texts: int) -> _Runner:
        """What computes so many texts."""
        with self._loading:
            if self._network is None:
                directory = encoder_dir()
                self._tokenizer = _tokenizer(str(directory / "tokenizer.json"))
                self._network = bert(directory / "model.safetensors")
            if texts < MANY:
                self._few = self._few or _Runner(self._network, "f32", self._cores)
                return self._few
            self._many = self._many or _Runner(self._network, _fastest(), self._cores)
            return self._many


class _Runner:
    """The network made ready to compute in ``precision``, a batch at a time on each of ``cores``."""

    def __init__(self, network: Any, precision: str, cores: int) -> None:
        library = openvino_library()
        compiled = library.Core().compile_model(
            network,
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": precision,
                "INFERENCE_NUM_THREADS": cores,
                "NUM_STREAMS": cores,
            },
        )
        self._queue = library.AsyncInferQueue(compiled, cores)
        self._queue.set_callback(_kept)
        self._cores = cores
        self._running = threading.Lock()

    def run(self, ids: Sequence[Sequence[int]], keep: _Keep, most: int) -> None:
        """Compute texts, given as token ids, and hand them to ``keep``, ``most`` at a time, in no order."""
        batch = max(1, min(most, -(-len(ids) // self._cores)))
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        with self._running:
            for at in range(0, len(order), batch):
                rows = order[at : at + batch]
                numbers, mask = _padded([ids[i] for i in rows])
                self._queue.start_async([numbers, mask], (keep, rows, mask))
            self._queue.wait_all()


def _kept(request: Any, batch: tuple[_Keep, Sequence[int], _Numbers]) -> None:
    keep, rows, mask = batch
    keep(rows, request.get_output_tensor(0).data, mask)


def _padded(ids: Sequence[Sequence[int]]) -> tuple[_Numbers, _Numbers]:
    """Ids (b, length) with zeros after the end, and 1 in the mask (b, length) where they are none."""
    shape = len(ids), max(map(len, ids))
    numbers, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, own in enumerate(ids):
        numbers[row, : len(own)] = own
        mask[row, : len(own)] = 1
    return numbers, mask


def _means(states: Vectors, mask: _Numbers) -> Vectors:
    """Of the states (b, length, dim) of each text's tokens: (b, dim)."""
    share = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)
    means: Vectors = np.matmul(share[:, None, :], states)[:, 0]
    return means


def _fastest() -> str:
    capabilities = openvino_library().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return "bf16" if "BF16" in capabilities else "f32"


def _tokenizer(path: str) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer
