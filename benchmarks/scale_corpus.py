"""Articles for ``benchmarks/scale.py``: those of a real index, repeated with variation up to any number.

Encoding a million passages takes hours, so they are encoded once, in the index that is given, and varied:

- words: in each copy one word in seven is another word of the corpus of the same length, drawn as often as it
  occurs there, and one in a hundred is a word that is in no other article. So texts differ, the common words
  stay common, new names and rare words keep coming, and every offset still holds.
- vectors: a copy's is its passage's with a share of another passage's mixed in, and a little noise. They stay
  among real vectors, as more articles of the kind would.
- words in context (``rag.late``): one bit in ten is another.
- statements: those of the original, with the speakers' names as varied.

What this does not know: how a million different articles are spread. Copies have near neighbours, which real
articles of one newspaper have fewer of.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.embed import Vectors
from rag.late import PassageWords
from rag.prepare import search_terms
from rag.store import IndexedArticle, Store
from rag.types import Article, Passage, Sentence, Statement

#: Of a copy's different words: the share that are other words of the corpus, and words of no other article.
OTHER, NEW = 0.15, 0.01
#: How much of another passage's vector is mixed in, from none to this; and the length of the noise.
MIXED, NOISE = 0.8, 0.2
#: The share of bits that differ.
FLIPPED = 0.1
_WORD = re.compile(r"[A-Za-z]{3,}")
_LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


@dataclass(frozen=True, slots=True)
class Original:
    """An article of the real index, with all that the index keeps of it."""

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    words: tuple[PassageWords, ...]
    statements: tuple[Statement, ...]


def originals(store: Store, ids: Sequence[str] = ()) -> tuple[Original, ...]:
    """These articles of an index, or all, in the order of their ids."""
    found = []
    for article_id in ids or store.article_ids():
        article, passages = store.article(article_id), store.passages_of(article_id)
        assert article is not None
        held = [passage.id for passage in passages]
        words = store.passage_words(held)
        found.append(
            Original(
                article,
                passages,
                store.passage_vectors(held),
                tuple(words[i] for i in held if i in words),
                store.statements_in([article_id]),
            )
        )
    return tuple(found)


class Varied:
    """Copies of ``originals`` without end; the same every time, whatever number is taken."""

    def __init__(self, originals: tuple[Original, ...]) -> None:
        self._originals = originals
        self._vectors: Vectors = np.concatenate([original.vectors for original in originals])
        dim = self._vectors.shape[1]
        rng = np.random.default_rng(0)
        self._flips = np.packbits(rng.random((4096, dim)) < FLIPPED, axis=1)
        by_shape: defaultdict[tuple[int, bool], list[str]] = defaultdict(list)
        for original in originals:
            for word in _WORD.findall(original.article.text):
                by_shape[_shape(word)].append(word)
        self._by_shape = dict(by_shape)

    def articles(self, passages: int) -> Iterator[IndexedArticle]:
        """Articles with at least ``passages`` passages together."""
        made = copy = 0
        while made < passages:
            for n, original in enumerate(self._originals):
                if made >= passages:
                    return
                yield self.one(original, copy, np.random.default_rng([copy, n]))
                made += len(original.passages)
            copy += 1

    def one(self, original: Original, copy: int, rng: np.random.Generator) -> IndexedArticle:
        """The copy of this number; copy 0 is a variation as well."""
        old = original.article
        other = self._other_words(old.text, rng)
        text, title = _with(other, old.text), _with(other, old.title)
        article = dataclasses.replace(
            old,
            id=f"{copy}/{old.id}",
            path=f"/{copy}{old.path}",
            title=title,
            text=text,
            sha256=f"{copy}{old.sha256}",
        )
        passages = tuple(_moved(passage, article) for passage in original.passages)
        statements = tuple(
            dataclasses.replace(
                s,
                article=article.id,
                speaker=_with(other, s.speaker),
                mention=_with(other, s.mention),
                text=text[s.start : s.end],
            )
            for s in original.statements
        )
        return IndexedArticle(
            article=article,
            passages=passages,
            vectors=self._varied_vectors(original.vectors, rng),
            terms=tuple(search_terms(article, passage, statements) for passage in passages),
            statements=statements,
            words=tuple(self._varied_words(words, rng) for words in original.words),
        )

    def _other_words(self, text: str, rng: np.random.Generator) -> dict[str, str]:
        other: dict[str, str] = {}
        for word in sorted(set(_WORD.findall(text))):
            chance = rng.random()
            if chance < NEW:
                new = "".join(rng.choice(_LETTERS, size=len(word)))
                other[word] = new.capitalize() if word[0].isupper() else new
            elif chance < OTHER:
                alike = self._by_shape[_shape(word)]
                other[word] = alike[int(rng.integers(len(alike)))]
        return other

    def _varied_vectors(self, vectors: Vectors, rng: np.random.Generator) -> Vectors:
        n, dim = vectors.shape
        others = self._vectors[rng.integers(len(self._vectors), size=n)]
        noise = rng.standard_normal((n, dim)) * (NOISE / np.sqrt(dim))
        mixed = vectors + rng.uniform(0, MIXED, size=(n, 1)) * others + noise
        unit: Vectors = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def _varied_words(self, words: PassageWords, rng: np.random.Generator) -> PassageWords:
        flips: npt.NDArray[np.uint8] = self._flips[rng.integers(len(self._flips), size=len(words.bits))]
        return PassageWords(words.places, words.bits ^ flips[:, : words.bits.shape[1]])


def _shape(word: str) -> tuple[int, bool]:
    return len(word), word[0].isupper()


def _with(other: dict[str, str], text: str) -> str:
    return _WORD.sub(lambda found: other.get(found.group(), found.group()), text)


def _moved(passage: Passage, article: Article) -> Passage:
    """The passage of the same place in a copy, in which every offset holds."""
    text = article.text
    return dataclasses.replace(
        passage,
        article=article.id,
        text=text[passage.start : passage.end],
        sentences=tuple(
            Sentence(article.id, s.start, s.end, text[s.start : s.end]) for s in passage.sentences
        ),
        id=0,
    )
