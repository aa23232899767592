"""What the index holds, for looking through: articles that fit some words, and their spread in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.analysis import terms
from rag.store import Store
from rag.types import Article

#: Articles on one page of the list.
PAGE = 25
#: Passages looked at for the articles that have some words.
SEARCHED = 500
#: Above this many months the histogram counts years.
MONTHS = 48


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of articles; ``page`` counts from 1, ``total`` is over all pages."""

    articles: tuple[Article, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Articles in a month or a year; ``share`` is of the fullest one, in [0, 1]."""

    when: str
    articles: int
    share: float


def listing(store: Store, words: str = "", source: str = "", page: int = 1, when: str = "") -> Listing:
    """Articles that have ``words``, best first; without words all, the newest first. ``source`` and ``when``,
    a year or a month as a Bar has it, leave out others.
    """
    found = _search(store, words) if words.strip() else _newest(store)
    wanted = [
        article
        for article in found
        if (not source or article.source == source) and article.published.startswith(when)
    ]
    pages = max(1, -(-len(wanted) // PAGE))
    at = min(max(page, 1), pages)
    return Listing(tuple(wanted[(at - 1) * PAGE : at * PAGE]), len(wanted), at, pages)


def histogram(store: Store) -> tuple[Bar, ...]:
    """Articles by month, or by year where they spread over many months; empty times are counted too."""
    dates = [article.published for article in _newest(store) if len(article.published) >= 7]
    if not dates:
        return ()
    months = _months(min(dates)[:7], max(dates)[:7])
    if len(months) <= MONTHS:
        counts, spans = Counter(date[:7] for date in dates), months
    else:
        counts, spans = Counter(date[:4] for date in dates), sorted({month[:4] for month in months})
    most = max(counts.values())
    return tuple(Bar(span, counts[span], counts[span] / most) for span in spans)


def _newest(store: Store) -> Sequence[Article]:
    return sorted(store.articles(store.article_ids()).values(), key=lambda a: a.published, reverse=True)


def _search(store: Store, words: str) -> Sequence[Article]:
    languages = [language for language, _ in store.overview().languages] or ["en"]
    wanted = list(dict.fromkeys(term for language in languages for term in terms(words, language)))
    hits = store.search_text(wanted, SEARCHED, title=3.0)
    passages = store.passages(passage for passage, _ in hits)
    ids = list(dict.fromkeys(passages[i].article for i, _ in hits if i in passages))
    articles = store.articles(ids)
    return [articles[i] for i in ids if i in articles]


def _months(first: str, last: str) -> list[str]:
    at, end = (int(part) for part in (first[:4], last[:4]))
    return [
        f"{year:04d}-{month:02d}"
        for year in range(at, end + 1)
        for month in range(1, 13)
        if first <= f"{year:04d}-{month:02d}" <= last
    ]
