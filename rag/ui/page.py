"""The page: which components stand where, and which function answers which event."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import OnRecordError
from rag.newsroom import Newsroom
from rag.types import Citation
from rag.ui import render
from rag.ui.ask import ask
from rag.ui.examples import examples
from rag.ui.line import Line
from rag.ui.reader import open_at
from rag.ui.turn import Conversation, Turn, new_conversation, new_turn

_WIRE = (Path(__file__).parent / "wire.js").read_text(encoding="utf-8")
#: Questions answered or waiting at once, over all visitors.
WAITING = 20


def build(newsroom: Newsroom) -> gr.Blocks:
    """The desk for one newsroom. It is served by ``rag.ui.serve``, which gives it its look."""
    line = Line()

    def html(value: str, elem_id: str) -> Any:
        return gr.HTML(value, elem_id=elem_id, js_on_load=_WIRE, apply_default_css=False)

    def put(question: str, conversation: Conversation, request: gr.Request) -> Iterator[dict[Any, Any]]:
        if not question.strip():
            yield {question_box: gr.skip()}
            return
        asked, session = new_turn(question), str(request.session_hash)
        yield {question_box: "", ask_button: gr.update(visible=False), stop_button: gr.update(visible=True)}
        for turn in ask(newsroom, line, session, asked, conversation):
            now = conversation.with_turn(turn)
            shown: dict[Any, Any] = {thread: render.thread(now), state: now}
            if not turn.draft:
                shown[passages] = render.sources(turn)
            if turn is asked:
                shown[reader] = ""
            yield shown
        yield {ask_button: gr.update(visible=True), stop_button: gr.update(visible=False)}

    def stop(request: gr.Request) -> None:
        line.stop(str(request.session_hash))

    def open_citation(event: gr.EventData, conversation: Conversation) -> str:
        turn = conversation.turn(str(event._data.get("turn", "")))
        return _opened(newsroom, turn, _citation(turn, event._data))

    def greet() -> str:
        return render.welcome(newsroom.overview(), examples(newsroom.store))

    with gr.Blocks(title="On Record", analytics_enabled=False, fill_width=True) as page:
        state = gr.State(new_conversation)
        gr.HTML(lambda: render.masthead(newsroom.overview()), elem_id="masthead", apply_default_css=False)
        with gr.Row(elem_id="desk", equal_height=False):
            with gr.Column(scale=6, elem_id="chat"):
                thread = html("", "thread")
                with gr.Row(elem_id="composer"):
                    question_box = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        show_label=False,
                        placeholder="Ask what the articles say",
                        lines=1,
                        max_lines=6,
                        max_length=2000,
                        autofocus=True,
                        container=False,
                        scale=1,
                    )
                    ask_button = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
                    stop_button = gr.Button("Stop", elem_id="stop", scale=0, min_width=88, visible=False)
            with gr.Column(scale=5, elem_id="pane"):
                passages = html(render.sources(None), "sources")
                reader = html("", "reader")

        shown = [question_box, thread, passages, reader, state, ask_button, stop_button]
        asking: dict[str, Any] = {
            "outputs": shown,
            "show_progress": "hidden",
            "concurrency_limit": WAITING,
            "concurrency_id": "ask",
            "trigger_mode": "once",
            "api_visibility": "private",
        }
        quiet: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        gr.on([question_box.submit, ask_button.click], put, [question_box, state], **asking)

        def put_example(
            event: gr.EventData, conversation: Conversation, request: gr.Request
        ) -> Iterator[dict[Any, Any]]:
            yield from put(str(event._data.get("question", "")), conversation, request)

        thread.example(put_example, [state], **asking)
        stop_button.click(stop, **quiet)
        for part in (thread, passages, reader):
            for event in ("cite", "nearest", "passage"):
                getattr(part, event)(open_citation, [state], [reader], **quiet)
        reader.close(lambda: "", None, [reader], **quiet)
        page.load(
            lambda: render.welcome(newsroom.overview(), examples(newsroom.store)), None, [thread], **quiet
        )
        page.unload(stop)
    return page  # type: ignore[no-any-return]


def _citation(turn: Turn | None, data: dict[str, Any]) -> Citation | None:
    """What was clicked: a citation of the turn's answer, a nearest passage, or a passage found."""
    if turn is None:
        return None
    number = str(data.get("n", ""))
    if data.get("act") == "cite":
        return next((c for c in turn.citations if str(c.n) == number), None)
    if data.get("act") == "nearest" and turn.answer is not None:
        return next((c for c in turn.answer.nearest if str(c.n) == number), None)
    place = (data.get("article"), str(data.get("start")), str(data.get("end")))
    return next(
        (
            Citation(0, p.article, p.title, p.source, p.published, "", p.text, p.start, p.end)
            for p in turn.retrieved
            if place == (p.article, str(p.start), str(p.end))
        ),
        None,
    )


def _opened(newsroom: Newsroom, turn: Turn | None, wanted: Citation | None) -> str:
    if turn is None or wanted is None:
        return render.notice("This passage belongs to an answer that is no longer on the page.")
    try:
        article = newsroom.article(wanted.article)
    except OnRecordError as error:
        return render.notice(error.message)
    return render.reader(open_at(article, wanted, turn.citations), turn, wanted)
