"""From files to an index that is up to date: the one straight function behind ``onrecord index``.

Files are compared by content. A file whose bytes are as before costs one hash; everything else is read, cut,
encoded and stored in batches, each one transaction, so an interrupted run has lost nothing and goes on from
where it was. Batches are read ahead of what is stored; ``rag.prepare`` has why.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from rag.embed import Encoder
from rag.errors import BadInput
from rag.ingest import (
    Failed,
    FoundFile,
    RawArticle,
    Root,
    Skip,
    content_sha256,
    described,
    discover,
    read_file,
    whole,
)
from rag.ingest.dateline import date_in_text
from rag.language import detect
from rag.prepare import Batch, Encoding, FindStatements, cut, encoded_behind, threads
from rag.settings import Settings
from rag.store import FileRecord, Removed, Store
from rag.types import Article

#: Files in one transaction: large enough to encode in full batches, small enough that little is repeated. The
#: first has fewer, since nothing is encoded until it has been read.
BATCH_FILES = 64
FIRST_FILES = 32

#: Removing more than one in this many of the indexed files needs a yes.
LARGE_REMOVAL = 5

#: Said of what is kept out by ``onrecord remove``.
REMOVED = "removed; named itself, it is indexed again"

#: (files done, files to read)
Progress = Callable[[int, int], None]
#: (files gone, files in the index) -> whether to go on and remove them
MayRemove = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file (or what else is named) that gave no article, and why. ``id`` is the path as given."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did (files by their paths as given), and what the index holds now.

    What ``failed`` could not be read this time: the index keeps what it had of it, and the next update
    tries again.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    articles: int
    passages: int
    statements: int
    failed: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What there is to do: files to read with their content's SHA-256, and what is known of the others.
    ``left_out`` is what was removed and is still there.
    """

    read: tuple[tuple[FoundFile, str], ...]
    same: tuple[FileRecord, ...]
    gone: tuple[FileRecord, ...]
    before: dict[str, FileRecord]
    failed: tuple[Skipped, ...]
    left_out: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class _Files:
    """Files of one transaction: each with its record and its articles, and those that could not be read."""

    settled: list[_Read]
    failed: list[tuple[str, Skipped]]


def fingerprint(settings: Settings) -> dict[str, object]:
    """The settings an index depends on; a store refuses to be used with others."""
    from rag.embed import encoder_name

    return {
        "encoder": encoder_name(settings.index.encoder),
        "passage_tokens": settings.index.passage_tokens,
        "statements": settings.index.statements,
    }


def update(
    store: Store,
    encoder: Encoder,
    paths: Sequence[str | os.PathLike[str] | Root],
    settings: Settings,
    *,
    find_statements: FindStatements | None = None,
    progress: Progress | None = None,
    may_remove: MayRemove | None = None,
    elsewhere: Encoding | None = None,
) -> Report:
    """Bring the index up to the files under ``paths``; with none, under every path indexed before.

    What was removed stays out, unless it is what a path names. ``may_remove`` is asked when more than a
    fifth of the indexed files are gone. Passages are encoded here, or ``elsewhere`` by the same encoder,
    which may find statements there, too.

    Raises BadInput for a path that does not exist and for a removal that was refused, before anything is
    changed.
    """
    store.upgrade()
    roots = _roots(store, paths)
    named = {str(root.path) for root in roots} if paths else set()
    plan = _plan(store, roots, named)
    # A file that only has another name now is not gone.
    there = {sha256 for _, sha256 in plan.read}
    ask_before_removing(
        sum(record.status == "read" and record.sha256 not in there for record in plan.gone),
        sum(record.status == "read" for record in plan.before.values()),
        may_remove,
    )
    store.readmit(named)
    store.set_roots({str(root.path): root.given for root in roots})
    if plan.gone:
        store.apply([], [record.path for record in plan.gone], now())
    parts = {(one.path, one.part) for one in plan.left_out if one.part}
    records: list[FileRecord] = []
    failed: dict[str, Skipped] = {}
    # A copy whose original went away, now or in an interrupted run, takes its place.
    queue = list(plan.read) or _orphans(store, failed)
    held = {path for path, record in plan.before.items() if record.status == "read"}
    done = 0
    with nullcontext(elsewhere) if elsewhere is not None else threads(encoder) as encoding:
        while queue:
            batches = _read_ahead(store, queue, parts, held, settings, find_statements)
            for files, indexed in encoded_behind(batches, encoding):
                failed.update(files.failed)
                put = [(record, [next(indexed) for _ in found]) for record, found in files.settled]
                if put:
                    store.apply(put, when=now())
                records.extend(record for record, _ in put)
                done += len(put) + len(files.failed)
                if progress is not None:
                    progress(done, max(done, len(plan.read)))
            queue = _orphans(store, failed)
    store.checkpoint()
    if not paths:
        store.settle()
    return _report(store, plan, records, tuple(failed.values()))


