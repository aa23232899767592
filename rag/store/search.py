"""Finding passages: the seam between what an index holds, which is in SQLite, and where it is searched.

``LocalSearch`` (``rag.store.local``) searches beside the database, ``MilvusSearch`` (``rag.store.milvus``) on
machines of their own. Neither holds anything that is not in the database; both are brought up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from rag.embed import Vectors
from rag.store.records import Filter

#: Passage ids with their scores, best first.
Ranked = list[tuple[int, float]]


class Search(Protocol):
    def by_words(self, terms: Sequence[str], k: int, where: Filter | None, title: float) -> Ranked:
        """The ``k`` best passages by BM25 over ``terms`` (different ones), the headline's ``title`` times."""
        ...

    def by_vector(self, vector: Vectors, k: int, where: Filter | None) -> Ranked:
        """The ``k`` nearest passages to ``vector`` (dim,), by cosine."""
        ...

    def frequency(self, term: str) -> int:
        """How many passages have ``term``."""
        ...

    def settle(self) -> None:
        """Bring what is kept outside the database up to it, so that the next start is quick. Writers only."""
        ...

    def hand_over(self, directory: Path, generation: str) -> None:
        """The database has been put in the place of the one in ``directory``, which was of ``generation``:
        what is kept outside it goes the same way.
        """
        ...

    def close(self) -> None:
        """Let go of connections; nothing may be in use."""
        ...
