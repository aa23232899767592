"""The generator that settings ask for."""

from __future__ import annotations

from pathlib import Path

from rag.generate.protocol import Generator
from rag.models import answering_model_path, gguf_file
from rag.settings import AnswerSettings


def generator_for(settings: AnswerSettings) -> Generator:
    """Load the answering model named in ``settings``, the default one when none is named.

    Raises ModelRefused, MissingExtra or BadInput when it cannot be had.
    """
    from rag.generate.llama import LanguageModel
    from rag.generate.prompt import load_prompt
    from rag.generate.quoting import QuotingGenerator

    path = gguf_file(Path(settings.model).expanduser()) if settings.model else answering_model_path()
    prompt = load_prompt("quote", {"evidence", "question"})
    return QuotingGenerator(LanguageModel(path, threads=settings.threads or None), prompt)
