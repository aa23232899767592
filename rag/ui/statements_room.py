"""The room where statements are looked through: who said what, on what, and when."""

from __future__ import annotations

import gradio as gr

from rag.browse import find_statements
from rag.errors import OnRecordError
from rag.statements.speakers import speakers_of
from rag.types import Citation
from rag.ui import render
from rag.ui.desk import QUIET, Desk, panel, said
from rag.ui.reader import open_at

#: Speakers and statements shown at once; the search fields lead to the others.
SPEAKERS = 40
STATEMENTS = 100


def statements_room(desk: Desk, page: gr.Blocks) -> None:
    """Build the room inside the block that is open, for ``page``."""
    store = desk.newsroom.store

    with gr.Row(elem_id="statements", equal_height=False):
        with gr.Column(scale=3, elem_id="speaker-column"):
            who = gr.Textbox(
                label="Speaker",
                show_label=False,
                placeholder="Find a speaker",
                elem_id="who",
                container=False,
            )
            speakers = panel("", "speakers")
        with gr.Column(scale=8, elem_id="timeline-column"):
            with gr.Row(elem_id="about-row"):
                about = gr.Textbox(
                    label="Topic",
                    show_label=False,
                    placeholder="On what? (a topic, or nothing for everything)",
                    elem_id="about",
                    container=False,
                    scale=3,
                )
                order = gr.Radio(
                    ["Newest first", "Most relevant first"],
                    value="Newest first",
                    label="Order",
                    show_label=False,
                    container=False,
                    elem_id="order",
                    scale=2,
                )
            timeline = panel("", "timeline")
            opened = panel("", "said-in")
    chosen = gr.State("")

    def list_speakers(name: str, speaker: str) -> str:
        known = speakers_of(store.speakers())
        wanted = [s for s in known if name.strip().lower() in " ".join((s.name, *s.names, *s.roles)).lower()]
        return render.speakers(wanted[:SPEAKERS], len(wanted), speaker)

    def list_statements(speaker: str, topic: str, ordered: str) -> str:
        if not speaker and not topic.strip():
            return render.notice("Choose a speaker, or write what the statements should be about.")
        try:
            found = find_statements(
                store,
                desk.newsroom.encoder,
                speaker=speaker,
                about=topic.strip(),
                newest_first=ordered == "Newest first",
            )
        except OnRecordError as error:
            return render.notice(error.message)
        return render.statements(found[:STATEMENTS], len(found), speaker, topic.strip())

    def choose(
        event: gr.EventData, before: str, name: str, topic: str, ordered: str
    ) -> tuple[str, str, str, str]:
        speaker = said(event, "speaker")
        now = "" if speaker == before else speaker
        return now, list_speakers(name, now), list_statements(now, topic, ordered), ""

    def read(event: gr.EventData) -> str:
        start, end = said(event, "start"), said(event, "end")
        try:
            article = desk.newsroom.article(said(event, "article"))
        except OnRecordError as error:
            return render.notice(error.message)
        if not (start.isdecimal() and end.isdecimal()):
            return render.notice("This statement has no place in the article.")
        quote = article.text[int(start) : int(end)]
        wanted = Citation(
            0, article.id, article.title, article.source, article.published, "", quote, int(start), int(end)
        )
        return render.reader(open_at(article, wanted), None, wanted)

    gr.on([who.change, who.submit], list_speakers, [who, chosen], [speakers], **QUIET)
    speakers.speaker(choose, [chosen, who, about, order], [chosen, speakers, timeline, opened], **QUIET)
    gr.on([about.submit, order.change], list_statements, [chosen, about, order], [timeline], **QUIET)
    timeline.read(read, None, [opened], **QUIET)
    opened.close(lambda: "", None, [opened], **QUIET)

    def begin() -> tuple[str, str]:
        return list_speakers("", ""), list_statements("", "", "Newest first")

    page.load(begin, None, [speakers, timeline], **QUIET)
