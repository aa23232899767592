"""The page: its rooms side by side under one masthead."""

from __future__ import annotations

import gradio as gr

from rag.newsroom import Newsroom
from rag.ui import render
from rag.ui.articles_room import articles_room
from rag.ui.ask_room import ask_room
from rag.ui.desk import QUIET, Desk, panel
from rag.ui.history import History
from rag.ui.line import Line
from rag.ui.programs import programs
from rag.ui.ready import Models
from rag.ui.settings_room import settings_room
from rag.ui.statements_room import statements_room


def build(newsroom: Newsroom) -> gr.Blocks:
    """The desk's page for one newsroom. It is served by ``rag.ui.serve``, which gives it its look."""
    return build_page(open_desk(newsroom))


def open_desk(newsroom: Newsroom) -> Desk:
    """What the rooms of one newsroom's desk share. Raises IndexDamaged if its history cannot be read."""
    return Desk(Line(), Models(newsroom), History(newsroom.store.directory))


def build_page(desk: Desk) -> gr.Blocks:
    def head() -> str:
        return render.masthead(desk.newsroom.overview())

    with gr.Blocks(title="On Record", analytics_enabled=False, fill_width=True) as page:
        masthead = panel("", "masthead")
        with gr.Tabs(elem_id="rooms"):
            with gr.Tab("Ask", id="ask"):
                ask_room(desk, page)
            with gr.Tab("Articles", id="articles"):
                changed = articles_room(desk, page)
            with gr.Tab("Statements", id="statements"):
                statements_room(desk, page)
            with gr.Tab("Settings", id="settings"):
                settings_room(desk, page)
        gr.on([page.load, changed.change], head, None, [masthead], **QUIET)
        programs(desk)
    return page  # type: ignore[no-any-return]
