"""What a reader should know of the desk: which models it uses, under which terms, with which settings."""

from __future__ import annotations

import resource
import sys
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.models import encoder_of, is_hub_id, reader_of
from rag.models.llama import llama_cpp_library
from rag.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Fact:
    """``change`` names the key of onrecord.toml that changes it, or is empty."""

    name: str
    value: str
    note: str = ""
    change: str = ""


def facts(newsroom: Newsroom) -> tuple[Fact, ...]:
    settings = newsroom.settings
    named = settings.answer.model
    listed = reader_of(named)
    if listed is not None:
        model = Fact("Answering model", listed.title, f"{listed.licence}, on this machine", "answer.model")
    elif named.startswith(("http://", "https://")):
        where = f"{settings.answer.model_name or 'the model'} at {named}"
        note = "Questions and the sentences that answer them are sent there; its terms are its operator's"
        model = Fact("Answering model", where, note, "answer.model")
    else:
        terms = "its terms stand with it on the hub" if is_hub_id(named) else _terms(Path(named).expanduser())
        model = Fact("Answering model", named, f"On this machine; {terms}", "answer.model")
    encoder = encoder_of(settings.index.encoder)
    return (
        model,
        Fact(
            "Encoder",
            encoder.title if encoder else settings.index.encoder,
            f"{encoder.licence}, on this machine" if encoder else "Its terms are its maker's",
            "index.encoder",
        ),
        Fact(
            "Evidence",
            f"{settings.retrieval.evidence_tokens} tokens",
            "of single sentences are read for an answer",
            "retrieval.evidence_tokens",
        ),
        Fact(
            "Strictness",
            f"{settings.answer.strictness:g}",
            "from 0 to 1; 0.5 is as calibrated, higher declines more",
            "answer.strictness",
        ),
        Fact(
            "Statements", "found" if settings.index.statements else "not looked for", "", "index.statements"
        ),
        Fact("Memory", f"{memory_mb():,.0f} MB", "the most that this program has used since it was started"),
        Fact("Index", str(newsroom.store.directory.resolve())),
    )


def _terms(file: Path) -> str:
    """A model's terms by the name that its own file gives them."""
    licence = _licence(file, file.stat().st_mtime_ns) if file.is_file() else ""
    return f"licence: {licence}" if licence else "its terms are its maker's"


@cache
def _licence(file: Path, modified_ns: int) -> str:  # noqa: ARG001
    """What a GGUF file says of its licence, empty where it says nothing; read once while it is unchanged."""
    library = llama_cpp_library()
    try:
        with closing(library.Llama(str(file), vocab_only=True, verbose=False)) as header:
            return str(header.metadata.get("general.license", ""))
    except ValueError:
        return ""


def memory_mb() -> float:
    """The largest size of this process in memory so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
