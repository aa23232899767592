"""``onrecord index --watch``: the index follows its files until it is told to stop."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType

from rag.build import Report
from rag.errors import BadInput, OnRecordError
from rag.ingest import Root
from rag.store import Store

#: Milliseconds. An update begins when nothing has changed for the first time, so that files are whole;
#: changes that never pause are waited for no longer than the second.
_QUIET, _LONGEST_WAIT = 500, 5_000
#: How often, in milliseconds, the watcher tells that nothing has changed.
_LOOKS = 250


def watch(
    directory: Path, first: Callable[[], Report], again: Callable[[], Report], say: Callable[[Report], None]
) -> None:
    """Update the index in ``directory`` with ``first``, then with ``again`` whenever a file of its places
    changes.

    ``say`` is told what was done. Returns at an interrupt (Ctrl-C) or SIGTERM; what an update had not yet
    stored at that moment is left to the next. An update that cannot be done (too many files are gone,
    another writer) is said on stderr, and tried again with the next change. Raises what ``first`` raises,
    and BadInput where the index has no files or folders.
    """
    try:
        with _stopped_by_sigterm():
            say(first())
            places = _places(directory)
            named = ", ".join(root.given for root in places)
            for number, changed in enumerate(_changes(directory, [root.path for root in places])):
                _update(again, say if changed else partial(_say_what_was_done, say))
                if number == 0:
                    _tell(f"Watching {named}. Ctrl-C stops.")
    except KeyboardInterrupt:
        _tell("Stopped watching.")


def _places(directory: Path) -> list[Root]:
    store = Store.open(directory)
    roots = (Root(Path(path), given) for path, given in store.roots().items())
    places = [root for root in roots if not root.on_the_web]
    store.close()
    if not places:
        raise BadInput(
            "--watch: the index has no files or folders to watch. Name some: onrecord index PATH --watch"
        )
    return places


def _changes(directory: Path, paths: Sequence[Path]) -> Iterator[bool]:
    """Yield True whenever something changed at ``paths``, the index itself excepted, and False when
    watching has begun (again): what changed until then was seen by nobody.
    """
    import watchfiles

    index = directory.absolute()
    files = {str(path) for path in paths if path.is_file()}
    within = tuple(f"{path}/" for path in paths if path.is_relative_to(index))

    def counts(_: watchfiles.Change, changed: str) -> bool:
        return not Path(changed).is_relative_to(index) or changed.startswith(within)

    while there := [path for path in paths if path.exists()]:
        found = watchfiles.watch(
            *there,
            watch_filter=counts,
            step=_QUIET,
            debounce=_LONGEST_WAIT,
            rust_timeout=_LOOKS,
            yield_on_timeout=True,
        )
        next(found)
        yield False
        for changes in found:
            if not changes:
                continue
            yield True
            # Most editors put a new file in the place of the old one: that is the one to watch from now on.
            if not files.isdisjoint(path for _, path in changes):
                break
    raise BadInput("--watch: nothing is left of what was watched. Check that the folder is where it was.")


def _say_what_was_done(say: Callable[[Report], None], report: Report) -> None:
    if report.added or report.changed or report.removed:
        say(report)


def _update(again: Callable[[], Report], say: Callable[[Report], None]) -> None:
    try:
        say(again())
    except OnRecordError as error:
        _tell(f"onrecord: {error.message}")
    except sqlite3.OperationalError as error:
        # A full disk or a locked database: what is stored is kept, and there is another time.
        _tell(f"onrecord: not updated: {error}")


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Within, SIGTERM interrupts as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
