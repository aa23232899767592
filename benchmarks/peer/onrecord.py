"""On Record, by the functions that its command line and page call, with its default settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.peer.course import Reply, Source, Spec, run
from rag.models.llama import LanguageModel
from rag.newsroom import open_newsroom
from rag.settings import load_settings
from rag.statements import extract
from rag.types import Answer, Answered, Article, Checked, Found, NotFound, Writing


class OnRecord:
    def __init__(self, spec: Spec, folder: Path) -> None:
        self._newsroom = open_newsroom(folder / "index", load_settings(), create=True)
        self._newsroom.encoder.encode(["loaded"])
        extract(Article(id="", path="", title="", text='"It is loaded," said the mayor.'))
        self._read = counted()
        self._parts = self._newsroom.parts
        self._ids = {one["path"]: one["id"] for one in (*spec.articles, *spec.more)}

    def index(self, articles: list[dict[str, str]]) -> None:
        self._newsroom.update([one["path"] for one in articles])

    def add(self, articles: list[dict[str, str]]) -> None:
        self._newsroom.update([one["path"] for one in articles])

    def retrieve(self, question: str) -> list[Source]:
        for event in self._newsroom.ask(question):
            if isinstance(event, Found):
                return [self._source(s.sentence.article, s.sentence.text) for s in event.evidence.sentences]
        raise AssertionError("a search always ends in Found")

    def ask(self, question: str) -> Iterator[str | Reply]:
        self._read.clear()
        read: list[Source] = []
        for event in self._newsroom.ask(question):
            if isinstance(event, Found):
                read = [self._source(s.passage.article, s.passage.text) for s in event.evidence.sentences]
            elif isinstance(event, Writing):
                yield event.text
            elif isinstance(event, Checked):
                yield event.sentence.text
            elif isinstance(event, Answered | NotFound):
                yield self._reply(event.answer, read)

    def _reply(self, answer: Answer, read: list[Source]) -> Reply:
        return Reply(
            answer.answer,
            [self._source(citation.article, citation.quote) for citation in answer.citations],
            read,
            sum(given for given, _ in self._read),
            sum(evaluated for _, evaluated in self._read),
            answer.state == "not_found",
        )

    def _source(self, article: str, text: str) -> Source:
        found = self._newsroom.article(article)
        return Source(self._ids[found.path], text)


def counted() -> list[tuple[int, int]]:
    """Has the tokens of each prompt added: all of them, and those that are not held from before."""
    lengths: list[tuple[int, int]] = []
    read = LanguageModel.read

    def noted(model: LanguageModel, prompt: Any, cancel: Any, *, fixed: int = 0) -> Any:
        lengths.append((len(prompt), len(prompt) - fixed))
        return read(model, prompt, cancel, fixed=fixed)

    setattr(LanguageModel, "read", noted)  # noqa: B010
    return lengths


if __name__ == "__main__":
    run(OnRecord)
