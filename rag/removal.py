"""``onrecord remove``: an article, a file or a whole place taken out of the index, and kept out of updates.

The files themselves are left alone. Copies of an article hold the same text and go with it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from rag.build import MayRemove, may_go, now
from rag.errors import BadInput
from rag.store import FileRecord, Removed, Store


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out: articles by id, the files that were copies of them, places that are looked at no
    more.
    """

    removed: tuple[str, ...]
    copies: tuple[str, ...]
    places: tuple[str, ...]
    articles: int
    passages: int


def remove(store: Store, named: Sequence[str], may_remove: MayRemove | None = None) -> Removal:
    """Take out what is ``named``: ids of articles, files and folders by their paths, places as they were
    given.

    ``may_remove`` is asked when that is more than a fifth of the articles. Raises BadInput for a name that
    the index does not have, and for a removal that was refused, before anything is changed.
    """
    store.upgrade()
    files, roots = store.files(), store.roots()
    what = list(dict.fromkeys(_named(name, files, roots, store) for name in named))
    gone = sorted({article for one in what for article in _articles(one, store)})
    copies = [
        copy
        for copy in files.values()
        if copy.status == "copy" and copy.reason in gone and not any(_holds(one, copy.path) for one in what)
    ]
    held = store.counts()[0]
    if not may_go(len(gone), held, may_remove):
        raise BadInput(
            f"These are {len(gone)} of {held} articles; nothing was removed. "
            "If all of them are to go, say --yes."
        )
    store.remove([*what, *(Removed(copy.path, "", copy.id) for copy in copies)], now())
    store.checkpoint()
    left = store.roots()
    articles, passages = store.counts()
    return Removal(
        removed=tuple(gone),
        copies=tuple(copy.id for copy in copies),
        places=tuple(given for path, given in roots.items() if path not in left),
        articles=articles,
        passages=passages,
    )


def _named(name: str, files: dict[str, FileRecord], roots: dict[str, str], store: Store) -> Removed:
    """What a name stands for. The id of a part is looked for first, then files, then folders and places."""
    article = store.articles([name]).get(name)
    if article is not None and files[article.path].id != name:
        return Removed(article.path, name.removeprefix(f"{files[article.path].id}#"), name)
    path = os.path.abspath(name)
    for file in files.values():
        if name == file.id or path == file.path:
            return Removed(file.path, "", file.id)
    for place, given in roots.items():
        if name == given or name == given.removeprefix("urls:") or path == given.removeprefix("urls:"):
            return Removed(place, "", given)
    folder = Removed(path, "", name)
    if path in roots or any(_holds(folder, file) for file in files):
        return folder
    raise BadInput(
        f"The index in {store.directory} has nothing called '{name}'. onrecord sources lists its places; an "
        "article's id is its path as given at indexing, or its address."
    )


def _articles(what: Removed, store: Store) -> list[str]:
    return [what.id] if what.part else list(store.articles_under(what.path))


def _holds(what: Removed, path: str) -> bool:
    return not what.part and (path == what.path or path.startswith(what.path.rstrip(os.sep) + os.sep))
