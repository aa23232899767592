"""An index with the models that answer from it: what the command line, the desk and the interfaces hold.

Models are loaded at the first use that needs them, so that listing or reading articles starts at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rag.build import MayRemove, Progress, Report, fingerprint, update
from rag.days import in_order
from rag.embed import Encoder, encoder_for
from rag.errors import BadInput
from rag.ingest import Root
from rag.prepare import Encoding, FindStatements
from rag.settings import Settings
from rag.store import Overview, Store
from rag.types import Article, Event

if TYPE_CHECKING:
    from rag.answer import Limits, Parts

DEFAULT_INDEX = Path("index")


@dataclass(frozen=True)
class Newsroom:
    """One open index and its settings; use ``open_newsroom`` to get one. ``loaded`` are models that are there
    already, for the same settings.
    """

    store: Store
    settings: Settings
    loaded: Parts | None = None

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        limits: Limits | None = None,
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        """See ``rag.answer.answer``. Raises BadInput for a question without words, or limits that leave no
        day.
        """
        from rag.answer import answer

        if not any(char.isalnum() for char in question):
            raise BadInput(
                "The question is empty. Ask one, for example: What did Stoltenberg say about Ukraine?"
            )
        if limits is not None:
            in_order(limits.since, limits.until)
        return answer(question.strip(), self.parts, history=history, limits=limits, cancel=cancel)

    def article(self, article_id: str) -> Article:
        """One article. Raises BadInput for an id that is not in the index."""
        found = self.store.article(article_id)
        if found is None:
            raise BadInput(
                f"There is no article '{article_id}' in {self.store.directory}. "
                "An article's id is its path as given at indexing; citations carry it."
            )
        return found

    def overview(self) -> Overview:
        return self.store.overview()

    def update(
        self,
        paths: Sequence[str | Root] = (),
        progress: Progress | None = None,
        may_remove: MayRemove | None = None,
        elsewhere: Encoding | None = None,
    ) -> Report:
        """Bring the index up to date; searches go on in the state before until it is done."""
        return update(
            self.store,
            self.encoder,
            paths,
            self.settings,
            find_statements=statement_finder(self.settings) if elsewhere is None else None,
            progress=progress,
            may_remove=may_remove,
            elsewhere=elsewhere,
        )

    @cached_property
    def encoder(self) -> Encoder:
        if self.loaded is not None:
            return self.loaded.encoder
        return encoder_for(self.settings.index.encoder)

    @cached_property
    def parts(self) -> Parts:
        if self.loaded is not None:
            return self.loaded
        from rag.answer import Parts
        from rag.answering import reader_for

        return Parts(self.store, self.encoder, reader_for(self.settings.answer), self.settings)


def open_newsroom(directory: Path, settings: Settings, *, create: bool = False) -> Newsroom:
    """Open the index in ``directory``; ``create`` makes a new one where there is none.

    Raises IndexMissing, IndexMismatch or IndexDamaged, each with the command that helps.
    """
    opened = Store.create if create else Store.open
    return Newsroom(opened(directory, fingerprint(settings), settings.search.milvus), settings)


def statement_finder(settings: Settings) -> FindStatements | None:
    """How statements are found while indexing, or None where settings turn it off."""
    if not settings.index.statements:
        return None
    from rag.statements import extract_all

    return extract_all
