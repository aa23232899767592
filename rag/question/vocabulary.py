"""Which words the indexed articles use: what is in here is not a misspelling."""

from __future__ import annotations

from collections.abc import Sequence

from rag.analysis import terms
from rag.stopwords import STOP_WORDS
from rag.store import Store


class Vocabulary:
    """The words of an index, asked one at a time; forms of one stem count as one word."""

    def __init__(self, store: Store, languages: Sequence[str]) -> None:
        self._store = store
        self._languages = tuple(languages) or ("en",)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and any(self._knows(word.casefold(), code) for code in self._languages)

    def _knows(self, word: str, language: str) -> bool:
        if word in STOP_WORDS.get(language, frozenset()):
            return True
        found = terms(word, language)
        return bool(found) and all(self._store.frequency(term) for term in found)
