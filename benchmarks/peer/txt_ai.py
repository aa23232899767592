"""txtai: Embeddings with content, and its LLM over llama.cpp.

Its RAG pipeline does not cite by itself, so the prompt is the one the others have, the sources numbered.
Three passages of context are its default; articles are cut at 1,000 characters by paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from txtai import LLM, Embeddings

from benchmarks.peer.course import Counting, Reply, Source, Spec, run
from benchmarks.peer.markers import cited, declines
from benchmarks.peer.prompting import CITING, chunks, numbered

TOP = 3


class TxtAi:
    def __init__(self, spec: Spec, folder: Path) -> None:
        self._folder = folder
        self._counting = Counting()
        self._spec = spec
        self._embeddings = Embeddings(path=spec.encoder, content=True, encodebatch=32)
        self._model = LLM(
            spec.gguf,
            method="llama.cpp",
            n_ctx=4096,
            n_threads=spec.threads,
            n_threads_batch=spec.threads,
            flash_attn=True,
        )

    def index(self, articles: list[dict[str, str]]) -> None:
        self._embeddings.index(self._rows(articles))
        self._embeddings.save(str(self._folder / "index"))

    def add(self, articles: list[dict[str, str]]) -> None:
        self._embeddings.upsert(self._rows(articles))
        self._embeddings.save(str(self._folder / "index"))

    def _rows(self, articles: list[dict[str, str]]) -> list[tuple[str, str, None]]:
        return [
            (f"{one['id']}#{n}", part, None) for one in articles for n, part in enumerate(chunks(one["text"]))
        ]

    def retrieve(self, question: str) -> list[Source]:
        found: list[Any] = self._embeddings.search(question, TOP)
        return [Source(one["id"].rpartition("#")[0], one["text"]) for one in found]

    def ask(self, question: str) -> Iterator[str | Reply]:
        read = self.retrieve(question)
        prompt = CITING.format(context_str=numbered(read), query_str=question)
        text = ""
        pieces = self._model(
            prompt,
            maxlength=self._spec.longest,
            stream=True,
            stop=self._spec.stop,
            temperature=0.0,
            defaultrole="prompt",
        )
        for piece in pieces:
            text += piece
            yield piece
        yield Reply(text, cited(text, read), read, *self._counting.since_last(), declines(text))


if __name__ == "__main__":
    run(TxtAi)
