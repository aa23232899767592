"""The reader that settings ask for."""

from __future__ import annotations

from rag.answering.reader import Reader, load_prompts
from rag.models import reader_path
from rag.settings import AnswerSettings


def reader_for(settings: AnswerSettings) -> Reader:
    """Load the model named in ``settings``, the default one when none is named.

    Raises ModelRefused, MissingExtra or BadInput when the model cannot be had.
    """
    prompts = load_prompts()
    if settings.model.startswith(("http://", "https://")):
        from rag.answering.remote import RemoteReader
        from rag.answering.server import ModelServer

        return RemoteReader(ModelServer(settings.model, settings.model_name), prompts)
    from rag.answering.local import LocalReader
    from rag.models.llama import LanguageModel

    model = LanguageModel(reader_path(settings.model), threads=settings.threads or None)
    reader = LocalReader(model, prompts)
    reader.warm_up()
    return reader
