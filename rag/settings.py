"""Settings, read once from ``onrecord.toml`` (or the file that ``ONRECORD_CONFIG`` names).

Every key has a default; a key that is not known is refused rather than ignored, so a typing error cannot
pass for a setting.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from rag.errors import BadInput

CONFIG_NAME = "onrecord.toml"
CONFIG_VARIABLE = "ONRECORD_CONFIG"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How articles are cut and encoded. A change here needs a new index.

    ``passage_tokens`` is the size at which a passage is closed, in words and punctuation marks. ``encoder``
    is empty for the default model, or an encoder of the catalogue, a sentence-transformers model id or
    directory. ``statements`` turns the search for who said what on.
    """

    passage_tokens: int = 200
    encoder: str = ""
    statements: bool = True


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """How passages are found. ``reranker`` is empty, or a cross-encoder's id or directory.

    ``passages`` is how many passages a search returns; ``evidence_tokens`` how many tokens of them, as
    single sentences, the answering model is given.
    """

    passages: int = 10
    evidence_tokens: int = 350
    reranker: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """Who writes the answer. ``model`` is empty for the default, a GGUF file, the id of a hub repository with
    one (``owner/name`` or ``owner/name:file.gguf``), or an OpenAI-compatible URL.

    ``model_name`` is the name asked for at a URL. ``strictness`` in [0, 1] moves the bars that an answer
    must pass: 0.5 is as calibrated, higher declines more.
    """

    model: str = ""
    model_name: str = ""
    strictness: float = 0.5
    threads: int = 0


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Where passages are searched. ``milvus`` is empty for this machine, or the URL of a Milvus server or
    cluster, or a file ending in ``.db`` for milvus-lite. See docs/scale.md.
    """

    milvus: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    index: IndexSettings = field(default_factory=IndexSettings)
    retrieval: RetrievalSettings = field(default_factory=RetrievalSettings)
    answer: AnswerSettings = field(default_factory=AnswerSettings)
    search: SearchSettings = field(default_factory=SearchSettings)


def load_settings(path: Path | None = None) -> Settings:
    """Read settings from ``path``, or from the usual place, or take the defaults.

    Raises BadInput for a file that is missing (when named), is not TOML, or has an unknown or ill-typed key.
    """
    source = path or settings_path()
    if not source.is_file():
        if path or os.environ.get(CONFIG_VARIABLE):
            raise BadInput(
                f"There is no settings file {source}. Name an existing one, or leave the option out."
            )
        return Settings()
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadInput(f"{source} cannot be read as TOML: {error}. Mend it or move it away.") from error
    return _section(Settings, data, source, "")


def settings_path() -> Path:
    """Where settings are read from when no file is named; it need not be there."""
    return Path(os.environ.get(CONFIG_VARIABLE) or CONFIG_NAME)


_T = TypeVar("_T")


def _section(kind: type[_T], data: Mapping[str, Any], source: Path, prefix: str) -> _T:
    hints = get_type_hints(kind)
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    for key in data:
        if key not in known:
            raise BadInput(
                f"{source}: unknown setting '{prefix}{key}'. Known here: {', '.join(sorted(known))}."
            )
    values = {key: _value(hints[key], value, source, prefix + key) for key, value in data.items()}
    return kind(**values)


def _value(wanted: Any, value: Any, source: Path, name: str) -> Any:
    if wanted in (IndexSettings, RetrievalSettings, AnswerSettings, SearchSettings):
        if not isinstance(value, Mapping):
            raise BadInput(f"{source}: '{name}' is a section; write [{name}] above its settings.")
        return _section(wanted, value, source, name + ".")
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise BadInput(f"{source}: '{name}' must be of type {wanted.__name__}, not {type(value).__name__}.")
    return value
