"""The encoders of the catalogue without torch, which takes longer to import than a question to answer.

A text's vector is the mean of the network's last states (Reimers and Gurevych 2019), those of its prompt
included. ``SentenceEncoder`` computes the same with torch and sentence-transformers, from the same directory;
the tests hold the one against the other.

A question and many texts are computed in bfloat16 where the processor has it. Of the weights only half as
many bytes have to come from memory, which is most of a question's time, and what looks up its words
meanwhile has more of it. A few texts are computed in float32, which gives the same digits whatever is
padded beside them. Either way a batch is on one core: a question is too short for two.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.embed import TokenStates, Vectors, token_states, unit
from rag.models import Model, encoder_dir
from rag.models.threads import physical_cores
from rag.network import Network, bert, openvino_library

#: Tokens that are read of a text, its prompt and the marks of its ends included. The card of MiniLM stops at
#: 256, which would leave the last words of one passage in twelve unread; it has positions for 512, and finds
#: as well. Other alphabets take more tokens.
LONGEST = {"all-minilm-l6-v2": 320, "multilingual-e5-small": 512}
DIMENSIONS = 384
#: Texts are sorted by length and computed so many at a time, so that little is padded. More at a time take a
#: text no less, and are padded more.
BATCH = 4
#: Batches are padded to a multiple of so many tokens: the network is prepared for each length it meets, which
#: takes as long as what is padded, and is kept.
STEP = 16
#: So many texts are computed in bfloat16. Fewer are held against an answer: in float32.
MANY = 64
#: Of passages to index so many are worth making the network ready in bfloat16.
MANY_PASSAGES = 8

#: Questions whose vectors are kept.
QUESTIONS = 16

_Numbers = npt.NDArray[np.int64]
#: Takes the rows of a batch, their last states (b, length, dim) and their mask (b, length). The states are
#: overwritten when it is done.
_Keep = Callable[[Sequence[int], Vectors, _Numbers], None]


class OpenVinoEncoder:
    """An encoder of the catalogue; loaded at the first use, safe to call from several threads.

    The first call raises ModelRefused when the weights are missing or not the expected ones.
    """

    def __init__(self, model: Model, *, batch: int = BATCH, cores: int = 0) -> None:
        self.name = model.name
        self._model = model
        self._cores = cores or physical_cores()
        self._batch = batch
        self._loading = threading.Lock()
        self._network: Network | None = None
        self._tokenizer: Any = None
        self._prompts = ("", "")
        self._quick: _Runner | None = None
        self._exact: _Runner | None = None
        # A question is asked for by whoever searches, packs and decides.
        self._asked = lru_cache(maxsize=QUESTIONS)(self._encode_question)

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)

        def keep(rows: Sequence[int], states: Vectors, mask: _Numbers) -> None:
            vectors[rows] = _means(states, mask)

        runner = self._loaded(quick=len(texts) >= MANY)
        encodings = self._tokenizer.encode_batch([self._prompts[query] + text for text in texts])
        runner.run([encoding.ids for encoding in encodings], keep, self._batch)
        return unit(vectors)

    def encode_tokens(
        self, texts: Sequence[str], *, query: bool = False
    ) -> tuple[Vectors, list[TokenStates]]:
        """Vectors (n, dim) as from ``encode``, and the tokens of each text."""
        if query and len(texts) == 1:
            vector, states = self._asked(texts[0])
            return vector[None].copy(), [states]
        return self._encode_tokens(texts, query)

    def _encode_tokens(self, texts: Sequence[str], query: bool) -> tuple[Vectors, list[TokenStates]]:
        runner = self._loaded(quick=len(texts) == 1 or len(texts) >= MANY_PASSAGES)
        prompt = self._prompts[query]
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        tokens: dict[int, TokenStates] = {}

        def keep(rows: Sequence[int], states: Vectors, mask: _Numbers) -> None:
            vectors[rows] = _means(states, mask)
            for row, own in zip(rows, states, strict=True):
                offsets = encodings[row].offsets
                tokens[row] = token_states(own[: len(offsets)], offsets, texts[row], len(prompt))

        runner.run([encoding.ids for encoding in encodings], keep, self._batch)
        return unit(vectors), [tokens[row] for row in range(len(texts))]

    def _encode_question(self, text: str) -> tuple[Vectors, TokenStates]:
        vectors, (states,) = self._encode_tokens([text], query=True)
        states.states.flags.writeable = states.spans.flags.writeable = False
        return vectors[0], states

    def _loaded(self, *, quick: bool) -> _Runner:
        """What computes in float32, or as the processor is quickest."""
        with self._loading:
            if self._network is None:
                directory = encoder_dir(self._model)
                self._tokenizer = _tokenizer(directory / "tokenizer.json", LONGEST[self._model.name])
                self._prompts = _prompts(directory / "config_sentence_transformers.json")
                self._network = bert(directory)
            if quick:
                self._quick = self._quick or _Runner(self._network, _fastest(), self._cores)
                return self._quick
            self._exact = self._exact or _Runner(self._network, "f32", self._cores)
            return self._exact


class _Runner:
    """The network made ready to compute in ``precision``, a batch at a time on each of ``cores``."""

    def __init__(self, network: Network, precision: str, cores: int) -> None:
        library = openvino_library()
        compiled = library.Core().compile_model(
            network.model,
            "CPU",
            {
                "INFERENCE_PRECISION_HINT": precision,
                "INFERENCE_NUM_THREADS": cores,
                "NUM_STREAMS": cores,
            },
        )
        # One more for each core waits its turn, so that no core stands idle while Python takes over what was
        # computed.
        waiting = 2 * cores
        self._words = network.words
        self._cores = cores
        self._requests: SimpleQueue[Any] = SimpleQueue()
        for _ in range(waiting):
            self._requests.put(compiled.create_infer_request())
        self._threads = ThreadPoolExecutor(waiting, thread_name_prefix="network")

    def run(self, ids: Sequence[Sequence[int]], keep: _Keep, most: int) -> None:
        """Compute texts, given as token ids, and hand them to ``keep``, ``most`` at a time, in no order and
        on several threads. Callers may be many; their batches queue up.
        """
        batch = max(1, min(most, -(-len(ids) // self._cores)))
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        parts = [order[at : at + batch] for at in range(0, len(order), batch)]
        if len(parts) == 1:
            self._compute(ids, parts[0], keep, step=1)
        else:
            # The longest first: whoever computes the last of all keeps others waiting for the least.
            list(self._threads.map(lambda rows: self._compute(ids, rows, keep), reversed(parts)))

    def _compute(
        self, ids: Sequence[Sequence[int]], rows: Sequence[int], keep: _Keep, step: int = STEP
    ) -> None:
        numbers, mask = _padded([ids[i] for i in rows], step)
        request = self._requests.get()
        try:
            words = self._words[numbers].astype(np.float32, copy=False)
            request.start_async([words, mask], share_inputs=True)
            request.wait()
            keep(rows, request.get_output_tensor(0).data, mask)
        finally:
            self._requests.put(request)


def _padded(ids: Sequence[Sequence[int]], step: int) -> tuple[_Numbers, _Numbers]:
    """Ids (b, length) with zeros after the end, and 1 in the mask (b, length) where they are none; the length
    is a multiple of ``step``.
    """
    shape = len(ids), -(-max(map(len, ids)) // step) * step
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


def _tokenizer(path: Path, longest: int) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def _prompts(path: Path) -> tuple[str, str]:
    """What stands before passages, and before questions."""
    prompts = json.loads(path.read_text(encoding="utf-8")).get("prompts", {})
    return prompts.get("document", ""), prompts.get("query", "")
