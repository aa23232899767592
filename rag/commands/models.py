"""Commands for the models: which there are, getting, choosing and removing them."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

import click

from rag.commands.shared import json_option
from rag.printed import as_json_text

if TYPE_CHECKING:
    from rag.models import Model
    from rag.models.fetching import Progress, Step


@click.group()
def model() -> None:
    """List, get, choose and remove the models that On Record answers with.

    \b
    Examples:
      onrecord model list
      onrecord model get qwen-0.5b
      onrecord model use qwen-0.5b
    """


@model.command("list")
@json_option
def list_models(as_json: bool) -> None:
    """List the models of the catalogue: what for, how large, under which terms, and whether they are here.

    \b
    Example:
      onrecord model list
    """
    from rag.models.listed import Listing, listed, listing_text
    from rag.settings import load_settings

    settings = load_settings()
    shown = Listing(listed(settings), settings.answer.model)
    click.echo(as_json_text(shown) if as_json else listing_text(shown))


@dataclasses.dataclass(frozen=True, slots=True)
class _Got:
    name: str
    path: str
    licence: str
    fetched: bool
    terms: str


@dataclasses.dataclass(frozen=True, slots=True)
class _AllGot:
    models: tuple[_Got, ...]


@model.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@json_option
def get(names: tuple[str, ...], as_json: bool) -> None:
    """Fetch the models NAME, or the one that settings ask for, unless they are here already.

    Press Ctrl+C to stop; the same command goes on from there.

    \b
    Examples:
      onrecord model get
      onrecord model get qwen-0.5b gemma-270m
    """
    from rag.models import find
    from rag.models.listed import asked_for
    from rag.settings import load_settings

    wanted = [find(name) for name in names] if names else asked_for(load_settings())
    got = [_got(one) for one in wanted]
    if as_json:
        click.echo(as_json_text(_AllGot(tuple(got))))
        return
    if not got:
        click.echo("Settings name a model that is not of the catalogue; there is nothing to fetch.")
    for one in got:
        click.echo(f"{one.name} {'is now' if one.fetched else 'is'} here: {one.path} ({one.licence})")
        if one.terms and one.fetched:
            click.echo(f"By using it you accept its terms, which are in {one.terms}")


def _got(model: Model) -> _Got:
    from rag.models.fetching import fetch
    from rag.models.stored import encoder_dir, is_present, terms_place

    if model.installed:
        return _Got(model.name, str(encoder_dir(model)), model.licence, fetched=False, terms="")
    before = is_present(model)
    with _Bar(model.name) as tell:
        path = fetch(model, tell)
    if model.role == "encoder":
        encoder_dir(model)  # written out now, and not when the first question waits for it
    terms = terms_place(model)
    kept = str(terms) if terms is not None and terms.exists() else ""
    return _Got(model.name, str(path), model.licence, not before, kept)


@dataclasses.dataclass(frozen=True, slots=True)
class _Used:
    model: str
    settings: str
    present: bool


@model.command()
@click.argument("named", metavar="NAME|FILE")
@json_option
def use(named: str, as_json: bool) -> None:
    """Answer with the model NAME, or with the GGUF file FILE, from the next start on.

    This is written to the settings file: onrecord.toml, or the one that ONRECORD_CONFIG names.

    \b
    Examples:
      onrecord model use qwen-0.5b
      onrecord model use ~/models/chat.gguf
    """
    from rag.models.listed import choice, kept_choice
    from rag.models.stored import is_present

    chosen, model = choice(named)
    file = kept_choice(chosen)
    used = _Used(chosen, str(file), model is None or is_present(model))
    if as_json:
        click.echo(as_json_text(used))
        return
    click.echo(f"Answers are made with {chosen} from now on; this is kept in {file}.")
    if not used.present:
        click.echo(f"It still has to be fetched: onrecord model get {chosen}")


@dataclasses.dataclass(frozen=True, slots=True)
class _Removed:
    name: str
    freed: int
    was_in_use: bool


@model.command()
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    """Delete the model NAME from this machine, with what was fetched of it.

    \b
    Example:
      onrecord model remove qwen-0.5b
    """
    from rag.models import find
    from rag.models.stored import in_use
    from rag.models.stored import remove as take_away
    from rag.settings import load_settings

    settings = load_settings()
    model = find(name)
    freed = take_away(model)
    was = in_use(model, settings.answer.model, settings.index.encoder)
    if as_json:
        click.echo(as_json_text(_Removed(model.name, freed, was)))
        return
    click.echo(f"{model.name} is removed; that freed {freed / 1_000_000:,.0f} MB.")
    if was:
        which = "The model in use" if settings.answer.model else "The default model"
        click.echo(
            f"{which} falls away with it: nothing answers until it is fetched again (onrecord model get "
            f"{model.name}) or another is chosen (onrecord model use NAME)."
        )


class _Bar:
    """Progress in bytes on stderr, shown once there is any: a model that is here shows none."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar: object = None

    def __enter__(self) -> Progress:
        return self._tell

    def __exit__(self, *_: object) -> None:
        from tqdm import tqdm

        if isinstance(self._bar, tqdm):
            self._bar.close()

    def _tell(self, step: Step, /) -> None:
        from tqdm import tqdm

        if not isinstance(self._bar, tqdm):
            self._bar = tqdm(unit="B", unit_scale=True, file=sys.stderr, mininterval=0.5)
        doing = "waiting for another process" if step.stage == "waiting" else step.stage
        self._bar.set_description(f"{self._name}: {doing}", refresh=False)
        if step.stage == "joining" and self._bar.n > step.done:
            self._bar.reset()
        self._bar.total = step.total or None
        self._bar.update(step.done - self._bar.n)
