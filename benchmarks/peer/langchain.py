"""LangChain: FAISS, llama.cpp and a chain that cites.

LangChain has no chain that cites for models without tools, so the one here is written with its parts: sources
numbered in the prompt, and the instructions and example of LlamaIndex's citation prompt. The text splitter
(1,000 characters, 200 shared) and the four passages of context are its tutorial's. Its LlamaCpp reads prompts
eight tokens at a time by default; it is given llama.cpp's own default of 512 here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_community.llms import LlamaCpp
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import PromptTemplate
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peer.course import Counting, Reply, Source, Spec, run
from benchmarks.peer.markers import cited, declines
from benchmarks.peer.prompting import CITING, numbered

TOP = 4


class LangChain:
    def __init__(self, spec: Spec, folder: Path) -> None:
        self._folder = folder
        self._counting = Counting()
        self._splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        self._encoder = HuggingFaceEmbeddings(model_name=spec.encoder, encode_kwargs={"batch_size": 32})
        model = LlamaCpp(
            model_path=spec.gguf,
            temperature=0.0,
            max_tokens=spec.longest,
            n_ctx=4096,
            n_batch=512,
            n_threads=spec.threads,
            stop=spec.stop,
            model_kwargs={"n_threads_batch": spec.threads, "flash_attn": True},
            verbose=False,
        )
        self._chain = PromptTemplate.from_template(CITING) | model | StrOutputParser()

    def index(self, articles: list[dict[str, str]]) -> None:
        self._store = FAISS.from_documents(self._documents(articles), self._encoder)
        self._store.save_local(str(self._folder))

    def add(self, articles: list[dict[str, str]]) -> None:
        self._store.add_documents(self._documents(articles))
        self._store.save_local(str(self._folder))

    def _documents(self, articles: list[dict[str, str]]) -> list[Document]:
        whole = [Document(one["text"], metadata={"article": one["id"]}) for one in articles]
        documents: list[Document] = self._splitter.split_documents(whole)
        return documents

    def retrieve(self, question: str) -> list[Source]:
        found: list[Any] = self._store.similarity_search(question, k=TOP)
        return [Source(one.metadata["article"], one.page_content) for one in found]

    def ask(self, question: str) -> Iterator[str | Reply]:
        read = self.retrieve(question)
        text = ""
        for piece in self._chain.stream({"context_str": numbered(read), "query_str": question}):
            text += piece
            yield piece
        yield Reply(text, cited(text, read), read, *self._counting.since_last(), declines(text))


if __name__ == "__main__":
    run(LangChain)
