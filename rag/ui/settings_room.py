"""The room that tells what the desk runs on, changes how it answers, and hands out what readers rated."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import gradio as gr

from rag.errors import BadInput, OnRecordError
from rag.models import DEFAULT_READER, Model, find, is_hub_id, known
from rag.models.listed import choice, listed
from rag.ui import export, render
from rag.ui.about import facts
from rag.ui.changing import (
    FEWEST_TOKENS,
    MOST_TOKENS,
    Choice,
    Trial,
    choice_of,
    require_may_change,
    tried,
    use,
)
from rag.ui.desk import QUIET, SAVE, Desk, panel, said
from rag.ui.getting import Going

KINDS = {
    "The default model": "default",
    "A model of the list": "listed",
    "A GGUF file": "file",
    "A hub repository": "hub",
    "A URL": "url",
}
_WHERE = {
    "default": "",
    "listed": "Name of the model, as the list has it",
    "file": "Path of the GGUF file on the machine that the desk runs on",
    "hub": "Repository, as owner/name or owner/name:file.gguf; it is fetched once",
    "url": "Address of an OpenAI-compatible server, up to and with /v1; questions go there",
}

_USED = "It answers from the next question on, for everybody at this desk."

log = logging.getLogger(__name__)


def settings_room(desk: Desk, page: gr.Blocks) -> None:
    """Build the room inside the block that is open, for ``page``."""
    may = desk.may_change
    with gr.Row(elem_id="settings", equal_height=False):
        with gr.Column(scale=6, elem_id="about-column"):
            about = panel("", "facts")
            catalogue = panel("", "models")
            ratings = gr.Button("Export ratings", elem_id="ratings", scale=0)
            outbox = gr.JSON(visible="hidden")
        with gr.Column(scale=5, elem_id="change-column"):
            panel(render.change_heading(may), "change-heading")
            kind = gr.Radio(
                list(KINDS.items()), label="Answering model", elem_id="model-kind", interactive=may
            )
            where = gr.Textbox(label="Where", elem_id="model-where", visible=False, interactive=may)
            name = gr.Textbox(
                label="The model's name there (may be left empty)",
                elem_id="model-name",
                visible=False,
                interactive=may,
            )
            evidence = gr.Number(
                label="Evidence, in tokens",
                info=f"How much of the articles is read for an answer, {FEWEST_TOKENS} to {MOST_TOKENS:,}.",
                step=50,
                precision=0,
                elem_id="evidence",
                interactive=may,
            )
            strictness = gr.Number(
                label="Strictness",
                info="From 0 to 1; 0.5 is as calibrated. Higher declines more often.",
                step=0.05,
                elem_id="strictness",
                interactive=may,
            )
            with gr.Row(elem_id="settings-actions"):
                trial = gr.Button("Test the model", elem_id="trial", scale=0, interactive=may)
                keep = gr.Button(
                    "Use these settings", elem_id="use", variant="primary", scale=0, interactive=may
                )
            result = panel("", "trial-result")
            fetched = panel("", "model-progress")

    def shelf() -> str:
        return render.models(listed(desk.newsroom.settings), desk.fetches.going(), may=may)

    def show() -> dict[Any, Any]:
        now = choice_of(desk.newsroom.settings)
        chosen = _kind(now.model)
        return {
            about: render.facts(facts(desk.newsroom)),
            catalogue: shelf(),
            kind: chosen,
            where: gr.update(value=now.model, visible=bool(now.model), label=_WHERE[chosen] or "Where"),
            name: gr.update(value=now.model_name, visible=chosen == "url"),
            evidence: now.evidence_tokens,
            strictness: now.strictness,
        }

    def ask_where(chosen: str) -> tuple[Any, Any]:
        return (
            gr.update(visible=chosen != "default", label=_WHERE.get(chosen) or "Where"),
            gr.update(visible=chosen == "url"),
        )

    def doing(
        act: Callable[[Desk, Choice], Trial], done: str, wanted: Callable[[], Choice]
    ) -> Iterator[dict[Any, Any]]:
        yield {result: render.notice("Loading the model and asking it a question.")}
        try:
            told = act(desk, wanted())
        except OnRecordError as error:
            yield {result: render.notice(error.message)}
        except Exception as error:
            log.exception("the model could not be tried")
            yield {result: render.notice(f"This should not have happened: {type(error).__name__}: {error}")}
        else:
            yield {result: render.trial(told, done)}
        yield {about: render.facts(facts(desk.newsroom)), catalogue: shelf()}

    def obtain(event: gr.EventData) -> Iterator[dict[Any, Any]]:
        try:
            require_may_change(desk)
            yield from follow(find(said(event, "model")))
        except OnRecordError as error:
            yield {fetched: render.notice(error.message)}

    def follow(model: Model) -> Iterator[dict[Any, Any]]:
        """The list changes at both ends only, so that the button in it stays where it is clicked."""
        for n, stage in enumerate(desk.fetches.getting(model)):
            shown = {fetched: render.getting(stage)}
            yield {catalogue: shelf(), **shown} if not n or not isinstance(stage, Going) else shown

    def follow_any() -> Iterator[dict[Any, Any]]:
        for name in desk.fetches.going():
            yield from follow(find(name))

    def halt(event: gr.EventData) -> None:
        if may:
            desk.fetches.stop(said(event, "model"))

    def switch(event: gr.EventData) -> Iterator[dict[Any, Any]]:
        def wanted() -> Choice:
            name = choice(find(said(event, "model")).name)[0]
            now = choice_of(desk.newsroom.settings)
            model = "" if name == DEFAULT_READER.name else name
            return dataclasses.replace(now, model=model, model_name="")

        yield from doing(use, _USED, wanted)
        yield show()

    def test(*values: Any) -> Iterator[dict[Any, Any]]:
        yield from doing(tried, "It works.", partial(_choice, *values))

    def change(*values: Any) -> Iterator[dict[Any, Any]]:
        yield from doing(use, _USED, partial(_choice, *values))

    def export_ratings() -> dict[str, Any]:
        return {"name": "on-record-ratings.jsonl", "text": export.ratings(desk.history.feedback())}

    form = [kind, where, name, evidence, strictness]
    trying: dict[str, Any] = {
        "show_progress": "hidden",
        "concurrency_id": "settings",
        "concurrency_limit": 1,
        "trigger_mode": "once",
        "api_visibility": "private",
    }
    # A fetch takes minutes; what else is done in this room does not wait for it.
    fetching = {**trying, "concurrency_id": "fetching", "concurrency_limit": 8}
    kind.input(ask_where, [kind], [where, name], **QUIET)
    if may:
        trial.click(test, form, [result, about, catalogue], **trying)
        keep.click(change, form, [result, about, catalogue], **trying)
        catalogue.obtain(obtain, None, [catalogue, fetched], **fetching)
        catalogue.halt(halt, None, None, **QUIET)
        catalogue.switch(switch, None, [result, about, catalogue, *form], **trying)
        page.load(follow_any, None, [catalogue, fetched], **fetching)
    ratings.click(export_ratings, None, [outbox], **QUIET).then(None, [outbox], None, js=SAVE, **QUIET)
    page.load(show, None, [about, catalogue, *form], **QUIET)


def _kind(model: str) -> str:
    if not model:
        return "default"
    if known(model) is not None:
        return "listed"
    if model.startswith(("http://", "https://")):
        return "url"
    return "hub" if is_hub_id(model) else "file"


def _choice(kind: str, where: str, name: str, evidence: float | None, strictness: float | None) -> Choice:
    """What the form says. Raises BadInput where it does not fit together."""
    model = "" if kind == "default" else (where or "").strip()
    if kind != "default" and not model:
        raise BadInput("Say which: the path, the repository or the URL of the model.")
    if kind == "listed":
        model = choice(find(model).name)[0]
    if kind == "url" and not model.startswith(("http://", "https://")):
        raise BadInput(f"“{model}” is not a URL. It begins with https:// or http://.")
    if kind == "hub" and not is_hub_id(model):
        raise BadInput(f"“{model}” is not the id of a repository: owner/name or owner/name:file.gguf.")
    if evidence is None or strictness is None:
        raise BadInput("Fill in both numbers, evidence and strictness.")
    return Choice(model, name if kind == "url" else "", int(evidence), float(strictness))
