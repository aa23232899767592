"""The catalogue as it stands on this machine, for the command line and the page; and choosing from it."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path

from rag.errors import BadInput
from rag.models.catalogue import (
    DEFAULT_ENCODER,
    DEFAULT_READER,
    MODELS,
    Model,
    Role,
    encoder_of,
    find,
    known,
    reader_of,
)
from rag.models.stored import gguf_file, in_use, is_present, place, size_of
from rag.settings import Settings, load_settings
from rag.settings_file import keep_settings


@dataclass(frozen=True, slots=True)
class Listed:
    """A model and how it stands here. ``size`` is in bytes, None where it is not known."""

    name: str
    aliases: tuple[str, ...]
    role: Role
    title: str
    licence: str
    size: int | None
    present: bool
    in_use: bool
    default: bool
    measured: bool
    fetched: bool
    path: str

    @property
    def size_text(self) -> str:
        return "size not known" if self.size is None else megabytes(self.size)


@dataclass(frozen=True, slots=True)
class Listing:
    """``answer_model`` is what settings name: empty for the default, and not always one of the models."""

    models: tuple[Listed, ...]
    answer_model: str


def listed(settings: Settings) -> tuple[Listed, ...]:
    """Every model of the catalogue, in its order."""
    return tuple(_listed(model, settings) for model in MODELS)


def _listed(model: Model, settings: Settings) -> Listed:
    present = is_present(model)
    return Listed(
        name=model.name,
        aliases=model.aliases,
        role=model.role,
        title=model.title,
        licence=model.licence,
        size=size_of(model),
        present=present,
        in_use=in_use(model, settings.answer.model, settings.index.encoder),
        default=model in (DEFAULT_READER, DEFAULT_ENCODER),
        measured=model.measured,
        fetched=not model.installed,
        path=str(place(model)) if present and not model.installed else "",
    )


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"


def listing_text(listing: Listing) -> str:
    """A line for each model, in columns, and what is in use where it is none of them."""
    rows = [("name", "role", "size", "licence", "here", "in use", "measured")]
    rows += [
        (
            one.name,
            one.role,
            "not known" if one.size is None else one.size_text,
            one.licence,
            "yes" if one.present else "no",
            "yes" if one.in_use else "no",
            "measured" if one.measured else "not measured",
        )
        for one in listing.models
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if listing.answer_model and known(listing.answer_model) is None:
        lines.append(f"Answers are made with {listing.answer_model}, which is not in this list.")
    return "\n".join(lines)


def asked_for(settings: Settings) -> list[Model]:
    """The encoder and the reader that settings ask for, those of them that are of the catalogue."""
    asked = (encoder_of(settings.index.encoder), reader_of(settings.answer.model))
    return [model for model in asked if model is not None]


def choice(named: str) -> tuple[str, Model | None]:
    """What ``[answer] model`` becomes: a name of the catalogue with its model, or the whole path of a file.

    Raises BadInput for a name that is not there or cannot be used, ModelRefused for a file that is no GGUF
    file.
    """
    model = known(named)
    if model is None and (os.sep in named or named.lower().endswith(".gguf")):
        # Settings may be read from another directory than this one.
        return str(gguf_file(Path(named).expanduser()).resolve()), None
    model = model or find(named)
    if model.role != "reader":
        raise BadInput(
            f"{model.name} is an encoder. Only models that answer can be chosen with this; an encoder is "
            "named under [index] encoder in onrecord.toml, and the index is then built anew."
        )
    return model.name, model


def kept_choice(chosen: str) -> Path:
    """Write ``[answer] model`` to the settings file; the file. Raises BadInput as ``keep_settings`` does."""
    before = load_settings()
    answer = dataclasses.replace(before.answer, model=chosen)
    return keep_settings(before, dataclasses.replace(before, answer=answer))
