"""The look: fonts of the reader's own system, colours in desk.css. Nothing is fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

HERE = Path(__file__).parent
CSS = HERE / "desk.css"
SCRIPT = HERE / "desk.js"

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "Liberation Mono", "monospace")


def theme() -> gr.themes.Base:
    """A Gradio theme with system fonts; its default one loads fonts from the web."""
    return gr.themes.Base(font=list(SANS), font_mono=list(MONO)).set(
        body_background_fill="var(--paper)",
        body_background_fill_dark="var(--paper)",
        body_text_color="var(--ink)",
        body_text_color_dark="var(--ink)",
        body_text_color_subdued="var(--muted)",
        body_text_color_subdued_dark="var(--muted)",
        background_fill_primary="var(--card)",
        background_fill_primary_dark="var(--card)",
        background_fill_secondary="var(--paper)",
        background_fill_secondary_dark="var(--paper)",
        border_color_primary="var(--rule)",
        border_color_primary_dark="var(--rule)",
        block_background_fill="var(--card)",
        block_background_fill_dark="var(--card)",
        block_border_color="var(--rule)",
        block_border_color_dark="var(--rule)",
        block_label_text_color="var(--muted)",
        block_label_text_color_dark="var(--muted)",
        block_title_text_color="var(--ink)",
        block_title_text_color_dark="var(--ink)",
        block_shadow="none",
        input_background_fill="var(--card)",
        input_background_fill_dark="var(--card)",
        input_border_color="var(--rule)",
        input_border_color_dark="var(--rule)",
        input_border_color_focus="var(--accent)",
        input_border_color_focus_dark="var(--accent)",
        input_placeholder_color="var(--muted)",
        input_placeholder_color_dark="var(--muted)",
        button_primary_background_fill="var(--accent)",
        button_primary_background_fill_dark="var(--accent)",
        button_primary_background_fill_hover="var(--accent-strong)",
        button_primary_background_fill_hover_dark="var(--accent-strong)",
        button_primary_text_color="var(--on-accent)",
        button_primary_text_color_dark="var(--on-accent)",
        button_secondary_background_fill="var(--card)",
        button_secondary_background_fill_dark="var(--card)",
        button_secondary_background_fill_hover="var(--hover)",
        button_secondary_background_fill_hover_dark="var(--hover)",
        button_secondary_text_color="var(--ink)",
        button_secondary_text_color_dark="var(--ink)",
        button_secondary_border_color="var(--rule)",
        button_secondary_border_color_dark="var(--rule)",
        color_accent="var(--accent)",
        color_accent_soft="var(--hover)",
        color_accent_soft_dark="var(--hover)",
    )