def _roots(store: Store, paths: Sequence[str | os.PathLike[str] | Root]) -> tuple[Root, ...]:
    if paths:
        roots = tuple(path if isinstance(path, Root) else Root.of(path) for path in paths)
        if odd := [whole(root.given) for root in roots if whole(str(root.path)) != str(root.path)]:
            raise BadInput(f"The name {odd[0]} is not UTF-8. Rename the file or folder.")
        return roots
    known = tuple(Root(Path(path), given) for path, given in store.roots().items())
    if not known:
        raise BadInput("Nothing has been indexed here yet. Name a file or folder: onrecord index PATH")
    if missing := [root.given for root in known if not root.path.exists()]:
        raise BadInput(
            f"{', '.join(missing)}: indexed before, and no longer there; nothing was changed. Put it back, "
            f"or take it out of the index: onrecord remove {missing[0]} --index {store.directory}"
        )
    return known


def _plan(store: Store, roots: Sequence[Root], named: Collection[str]) -> _Plan:
    """Compare the files that are there with what the index has of them, by the SHA-256 of their content."""
    before = store.files()
    removed = store.removed()
    out = {one.path for one in removed if not one.part and one.path not in named}
    # The index itself may lie in a folder that is indexed.
    found = discover(roots, out | {str(store.directory.absolute())})
    there = {str(file.path) for file in found}
    gone = [r for r in before.values() if r.path not in there and any(root.holds(r.path) for root in roots)]
    left = {record.path for record in gone}
    taken = {r.id: r.path for r in before.values() if r.path not in left}
    readmitted = {one.path for one in removed if one.part and one.path in named}
    read: list[tuple[FoundFile, str]] = []
    same: list[FileRecord] = []
    failed: list[Skipped] = []
    for file in found:
        # On Linux a name may be any bytes.
        if whole(str(file.path)) != str(file.path):
            failed.append(Skipped(whole(file.id), "its name is not UTF-8: rename it"))
            continue
        known = before.get(str(file.path))
        try:
            sha256 = content_sha256(file.path)
        except OSError as error:
            # What the index has of it stays: a file that cannot be read now is not a file that is gone.
            failed.append(Skipped(file.id, f"unreadable: {error.strerror or error}"))
            continue
        if known is not None and known.sha256 == sha256 and known.path not in readmitted:
            same.append(known)
        else:
            read.append((FoundFile(known.id if known else _own_id(file, taken), file.path), sha256))
    left_out = tuple(
        one for one in removed if one.path not in named and any(root.holds(one.path) for root in roots)
    )
    return _Plan(tuple(read), tuple(same), tuple(gone), before, tuple(failed), left_out)


def _own_id(file: FoundFile, taken: dict[str, str]) -> str:
    """The file's id, entered in ``taken`` (id -> path). Files that are given by one relative path, from two
    working directories, need two ids: the later one's is its absolute path.
    """
    own = file.id if taken.get(file.id, str(file.path)) == str(file.path) else file.path.as_posix()
    taken[own] = str(file.path)
    return own


def _orphans(store: Store, failed: Collection[str]) -> list[tuple[FoundFile, str]]:
    return [(FoundFile(r.id, Path(r.path)), r.sha256) for r in store.orphan_copies() if r.path not in failed]


def ask_before_removing(gone: int, held: int, may_remove: MayRemove | None) -> None:
    """A folder that was moved or a disk that is not mounted looks like articles deleted.

    Raises BadInput when the removal of so many files was not allowed.
    """
    if not may_go(gone, held, may_remove):
        raise BadInput(
            f"{gone} of {held} indexed files are gone; nothing was changed. If they are to be removed from "
            "the index, say --yes; if not, check that the folder is where it was."
        )


def may_go(gone: int, held: int, may_remove: MayRemove | None) -> bool:
    """Whether so many of those held may be removed: few may, for more ``may_remove`` is asked."""
    return may_remove is None or gone * LARGE_REMOVAL <= held or may_remove(gone, held)


def _read_ahead(
    store: Store,
    queue: Sequence[tuple[FoundFile, str]],
    removed_parts: Collection[tuple[str, str]],
    held: Set[str],
    settings: Settings,
    find_statements: FindStatements | None,
) -> Iterator[Batch[_Files]]:
    """The files in batches, read and cut.

    Batches are ahead of what is stored, so what is on its way is kept in mind: texts (SHA-256 -> id) and the
    paths of the files that are read, which replace what is stored of them. Of the paths ``held`` the index
    has articles.
    """
    coming: dict[str, str] = {}
    replaced: set[str] = set()
    for batch in _batches(queue):
        read: list[_Read] = []
        failed: list[tuple[str, Skipped]] = []
        for file, sha256 in batch:
            try:
                read.append(_read(file, sha256, removed_parts, had=str(file.path) in held))
            except Failed as error:
                failed.append((str(file.path), Skipped(file.id, str(error))))
        replaced.update(record.path for record, _ in read)
        settled = _set_copies_aside(store, read, coming, replaced)
        articles = [article for _, found in settled for article in found]
        yield Batch(_Files(settled, failed), cut(articles, [()] * len(articles), settings), find_statements)


