"""The generator that settings ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.generate.protocol import Generator
from rag.models import DEFAULT_READER, known, reader_path
from rag.settings import AnswerSettings

if TYPE_CHECKING:
    from rag.generate.chat import ChatModel

#: A model file smaller than this many bytes holds about a billion parameters or fewer at four bits each;
#: such models invent, so they only quote.
TRUSTED_SIZE = 700_000_000


def generator_for(settings: AnswerSettings) -> Generator:
    """Load the answering model named in ``settings``, the default one when none is named.

    A URL and a large GGUF file with a chat template write freely; everything else quotes. Which
    models of the catalogue write, the catalogue says. Raises ModelRefused, MissingExtra or BadInput when the
    model cannot be had.
    """
    threads = settings.threads or None
    if settings.model.startswith(("http://", "https://")):
        from rag.generate.remote_chat import RemoteChat

        return _writing(RemoteChat(settings.model, settings.model_name))
    path = reader_path(settings.model)
    model = known(settings.model or DEFAULT_READER.name)
    if model is DEFAULT_READER:
        # The default quotes, whether it is named or not: that is what has been measured.
        return _quoting(path, threads)
    from rag.generate.local_chat import LocalChat, has_chat_template

    if (model.writes if model else path.stat().st_size >= TRUSTED_SIZE) and has_chat_template(path):
        return _writing(LocalChat(path, threads=threads))
    return _quoting(path, threads)


def _quoting(path: Path, threads: int | None) -> Generator:
    from rag.generate.llama import LanguageModel
    from rag.generate.prompt import load_prompt
    from rag.generate.quoting import QuotingGenerator

    prompt = load_prompt("quote", {"evidence", "question"})
    generator = QuotingGenerator(LanguageModel(path, threads=threads), prompt)
    generator.warm_up()
    return generator


def _writing(chat: ChatModel) -> Generator:
    from rag.generate.chat import ChatGenerator
    from rag.generate.prompt import load_prompt

    rules = load_prompt("chat-rules", {"not_stated"})
    return ChatGenerator(chat, rules, load_prompt("chat-question", {"evidence", "question"}))
