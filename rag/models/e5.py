"""multilingual-e5-small (Wang and others 2024) from one file of four-bit weights.

The file, little-endian: a header; the pieces of the vocabulary and their scores; how single characters are
normalised; a directory of tensors, and the tensors. Matrices are Q4_0: blocks of 32 weights, each a scale in
float16 and 16 bytes, of which the low halves are the block's first 16 weights and the high halves the others,
each minus 8. They are made float32 here, once.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.errors import ModelRefused

Floats = npt.NDArray[np.float32]

LAYERS = 12
HEADS = 12
EPSILON = 1e-12
#: Positions that the network knows.
LONGEST = 512
#: What the model was trained to see before a question and before a passage.
QUERY, PASSAGE = "query: ", "passage: "
#: Where the marks and the unknown piece stand in the vocabulary.
BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3

_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
#: Names in the file and in a BERT checkpoint: of the embeddings, and of each layer.
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

_POOLING = "1_Pooling"
#: The files of the directory that sentence-transformers loads, but for the weights and the vocabulary.
_SETTINGS: dict[str, Any] = {
    "config.json": {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": 384,
        "intermediate_size": 1536,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "layer_norm_eps": EPSILON,
        "max_position_embeddings": LONGEST,
        "type_vocab_size": 2,
        "vocab_size": 250_037,
        "pad_token_id": PAD,
        "hidden_act": "gelu",
        "position_embedding_type": "absolute",
    },
    "tokenizer_config.json": {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "model_max_length": LONGEST,
        # The network has segments, but was trained with one.
        "model_input_names": ["input_ids", "attention_mask"],
    },
    "modules.json": [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": _POOLING, "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ],
    "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
    "config_sentence_transformers.json": {
        "prompts": {"query": QUERY, "document": PASSAGE},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    },
    f"{_POOLING}/config.json": {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True},
}


@dataclass(frozen=True, slots=True)
class Weights:
    """``pieces`` are the vocabulary with its scores; ``tensors`` stand under the names of a BERT checkpoint,
    matrices as (out, in).
    """

    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, Floats]


def read(path: Path) -> Weights:
    """Raises ModelRefused when the file is not what is described above."""
    try:
        return _parsed(path.read_bytes())
    except (OSError, struct.error, ValueError, KeyError, IndexError) as error:
        raise ModelRefused(
            f"{path} is not the encoder that On Record knows ({error}). Fetch it again: "
            "onrecord model get multilingual-e5-small"
        ) from error


def write(file: Path, directory: Path) -> None:
    """Write the model in ``file`` as a directory that sentence-transformers loads. Raises ModelRefused where
    the file is none, OSError where the directory cannot be written.
    """
    from safetensors.numpy import save_file

    weights = read(file)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _POOLING).mkdir(exist_ok=True)
    for name, content in _SETTINGS.items():
        (directory / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    tokenizer(weights.pieces).save(str(directory / "tokenizer.json"), pretty=False)
    # The vocabulary is most of the model: in half the bytes it is as exact as its four bits are.
    words = _EMBEDDINGS["emb.word"]
    tensors: dict[str, Any] = {**weights.tensors, words: weights.tensors[words].astype(np.float16)}
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})


def tokenizer(pieces: tuple[tuple[str, float], ...]) -> Any:
    """The ``tokenizers.Tokenizer`` of the vocabulary: SentencePiece's unigrams, as XLM-RoBERTa has them."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    made = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN, byte_fallback=False))
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = pieces[BEGIN][0], pieces[END][0]
    made.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, BEGIN), (end, END)]
    )
    return made


def _parsed(data: bytes) -> Weights:
    magic, _, width, layers, heads, inner, words, positions, segments, epsilon, block = struct.unpack_from(
        "<4sI7ifi", data
    )
    known = (magic, layers, heads, positions, block)
    if known != (b"E5S1", LAYERS, HEADS, LONGEST, 32) or abs(epsilon - EPSILON) > EPSILON / 10:
        raise ValueError("its header is another model's")
    at = struct.calcsize("<4sI7ifi")
    count, begin, end, pad, unknown, length = struct.unpack_from("<5iQ", data, at)
    if (begin, end, pad, unknown) != (BEGIN, END, PAD, UNKNOWN):
        raise ValueError("its marks stand elsewhere in the vocabulary")
    at += struct.calcsize("<5iQ")
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + offsets.nbytes)
    at += offsets.nbytes + scores.nbytes
    texts = data[at : at + length]
    pieces = tuple(
        (texts[start:stop].decode(), float(score))
        for start, stop, score in zip(offsets[:-1].tolist(), offsets[1:].tolist(), scores, strict=True)
    )
    # How characters are normalised is NFKC after SentencePiece's own map, which the tokenizer has already.
    (normalised,) = struct.unpack_from("<4xI", data, at + length)
    at += length + 8 + normalised
    stored = _directory(data, at)
    shapes = {
        "emb.word": (words, width),
        "emb.pos": (positions, width),
        "emb.type": (segments, width),
        "fi.w": (inner, width),
        "fo.w": (width, inner),
        **{f"{name}.w": (width, width) for name in ("q", "k", "v", "ao")},
    }
    names = dict(_EMBEDDINGS)
    for layer in range(LAYERS):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    tensors = {}
    for name, checkpoint in names.items():
        shape = shapes.get(name, shapes.get(name.partition(".")[2], (-1,)))
        tensors[checkpoint] = _floats(data, *stored[name]).reshape(shape)
    return Weights(pieces, tensors)


def _directory(data: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    """By its name, each tensor's first byte, number of bytes and number of weights."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        weights, start, size = struct.unpack_from("<xIQQ", data, at)
        at += struct.calcsize("<xIQQ")
        found[name] = (start, size, weights)
    return found


def _floats(data: bytes, start: int, size: int, weights: int) -> Floats:
    if size == 4 * weights:
        return np.frombuffer(data, "<f4", weights, start).astype(np.float32)
    blocks = np.frombuffer(data, _BLOCK, size // _BLOCK.itemsize, start)
    halves = blocks["halves"]
    numbers = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32) - 8
    floats: Floats = (numbers * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return floats
