"""What every room of the desk works with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from rag.fetch import get
from rag.newsroom import Newsroom
from rag.ui.fetching import OpenPage
from rag.ui.getting import Fetches
from rag.ui.history import History
from rag.ui.line import Line
from rag.ui.ready import Models

_WIRE = (Path(__file__).parent / "wire.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Desk:
    """``open_page`` fetches from the web; ``may_change`` tells whether visitors may change the settings.
    ``fetches`` are those of models.
    """

    line: Line
    models: Models
    history: History
    open_page: OpenPage = get
    may_change: bool = True
    fetches: Fetches = field(default_factory=Fetches)

    @property
    def newsroom(self) -> Newsroom:
        """The index under the settings of this moment."""
        return self.models.newsroom


#: Characters of the longest question that is answered.
LONGEST_QUESTION = 2000

#: For events that only show something: no place in Gradio's queue, no veil over what they change.
QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}

#: JavaScript that saves what the program gave as a file: {name, text}.
SAVE = "(file) => window.onRecord.save(file)"


def panel(value: Any, elem_id: str) -> Any:
    """A part of the page that is rendered by a template; see wire.js for its events."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=_WIRE, apply_default_css=False)


def said(event: gr.EventData, key: str) -> str:
    """What a click carried under ``key``; it comes from a browser and may be anything."""
    value = event._data.get(key) if isinstance(event._data, dict) else None
    return value if isinstance(value, str) else ""