_Read = tuple[FileRecord, list[Article]]


def _read(file: FoundFile, sha256: str, removed_parts: Collection[tuple[str, str]], *, had: bool) -> _Read:
    """Raises Failed for a file that cannot be read now, or that gives nothing any more where the index
    ``had`` articles of it: a file cut short, or being written, is not the removal of its articles.
    """
    try:
        reading = read_file(file.path)
    except Skip as skip:
        if had:
            raise Failed(
                f"{skip}; the index keeps what it had of it (to take it out: onrecord remove {file.id})"
            ) from skip
        return FileRecord(str(file.path), file.id, sha256, "skipped", str(skip)), []
    kept = [raw for raw in reading.articles if (str(file.path), raw.part) not in removed_parts]
    if not kept:
        return FileRecord(str(file.path), file.id, sha256, "skipped", "all of it was removed"), []
    record = FileRecord(str(file.path), file.id, sha256, "read", described(reading.left_out))
    return record, [_article(file, raw) for raw in kept]


def _article(file: FoundFile, raw: RawArticle) -> Article:
    return Article(
        id=f"{file.id}#{raw.part}" if raw.part else file.id,
        path=str(file.path),
        title=raw.title,
        text=raw.text,
        source=raw.source,
        published=raw.published or date_in_text(raw.text),
        author=raw.author,
        language=raw.language or detect(raw.text),
        sha256=hashlib.sha256(" ".join(raw.text.split()).encode()).hexdigest(),
    )


def _set_copies_aside(
    store: Store, read: Sequence[_Read], coming: dict[str, str], replaced: Set[str]
) -> list[_Read]:
    """An article whose text another one has already is kept once; its file is recorded as a copy.

    The texts kept are entered in ``coming``.
    """
    kept: list[_Read] = []
    for record, articles in read:
        own: list[Article] = []
        original = ""
        for article in articles:
            holder = coming.get(article.sha256) or _holder(store, article.sha256, replaced)
            if holder:
                original = holder
            else:
                coming[article.sha256] = article.id
                own.append(article)
        if articles and not own:
            shared = articles[-1].sha256
            record = dataclasses.replace(record, status="copy", reason=original, text_sha256=shared)
        kept.append((record, own))
    return kept


def _holder(store: Store, sha256: str, replaced: Set[str]) -> str:
    """The id of the stored article with this text, unless its file is about to be replaced."""
    holder = store.holder_of(sha256)
    article = store.article(holder) if holder else None
    return holder if article is not None and article.path not in replaced else ""


def _report(store: Store, plan: _Plan, records: Sequence[FileRecord], failed: tuple[Skipped, ...]) -> Report:
    last = {record.path: record for record in records}
    read = [record for record in last.values() if record.status == "read"]
    was_read = {path for path, record in plan.before.items() if record.status == "read"}
    # A reason on a file that was read names the parts left out of it.
    now_skipped = [
        *(r for r in plan.same if (r.status != "read" or r.reason) and r.path not in last),
        *(r for r in last.values() if r.status != "read" or r.reason),
    ]
    overview = store.overview()
    return Report(
        added=tuple(record.id for record in read if record.path not in was_read),
        changed=tuple(record.id for record in read if record.path in was_read),
        removed=tuple(record.id for record in plan.gone if record.status == "read"),
        unchanged=sum(record.status == "read" for record in plan.same),
        skipped=(
            *(Skipped(r.id, _reason(r)) for r in now_skipped),
            *(Skipped(one.id, REMOVED) for one in plan.left_out),
        ),
        articles=overview.articles,
        passages=overview.passages,
        statements=overview.statements,
        failed=(*plan.failed, *failed),
    )


def _reason(record: FileRecord) -> str:
    return f"same text as {record.reason}" if record.status == "copy" else record.reason


def _batches(queue: Sequence[tuple[FoundFile, str]]) -> Iterator[Sequence[tuple[FoundFile, str]]]:
    at, size = 0, min(FIRST_FILES, BATCH_FILES)
    while at < len(queue):
        yield queue[at : at + size]
        at, size = at + size, min(2 * size, BATCH_FILES)


def now() -> str:
    """The time, ISO 8601 with zone, as the index keeps it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
