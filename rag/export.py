"""``onrecord export``: what an index holds as lines of JSON, for other programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from rag.errors import BadInput
from rag.store import Store
from rag.types import Article

Kind = Literal["articles", "passages", "statements"]


def records(store: Store, kind: Kind) -> Iterator[dict[str, Any]]:
    """Every article, passage or statement as a flat record, in the order of the articles' ids.

    Spans (``start``, ``end``) count characters of the article's text; dates are ISO 8601, '' where not known.
    """
    give = _GIVE[kind]
    for article_id in store.article_ids():
        with store.snapshot():
            article = store.article(article_id)
            # It may be gone since the list was made.
            found = list(give(store, article)) if article is not None else []
        yield from found


def written(found: Iterable[dict[str, Any]], kind: Kind, *, whole: bool) -> Iterator[str]:
    """The records as lines of JSON, one each; ``whole`` makes of all lines together one object."""
    if not whole:
        yield from (json.dumps(record, ensure_ascii=False) for record in found)
        return
    yield f'{{"{kind}": ['
    before = ""
    for record in found:
        if before:
            yield f"{before},"
        before = json.dumps(record, ensure_ascii=False)
    yield f"{before}]}}"


def save(lines: Iterable[str], path: Path) -> None:
    """Write lines to a file, whole or not at all. Raises BadInput where that cannot be done."""
    with whole_file(path) as beside, beside.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of ``path`` at the end. Raises BadInput where that fails."""
    beside = path.with_name(f".{path.name}.new")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = error.strerror or error
        raise BadInput(f"--output: {path} cannot be written: {reason}. Name another file.") from error


def _article(store: Store, article: Article) -> Iterator[dict[str, Any]]:
    yield {**dataclasses.asdict(article), "copies": list(store.copies(article.id))}


def _passages(store: Store, article: Article) -> Iterator[dict[str, Any]]:
    for passage in store.passages_of(article.id):
        yield {
            "article": article.id,
            "ordinal": passage.ordinal,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "sentences": [[sentence.start, sentence.end] for sentence in passage.sentences],
            **_about(article),
        }


def _statements(store: Store, article: Article) -> Iterator[dict[str, Any]]:
    for statement in store.statements_in([article.id]):
        yield {
            **dataclasses.asdict(statement),
            "when": statement.date or article.published,
            **_about(article),
        }


def _about(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "source": article.source,
        "published": article.published,
        "language": article.language,
    }


_GIVE: dict[Kind, Callable[[Store, Article], Iterator[dict[str, Any]]]] = {
    "articles": _article,
    "passages": _passages,
    "statements": _statements,
}
