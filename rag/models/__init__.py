"""The models: which there are (``catalogue``), getting them (``fetching``), where they are (``stored``)."""

from rag.models.catalogue import (
    DEFAULT_ENCODER,
    DEFAULT_READER,
    MODELS,
    Model,
    encoder_of,
    find,
    known,
    reader_of,
)
from rag.models.checksums import cache_dir
from rag.models.hub import hub_file, is_hub_id
from rag.models.stored import ENCODER_SHA256, encoder_dir, gguf_file, reader_path

__all__ = [
    "DEFAULT_ENCODER",
    "DEFAULT_READER",
    "ENCODER_SHA256",
    "MODELS",
    "Model",
    "cache_dir",
    "encoder_dir",
    "encoder_of",
    "find",
    "gguf_file",
    "hub_file",
    "is_hub_id",
    "known",
    "reader_of",
    "reader_path",
]
