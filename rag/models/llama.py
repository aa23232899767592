"""A GGUF model in llama.cpp, as little of it as constrained writing needs.

The high-level class of llama-cpp-python evaluates one sequence and samples from the whole vocabulary. Quoting
needs logits at chosen places, several continuations of one prompt side by side, and a prompt that shares its
beginning with the last one not to be read again. All of that is in the C interface, wrapped here.

A model has one context, and a context must never be entered from two threads: take a turn (``turn``) around
any sequence of calls that belong together. Text is tokenized with special tokens off, so a chat-template
marker inside an article is read as the letters it is made of; only the program's own frame of a conversation
is not.
"""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import MissingExtra, ModelRefused, OnRecordError
from rag.models.silence import errors_only
from rag.models.stopping import StopFlag
from rag.models.threads import physical_cores
from rag.models.turns import Cancelled, Turns

Floats = npt.NDArray[np.float32]

#: The most tokens in one batch; with fewer the processor is not kept busy.
BATCH = 256
#: What ``llama_decode`` returns when it was told to stop.
_ABORTED = 2
#: The sequence that holds what prompts begin with, and the one that holds the prompt. Continuations are
#: copies of the prompt with higher numbers.
HEAD = 0
PROMPT = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One token to evaluate: where it stands, in which sequence, and whether its logits are wanted."""

    token: int
    position: int
    sequence: int
    logits: bool


class LanguageModel:
    """The weights and one context over them.

    ``sequences`` is how many continuations may run side by side besides the prompt. Raises MissingExtra
    without llama-cpp-python and ModelRefused when llama.cpp cannot load the file.
    """

    def __init__(
        self, path: Path, *, context: int = 2048, sequences: int = 32, threads: int | None = None
    ) -> None:
        self._api = llama_cpp_library()
        self.name = path.stem
        self.path = path
        self.context = context
        self.sequences = sequences
        self.turns = Turns()
        self._fixed: list[int] = []
        self._read: list[int] = []
        self._last: Floats | None = None
        self._model = self._load(path)
        self._vocab = self._api.llama_model_get_vocab(self._model)
        self.vocabulary: int = self._api.llama_vocab_n_tokens(self._vocab)
        self._context = self._open(path, threads or physical_cores())
        self._stop = StopFlag()
        self._stop.attach(self._api, self._context)
        self._memory = self._api.llama_get_memory(self._context)
        self._batch = self._api.llama_batch_init(BATCH, 0, 1)
        # A model that was exchanged for another goes when the last answer that it writes is done.
        self._free = weakref.finalize(self, _free, self._api, self._model, self._context, self._batch)
        self._free.atexit = False  # a thread may still be in it then, and the process gives all back anyway

    def close(self) -> None:
        """Give the memory back; the object is of no use afterwards. Calling it twice is allowed."""
        with self.turns.turn(threading.Event()):
            self._free()
            self._context = None

    @contextmanager
    def turn(self, cancel: threading.Event) -> Iterator[None]:
        """Have the model to oneself. Raises Cancelled soon after ``cancel`` is set, whatever it computes."""
        with self.turns.turn(cancel), self._stop.follow(cancel):
            yield

    @property
    def chat_template(self) -> str:
        """The Jinja template by which the model was taught to hold a conversation; "" where it has none."""
        found = self._api.llama_model_chat_template(self._model, None)
        return found.decode("utf-8") if found else ""

    @property
    def stop(self) -> int:
        """The token with which a model that holds conversations ends its turn."""
        token = self._api.llama_vocab_eot(self._vocab)
        return int(token if token >= 0 else self._api.llama_vocab_eos(self._vocab))

    @property
    def begins_with(self) -> str:
        """The text of the token that begins a text, "" where the model wants none."""
        token = self._api.llama_vocab_bos(self._vocab)
        if token < 0 or not self._api.llama_vocab_get_add_bos(self._vocab):
            return ""
        return str(self._api.llama_vocab_get_text(self._vocab, token).decode("utf-8"))

    def tokens(self, text: str, *, start: bool = False, special: bool = False) -> list[int]:
        """``text`` as token ids; ``start`` puts the token in front that begins a text, if there is one.
        ``special`` is for the program's own text only: it reads markers such as ``<|im_end|>`` as such.
        """
        data = text.encode("utf-8")
        room = len(data) + 2
        buffer = (self._api.llama_token * room)()
        count = self._api.llama_tokenize(self._vocab, data, len(data), buffer, room, start, special)
        if count < 0:
            raise OnRecordError(f"The answering model cannot tokenize {text[:60]!r}.")
        return list(buffer[:count])

    def text(self, token: int) -> bytes:
        """The bytes a token stands for; part of a character where the model writes it in pieces."""
        buffer = ctypes.create_string_buffer(256)
        count = self._api.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
        return buffer.raw[: max(count, 0)]

    def hold(self, tokens: Sequence[int], cancel: threading.Event) -> None:
        """Keep ``tokens``, with which prompts begin, until others are held. Raises Cancelled.

        They have a sequence of their own: what only one sequence needs, llama.cpp may overwrite as soon as
        that one has moved out of sight of it. Having been evaluated they are taken out and put back, which
        leaves the cache laid out as it is when they come from a file, and with it the last digits of all
        that follows.
        """
        if self._fixed != list(tokens):
            self._forget()
            self._evaluate_all(tokens, 0, HEAD, cancel)
            if not self.restore(self.state(), tokens):
                raise OnRecordError("llama.cpp does not take back its own state; use another version of it.")

    def read(self, prompt: Sequence[int], cancel: threading.Event, *, fixed: int = 0) -> Floats:
        """Have the prompt sequence hold exactly ``prompt``; the logits (V,) after its last token.

        The first ``fixed`` tokens are held, and not evaluated when they are held already. More is not kept
        from one prompt to the next, though it could be: results depend, in the last digits, on how tokens
        are batched, and the same question is to get the same answer whatever was asked before. Raises
        Cancelled.
        """
        if not 0 <= fixed < len(prompt) <= self.context:
            raise OnRecordError(
                f"A prompt of {len(prompt)} tokens does not fit the {self.context} of the context."
            )
        # What was tried after the last prompt goes even if this is the same: where tokens lie in the cache
        # moves the last digits.
        for sequence in range(PROMPT + 1, PROMPT + 1 + self.sequences):
            self.drop(sequence)
        if self._last is None or self._read != list(prompt):
            self._last = None
            self.drop(PROMPT)
            if fixed:
                self.hold(prompt[:fixed], cancel)
                self.branch(HEAD, PROMPT)
            self._last = self._evaluate_all(prompt[fixed:], fixed, PROMPT, cancel)
            self._read = list(prompt)
        return self._last

    def _evaluate_all(self, tokens: Sequence[int], at: int, sequence: int, cancel: threading.Event) -> Floats:
        """Evaluate ``tokens`` from position ``at`` on, a chunk at a time; the logits (V,) after the last."""
        last = len(tokens) - 1
        logits: Floats = np.empty((0, self.vocabulary), dtype=np.float32)
        for start in range(0, len(tokens), BATCH):
            if cancel.is_set():
                raise Cancelled
            chunk = range(start, min(start + BATCH, len(tokens)))
            logits = self.evaluate([Row(tokens[i], at + i, sequence, i == last) for i in chunk])
        after: Floats = logits[0]
        return after

    def state(self) -> bytes:
        """What is held, as only ``restore`` understands it."""
        buffer = (ctypes.c_uint8 * self._api.llama_state_seq_get_size(self._context, HEAD))()
        size = self._api.llama_state_seq_get_data(self._context, buffer, len(buffer), HEAD)
        return ctypes.string_at(buffer, size)

    def restore(self, state: bytes, tokens: Sequence[int]) -> bool:
        """Hold ``tokens``, of which ``state`` was made by the same model.

        llama.cpp ends the process when the bytes are not what it wrote: hand over none that may be damaged.
        False, and nothing held, where it declines them.
        """
        self._forget()
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        if not self._api.llama_state_seq_set_data(self._context, buffer, len(state), HEAD):
            self._forget()
            return False
        self._fixed = list(tokens)
        return True

    def branch(self, source: int, target: int) -> None:
        """Make sequence ``target`` continue from all that ``source`` holds."""
        self._api.llama_memory_seq_rm(self._memory, target, -1, -1)
        self._api.llama_memory_seq_cp(self._memory, source, target, -1, -1)

    def drop(self, sequence: int) -> None:
        """Forget what ``sequence`` holds."""
        self._api.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def evaluate(self, rows: Sequence[Row]) -> Floats:
        """Logits (n, V), one row for each of the n tokens that want them, in order."""
        if len(rows) > BATCH:
            raise ValueError(f"{len(rows)} tokens in one batch, {BATCH} at most")
        batch = self._batch
        batch.n_tokens = len(rows)
        for i, row in enumerate(rows):
            batch.token[i] = row.token
            batch.pos[i] = row.position
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = row.sequence
            batch.logits[i] = row.logits
        status = self._api.llama_decode(self._context, batch)
        if status != 0:
            # After a failed batch the cache no longer matches what we believe it holds.
            self._forget()
            if status == _ABORTED:
                raise Cancelled
            raise OnRecordError(
                f"llama.cpp could not evaluate {len(rows)} tokens (status {status}); "
                "ask again, or choose a smaller model if this machine is short of memory."
            )
        wanted = [i for i, row in enumerate(rows) if row.logits]
        return self._logits(wanted)

    def _forget(self) -> None:
        self._api.llama_memory_clear(self._memory, True)
        self._fixed = []
        self._read = []
        self._last = None

    def _logits(self, wanted: Iterable[int]) -> Floats:
        rows = [
            np.ctypeslib.as_array(
                self._api.llama_get_logits_ith(self._context, i), shape=(self.vocabulary,)
            ).copy()
            for i in wanted
        ]
        return np.stack(rows) if rows else np.empty((0, self.vocabulary), dtype=np.float32)

    def _load(self, path: Path) -> Any:
        parameters = self._api.llama_model_default_params()
        # Weights laid out anew for wide vector units pay where there are such units, and cost memory
        # anywhere.
        parameters.use_extra_bufts = _has_wide_vectors(self._api)
        model = self._api.llama_model_load_from_file(str(path).encode(), parameters)
        if not model:
            raise ModelRefused(
                f"llama.cpp cannot load {path}. Name another GGUF file, or a newer llama-cpp-python."
            )
        return model

    def _open(self, path: Path, threads: int) -> Any:
        parameters = self._api.llama_context_default_params()
        parameters.n_ctx = self.context
        parameters.n_batch = BATCH
        parameters.n_ubatch = BATCH
        parameters.n_seq_max = self.sequences + 2
        parameters.n_threads = threads
        parameters.n_threads_batch = threads
        parameters.flash_attn_type = self._api.LLAMA_FLASH_ATTN_TYPE_ENABLED
        # One buffer for all sequences: a continuation shares its prompt's cells instead of copying them.
        parameters.kv_unified = True
        # Sliding-window layers keep everything: otherwise the cache could not be cut back to a shared prefix.
        parameters.swa_full = True
        context = self._api.llama_init_from_model(self._model, parameters)
        if not context:
            self._api.llama_model_free(self._model)
            raise ModelRefused(f"llama.cpp cannot open a context of {self.context} tokens for {path}.")
        return context


def _has_wide_vectors(api: Any) -> bool:
    """Whether llama.cpp says it was built for more than AVX2: for AVX-512, or another architecture."""
    about = api.llama_print_system_info().decode("utf-8", errors="replace")
    return "AVX512" in about or "AVX2" not in about


def _free(api: Any, model: Any, context: Any, batch: Any) -> None:
    api.llama_batch_free(batch)
    api.llama_free(context)
    api.llama_model_free(model)


def llama_cpp_library() -> ModuleType:
    """The llama_cpp module, set up once. Raises MissingExtra when it is not installed."""
    # llama.cpp's threads meet at a barrier after every operation. Left to spin there, they stop each other
    # dead as soon as anything else wants a processor; sent to sleep at once, they lose nearly half of a
    # token's time to waking up. So they spin for a moment only.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    try:
        import llama_cpp
    except ImportError as error:
        raise MissingExtra(
            "llama-cpp-python is not installed. Install it: pip install llama-cpp-python "
            "(it is compiled on this machine, which needs a C++ compiler and CMake)."
        ) from error
    errors_only(llama_cpp)
    llama_cpp.llama_backend_init()
    return llama_cpp
