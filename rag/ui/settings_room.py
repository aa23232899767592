"""The room that tells what the desk runs on, tries the model out, and hands out what readers rated."""

from __future__ import annotations

import logging
import time
from typing import Any

import gradio as gr

from rag.errors import OnRecordError
from rag.ui import export, render
from rag.ui.about import facts
from rag.ui.desk import QUIET, SAVE, Desk, panel

log = logging.getLogger(__name__)


def settings_room(desk: Desk, page: gr.Blocks) -> None:
    """Build the room inside the block that is open, for ``page``."""
    with gr.Column(elem_id="settings"):
        about = panel("", "facts")
        with gr.Row(elem_id="settings-actions"):
            trial = gr.Button("Test the model", elem_id="trial", scale=0)
            ratings = gr.Button("Export ratings", elem_id="ratings", scale=0)
        result = panel("", "trial-result")
        outbox = gr.JSON(visible="hidden")

    def show() -> str:
        return render.facts(facts(desk.newsroom))

    def test_model() -> tuple[str, str]:
        began = time.perf_counter()
        try:
            desk.models.load()
            model = desk.newsroom.parts.generator.model
        except OnRecordError as error:
            return render.notice(error.message), show()
        except Exception as error:
            log.exception("the models could not be loaded")
            return render.notice(f"This should not have happened: {type(error).__name__}: {error}"), show()
        took = time.perf_counter() - began
        return render.notice(f"{model} is loaded and ready ({took:.1f} s)."), show()

    def export_ratings() -> dict[str, Any]:
        return {"name": "on-record-ratings.jsonl", "text": export.ratings(desk.history.feedback())}

    trial.click(test_model, None, [result, about], show_progress="hidden", api_visibility="private")
    ratings.click(export_ratings, None, [outbox], **QUIET).then(None, [outbox], None, js=SAVE, **QUIET)
    page.load(show, None, [about], **QUIET)
