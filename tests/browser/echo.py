"""A newsroom over a real index whose answers are the found sentences themselves, written at any speed."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rag.analysis import terms
from rag.build import Report, fingerprint
from rag.cite import citation
from rag.fetch import get
from rag.newsroom import Newsroom
from rag.settings import IndexSettings, Settings
from rag.store import Store
from rag.types import (
    Answer,
    Answered,
    AnswerSentence,
    Checked,
    Citation,
    Event,
    Evidence,
    EvidenceSentence,
    Found,
    Hit,
    NotFound,
    Query,
    Searching,
    Timings,
    Verdict,
    Withheld,
    Writing,
)
from rag.ui.accounts import read_accounts
from rag.ui.page import open_desk
from rag.ui.server import launch
from tests.conftest import WordEncoder

HELD = os.environ.get("ECHO_UPDATE_AFTER", "")
SETTINGS = Settings(index=IndexSettings(statements=False))


class EchoNewsroom(Newsroom):
    """Finds passages by words alone; every found sentence that shares two words with the question is the
    answer, in the order found. ``pause`` is the time it takes to write a word.
    """

    pause = 0.0

    @cached_property
    def encoder(self) -> WordEncoder:
        return WordEncoder()

    def update(self, *arguments: Any, **options: Any) -> Report:
        """Begins only when the file is there that a test names, to look at the desk meanwhile."""
        while HELD and not Path(HELD).exists():
            time.sleep(0.05)
        return super().update(*arguments, **options)

    @cached_property
    def parts(self) -> Any:
        """No model is needed; this is what is loaded in the place of one."""
        return SimpleNamespace(encoder=self.encoder, reader=None)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        limits: Any = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        began = time.perf_counter()
        query = Query(question, question)
        yield Searching(query)
        evidence = self._found(query)
        yield Found(evidence)
        retrieved = time.perf_counter() - began
        wanted = set(terms(question, "en"))
        answer: list[AnswerSentence] = []
        cited: list[Citation] = []
        withheld: list[Withheld] = []
        for source in evidence.sentences:
            shared = wanted & set(terms(source.sentence.text, "en"))
            if len(shared) == 1:
                why = f"only one word is shared: {shared}"
                withheld.append(Withheld(source.sentence.text, why, citation(source, 0)))
            if len(shared) < 2:
                continue
            for word in source.sentence.text.split():
                if cancel is not None and cancel.is_set():
                    break
                time.sleep(self.pause)
                yield Writing(word + " ")
            else:
                cited.append(citation(source, len(cited) + 1))
                verdict: Verdict = "verbatim" if "“" in source.sentence.text else "supported"
                answer.append(AnswerSentence(source.sentence.text, verdict, (len(cited),)))
                yield Checked(answer[-1], (cited[-1],))
                continue
            break
        result = Answer(
            question=question,
            query=query.text,
            state="answered" if answer else "not_found",
            answer=" ".join(sentence.text for sentence in answer),
            sentences=tuple(answer),
            withheld=tuple(withheld),
            citations=tuple(cited),
            nearest=() if answer else tuple(citation(s, n) for n, s in enumerate(evidence.sentences[:3], 1)),
            timings=Timings(retrieved, None, time.perf_counter() - began),
            model="echo",
        )
        yield Answered(result) if answer else NotFound(result)

    def _found(self, query: Query) -> Evidence:
        hits = self.store.search_text(terms(query.text, "en"), 4)
        passages = self.store.passages(passage for passage, _ in hits)
        articles = self.store.articles(p.article for p in passages.values())
        sentences = [
            (sentence, passages[i], articles[passages[i].article], score)
            for i, score in hits
            for sentence in passages[i].sentences
        ]
        overview = self.store.overview()
        return Evidence(
            query,
            tuple(
                EvidenceSentence(n, sentence, passage, about.title, about.source, about.published, score)
                for n, (sentence, passage, about, score) in enumerate(sentences, 1)
            ),
            tuple(Hit(passages[i], score, lexical=score) for i, score in hits),
            overview.articles,
            overview.passages,
        )


def main(index: str, pause: str, *more: str) -> None:
    """Serve the echo of an index at ``pause`` seconds a word; ``more`` is the port, after any accounts."""
    newsroom = EchoNewsroom(Store.open(Path(index), fingerprint(SETTINGS)), SETTINGS)
    object.__setattr__(newsroom, "pause", float(pause))
    accounts = read_accounts(Path(more[0])) if len(more) > 1 else None
    # The tests' own web server is on this machine.
    desk = replace(open_desk(newsroom), open_page=partial(get, allow_private=True))
    launch(desk, "127.0.0.1", int(more[-1]), accounts).block_thread()


if __name__ == "__main__":
    main(*sys.argv[1:])
