"""The page: its rooms side by side under one masthead."""

from __future__ import annotations

import gradio as gr

from rag.newsroom import Newsroom
from rag.ui import render
from rag.ui.articles_room import articles_room
from rag.ui.ask_room import ask_room
from rag.ui.desk import Desk
from rag.ui.history import History
from rag.ui.line import Line
from rag.ui.ready import Models
from rag.ui.statements_room import statements_room


def build(newsroom: Newsroom, models: Models | None = None) -> gr.Blocks:
    """The desk for one newsroom. It is served by ``rag.ui.serve``, which gives it its look.

    ``models`` are given by who loads them beforehand; otherwise the first question does.
    """
    desk = Desk(newsroom, Line(), models or Models(newsroom), History(newsroom.store.directory))
    with gr.Blocks(title="On Record", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(lambda: render.masthead(newsroom.overview()), elem_id="masthead", apply_default_css=False)
        with gr.Tabs(elem_id="rooms"):
            with gr.Tab("Ask", id="ask"):
                ask_room(desk, page)
            with gr.Tab("Articles", id="articles"):
                articles_room(desk, page)
            with gr.Tab("Statements", id="statements"):
                statements_room(desk, page)
    return page  # type: ignore[no-any-return]
