"""Articles that a reader adds at the desk: kept as files of their own beside the index, and removed there.

Files that were indexed from elsewhere belong to who put them there; the desk never deletes those.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from rag.errors import BadInput
from rag.ingest import readable_suffixes
from rag.types import Article

FOLDER = "added"
MOST_FILES = 50
LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_PASTE = 200_000

_OTHER = re.compile(r"[^\w.-]+")


def folder(directory: Path) -> Path:
    """Where articles added at the desk are kept, for the index in ``directory``."""
    return directory / FOLDER


def keep_uploads(directory: Path, uploads: Sequence[str]) -> tuple[Path, ...]:
    """Copy uploaded files into the folder, each under a free name.

    Raises BadInput before anything is kept.
    """
    if len(uploads) > MOST_FILES:
        raise BadInput(f"{len(uploads)} files at once are too many. Add at most {MOST_FILES} at a time.")
    files = [Path(upload) for upload in uploads]
    for file in files:
        if file.suffix.lower() not in readable_suffixes():
            listed = ", ".join(sorted(readable_suffixes()))
            raise BadInput(f"{file.name} is of a kind that cannot be read here. Kinds: {listed}.")
        if file.stat().st_size > LARGEST_BYTES:
            raise BadInput(f"{file.name} is larger than {LARGEST_BYTES // 1024**2} MB. Split it.")
    return tuple(_kept(directory, file) for file in files)


def keep_text(directory: Path, title: str, text: str, source: str = "", published: str = "") -> Path:
    """Keep a pasted article as Markdown with front matter. Raises BadInput if something is missing."""
    if not title.strip() or not text.strip():
        raise BadInput("An article needs a headline and a text. Fill in both.")
    if len(text) > LARGEST_PASTE:
        raise BadInput(f"The text is longer than {LARGEST_PASTE:,} characters. Add it as a file.")
    import yaml

    about = {"title": title.strip(), "source": source.strip(), "published": published.strip()}
    front = yaml.safe_dump(
        {key: value for key, value in about.items() if value}, allow_unicode=True, sort_keys=False
    )
    path = _free(directory, f"{title.strip()[:60]}.md")
    path.write_text(f"---\n{front}---\n\n{text.strip()}\n", encoding="utf-8")
    return path


def removable(directory: Path, article: Article) -> bool:
    """Whether the article's file is one that was added at the desk."""
    return Path(article.path).resolve().is_relative_to(folder(directory).resolve())


def remove(directory: Path, article: Article) -> None:
    """Delete the file of an article that was added here. Raises BadInput for any other file."""
    if not removable(directory, article):
        raise BadInput(f"{article.path} was not added here. Delete or move the file, then update the index.")
    Path(article.path).unlink(missing_ok=True)


def _kept(directory: Path, file: Path) -> Path:
    path = _free(directory, file.name)
    shutil.copyfile(file, path)
    return path


def _free(directory: Path, wanted: str) -> Path:
    """A path in the folder that nothing has yet, with a name that is only a name."""
    name = Path(_OTHER.sub("-", Path(wanted).name).strip("-.") or "article.txt")
    place = folder(directory)
    place.mkdir(parents=True, exist_ok=True)
    stem, suffix, n = name.stem, name.suffix, 1
    path = place / name
    while path.exists():
        n += 1
        path = place / f"{stem}-{n}{suffix}"
    return path
