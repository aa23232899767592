"""LlamaIndex: CitationQueryEngine over FAISS, as its documentation has it.

Defaults are kept (SentenceSplitter of 1024 tokens, citation chunks of 512, the engine's own prompt) but for
three passages of context, which is what the engine's documentation uses, and a temperature of 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import faiss
from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.llama_cpp import LlamaCPP
from llama_index.vector_stores.faiss import FaissVectorStore

from benchmarks.peer.course import Counting, Reply, Source, Spec, run
from benchmarks.peer.markers import cited, declines

TOP = 3
DIMENSIONS = 384


class LlamaIndex:
    def __init__(self, spec: Spec, folder: Path) -> None:
        self._folder = folder
        self._counting = Counting()
        Settings.embed_model = HuggingFaceEmbedding(model_name=spec.encoder, embed_batch_size=32)
        Settings.llm = LlamaCPP(
            model_path=spec.gguf,
            temperature=0.0,
            max_new_tokens=spec.longest,
            context_window=4096,
            generate_kwargs={"stop": spec.stop},
            model_kwargs={"n_threads": spec.threads, "n_threads_batch": spec.threads, "flash_attn": True},
            verbose=False,
        )

    def index(self, articles: list[dict[str, str]]) -> None:
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(DIMENSIONS))
        context = StorageContext.from_defaults(vector_store=store)
        self._index = VectorStoreIndex.from_documents(_documents(articles), storage_context=context)
        self._ready()

    def add(self, articles: list[dict[str, str]]) -> None:
        for document in _documents(articles):
            self._index.insert(document)
        self._ready()

    def _ready(self) -> None:
        self._index.storage_context.persist(persist_dir=str(self._folder))
        self._engine = CitationQueryEngine.from_args(
            self._index, similarity_top_k=TOP, citation_chunk_size=512, streaming=True
        )

    def retrieve(self, question: str) -> list[Source]:
        return [_source(node) for node in self._index.as_retriever(similarity_top_k=TOP).retrieve(question)]

    def ask(self, question: str) -> Iterator[str | Reply]:
        response = self._engine.query(question)
        text = ""
        for piece in response.response_gen:
            text += piece
            yield piece
        read = [_source(node) for node in response.source_nodes]
        yield Reply(text, cited(text, read), read, *self._counting.since_last(), declines(text))


def _documents(articles: list[dict[str, str]]) -> list[Document]:
    return [Document(text=one["text"], metadata={"article": one["id"]}, doc_id=one["id"]) for one in articles]


def _source(found: object) -> Source:
    node = found.node  # type: ignore[attr-defined]
    return Source(node.metadata["article"], node.get_content())


if __name__ == "__main__":
    run(LlamaIndex)
