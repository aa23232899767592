"""The room where questions are asked: conversation on the left, passages and articles on the right."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag.answer import Limits
from rag.errors import OnRecordError
from rag.types import Citation
from rag.ui import export, render
from rag.ui.ask import ask
from rag.ui.desk import LONGEST_QUESTION, QUIET, SAVE, Desk, panel, said
from rag.ui.examples import examples
from rag.ui.history import RATINGS
from rag.ui.reader import open_at
from rag.ui.turn import Conversation, Turn, new_conversation, new_turn, stopped
from rag.ui.visitor import Visitor, visitor

#: Questions answered or waiting at once, over all visitors.
WAITING = 20

_COPY = "(copied) => window.onRecord.copy(copied)"


def ask_room(desk: Desk, page: gr.Blocks) -> None:
    """Build the room inside the block that is open, for ``page``."""
    store = desk.newsroom.store

    # What stands where

    state = gr.State(Conversation(""))
    editing = gr.State("")
    kept = gr.BrowserState(None, storage_key="onrecord", secret=desk.history.secret())
    outbox = gr.JSON(visible="hidden")
    with gr.Row(elem_id="desk", equal_height=False):
        with gr.Column(scale=6, elem_id="chat"):
            bar = panel("", "bar")
            thread = panel("", "thread")
            with gr.Column(elem_id="composer"):
                limits_shown = panel("", "limits")
                with gr.Row(elem_id="asking"):
                    question_box = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        show_label=False,
                        placeholder="Ask what the articles say",
                        lines=1,
                        max_lines=6,
                        max_length=LONGEST_QUESTION,
                        autofocus=True,
                        container=False,
                        scale=1,
                    )
                    ask_button = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
                    stop_button = gr.Button("Stop", elem_id="stop", scale=0, min_width=88, visible=False)
                with gr.Accordion("Limit to outlets or dates", open=False, elem_id="limiting"):
                    outlets = gr.Dropdown(
                        choices=[],
                        multiselect=True,
                        label="Outlets",
                        elem_id="outlets",
                        interactive=True,
                    )
                    with gr.Row():
                        since = gr.DateTime(
                            label="From", include_time=False, type="string", elem_id="since", interactive=True
                        )
                        until = gr.DateTime(
                            label="Until",
                            include_time=False,
                            type="string",
                            elem_id="until",
                            interactive=True,
                        )
        with gr.Column(scale=5, elem_id="pane"):
            passages = panel(render.sources(None), "sources")
            reader = panel("", "reader")

    # What happens

    def owner(browser: Visitor, request: gr.Request) -> str:
        return browser.owner(request.username)

    def thread_of(conversation: Conversation, browser: Visitor, request: gr.Request) -> str:
        if not conversation.turns:
            return render.welcome(desk.newsroom.overview(), examples(store))
        return render.thread(conversation, desk.history.ratings(owner(browser, request)))

    def bar_of(conversation: Conversation, browser: Visitor, request: gr.Request) -> str:
        return render.bar(conversation, desk.history.list(owner(browser, request)))

    def put(
        asked: Turn, conversation: Conversation, limits: Limits, kept_: Any, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        """Ask, and show it as it goes on; the turn takes its place in the conversation by its id."""
        session, browser = str(request.session_hash), visitor(kept_)
        if desk.line.has(session):
            # One at a time: two that begin from the same conversation would lose one another's answer.
            yield {question_box: gr.skip()}
            return
        ratings = desk.history.ratings(owner(browser, request))
        # Kept at once, so that a page that is closed or loaded again meanwhile has not lost the question.
        now = conversation.with_turn(stopped(asked))
        desk.history.save(owner(browser, request), now)
        yield {
            question_box: "",
            editing: "",
            reader: "",
            ask_button: gr.update(visible=False),
            stop_button: gr.update(visible=True),
            kept: _kept(dataclasses.replace(browser, conversation=now.id)),
        }
        turn = asked
        try:
            for turn in ask(desk, session, asked, conversation.before(asked.id), limits):
                now = conversation.with_turn(turn if turn.settled else stopped(turn))
                current = conversation.with_turn(turn)
                shown: dict[Any, Any] = {thread: render.thread(current, ratings), state: current}
                if not turn.draft:
                    shown[passages] = render.sources(turn)
                yield shown
        finally:
            desk.history.renew(owner(browser, request), now)
        # What is given last is shown once more at the end: of an answer that was left, nothing.
        yield {bar: bar_of(now, browser, request)} if turn.settled else {question_box: gr.skip()}

    def ready(request: gr.Request) -> dict[Any, Any]:
        """Another question can be asked. Said only when the page has taken in that the last one has ended:
        until then it drops what is asked.
        """
        going = desk.line.has(str(request.session_hash))
        return {ask_button: gr.update(visible=not going), stop_button: gr.update(visible=going)}

    def put_typed(
        question: str,
        conversation: Conversation,
        changed: str,
        outlets_: list[str],
        since_: str | None,
        until_: str | None,
        kept_: Any,
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        if not question.strip():
            yield {question_box: ""}
            return
        earlier = conversation.before(changed) if changed else conversation
        yield from put(new_turn(question), earlier, _limits(outlets_, since_, until_), kept_, request)

    def put_example(
        event: gr.EventData,
        conversation: Conversation,
        outlets_: list[str],
        since_: str | None,
        until_: str | None,
        kept_: Any,
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        limits = _limits(outlets_, since_, until_)
        yield from put(new_turn(said(event, "question")), conversation, limits, kept_, request)

    def put_again(
        event: gr.EventData,
        conversation: Conversation,
        outlets_: list[str],
        since_: str | None,
        until_: str | None,
        kept_: Any,
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        turn = conversation.turn(said(event, "turn"))
        if turn is not None:
            again = dataclasses.replace(new_turn(turn.question), id=turn.id)
            yield from put(again, conversation, _limits(outlets_, since_, until_), kept_, request)

    def edit(event: gr.EventData, conversation: Conversation) -> tuple[str, str]:
        turn = conversation.turn(said(event, "turn"))
        return ("", "") if turn is None else (turn.question, turn.id)

    def stop(request: gr.Request) -> None:
        desk.line.stop(str(request.session_hash))

    def leave(request: gr.Request) -> None:
        """What is being answered belongs to a conversation that is not open any more."""
        desk.line.stop(str(request.session_hash), leave=True)

    def open_citation(event: gr.EventData, conversation: Conversation) -> str:
        turn = conversation.turn(said(event, "turn"))
        wanted = _citation(turn, event)
        if turn is None or wanted is None:
            return render.notice("This passage belongs to an answer that is no longer on the page.")
        try:
            article = desk.newsroom.article(wanted.article)
        except OnRecordError as error:
            return render.notice(error.message)
        return render.reader(open_at(article, wanted, turn.citations), turn, wanted)

    def show_sources(event: gr.EventData, conversation: Conversation) -> tuple[str, str]:
        return render.sources(conversation.turn(said(event, "turn"))), ""

    def copied(event: gr.EventData, conversation: Conversation) -> dict[str, str] | None:
        turn = conversation.turn(said(event, "turn"))
        return {"text": export.text(turn)} if turn is not None else None

    def exported(event: gr.EventData, conversation: Conversation) -> dict[str, str] | None:
        ending = said(event, "format")
        if ending not in export.FORMATS:
            return None
        name = f"on-record-{dt.date.today().isoformat()}.{ending}"
        return {"name": name, "text": export.FORMATS[ending](conversation)}

    def rate(event: gr.EventData, conversation: Conversation, kept_: Any, request: gr.Request) -> str:
        browser = visitor(kept_)
        turn, rating = conversation.turn(said(event, "turn")), said(event, "rating")
        if turn is not None and rating in RATINGS:
            when = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            desk.history.rate(owner(browser, request), turn, rating, said(event, "typed")[:1000], when)
        return thread_of(conversation, browser, request)

    def begin(kept_: Any, request: gr.Request) -> dict[Any, Any]:
        """The page as this browser left it."""
        browser = visitor(kept_)
        before = desk.history.load(owner(browser, request), browser.conversation)
        names = [source for source, _ in desk.newsroom.overview().sources if source]
        return {outlets: gr.update(choices=names), **shown_whole(before, browser, request)}

    def shown_whole(
        conversation: Conversation | None, browser: Visitor, request: gr.Request
    ) -> dict[Any, Any]:
        now = conversation or new_conversation()
        return {
            state: now,
            bar: bar_of(now, browser, request),
            thread: thread_of(now, browser, request),
            passages: render.sources(now.turns[-1] if now.turns else None),
            reader: "",
            editing: "",
            kept: _kept(dataclasses.replace(browser, conversation=now.id)),
        }

    def start_new(kept_: Any, request: gr.Request) -> dict[Any, Any]:
        leave(request)
        return shown_whole(None, visitor(kept_), request)

    def recall(event: gr.EventData, kept_: Any, request: gr.Request) -> dict[Any, Any]:
        browser = visitor(kept_)
        leave(request)
        return shown_whole(
            desk.history.load(owner(browser, request), said(event, "conversation")), browser, request
        )

    def rename(event: gr.EventData, conversation: Conversation, kept_: Any, request: gr.Request) -> str:
        browser = visitor(kept_)
        desk.history.rename(owner(browser, request), said(event, "conversation"), said(event, "typed"))
        return bar_of(conversation, browser, request)

    def forget(
        event: gr.EventData, conversation: Conversation, kept_: Any, request: gr.Request
    ) -> dict[Any, Any]:
        browser, gone = visitor(kept_), said(event, "conversation")
        desk.history.forget(owner(browser, request), gone)
        if gone == conversation.id:
            leave(request)
            return shown_whole(None, browser, request)
        return {bar: bar_of(conversation, browser, request)}

    def show_limits(outlets_: list[str], since_: str | None, until_: str | None) -> str:
        return render.limits(_limits(outlets_, since_, until_))

    def unlimit(event: gr.EventData, outlets_: list[str]) -> dict[Any, Any]:
        part = said(event, "part")
        if part in ("since", "until"):
            return {since if part == "since" else until: None}
        return {outlets: [name for name in outlets_ or [] if name != said(event, "value")]}

    # Which event does what

    asking: dict[str, Any] = {
        "outputs": [
            question_box, editing, thread, passages, reader, state, bar, kept, ask_button, stop_button,
        ],
        "show_progress": "hidden",
        "concurrency_limit": WAITING,
        "concurrency_id": "ask",
        "trigger_mode": "once",
        "api_visibility": "private",
    }  # fmt: skip
    whole = [state, bar, thread, passages, reader, editing, kept]
    limited = [outlets, since, until]
    asks = (
        gr.on(
            [question_box.submit, ask_button.click],
            put_typed,
            [question_box, state, editing, *limited, kept],
            **asking,
        ),
        thread.example(put_example, [state, *limited, kept], **asking),
        thread.again(put_again, [state, *limited, kept], **asking),
    )
    for asked in asks:
        asked.then(ready, None, [ask_button, stop_button], **QUIET)
    thread.edit(edit, [state], [question_box, editing], **QUIET)
    thread.copy(copied, [state], [outbox], **QUIET).then(None, [outbox], None, js=_COPY, **QUIET)
    bar.export(exported, [state], [outbox], **QUIET).then(None, [outbox], None, js=SAVE, **QUIET)
    thread.rate(rate, [state, kept], [thread], **QUIET)
    thread.sources(show_sources, [state], [passages, reader], **QUIET)
    stop_button.click(stop, **QUIET)
    for part in (thread, passages, reader):
        for event in ("cite", "passage"):
            getattr(part, event)(open_citation, [state], [reader], **QUIET)
    reader.close(lambda: "", None, [reader], **QUIET)
    bar.new(start_new, [kept], whole, **QUIET)
    bar.recall(recall, [kept], whole, **QUIET)
    bar.rename(rename, [state, kept], [bar], **QUIET)
    bar.forget(forget, [state, kept], whole, **QUIET)
    gr.on([outlets.change, since.change, until.change], show_limits, limited, [limits_shown], **QUIET)
    limits_shown.unlimit(unlimit, [outlets], limited, **QUIET)
    page.load(begin, [kept], [outlets, *whole], **QUIET)
    page.unload(stop)


def _kept(browser: Visitor) -> dict[str, str]:
    return {"browser": browser.browser, "conversation": browser.conversation}


def _limits(outlets: list[str] | None, since: str | None, until: str | None) -> Limits:
    return Limits(since=(since or "")[:10], until=(until or "")[:10], sources=tuple(outlets or ()))


def _citation(turn: Turn | None, event: gr.EventData) -> Citation | None:
    """What was clicked: a citation by its number, anything else that the turn shows by its place."""
    if turn is None:
        return None
    if said(event, "act") == "cite":
        return next((c for c in turn.citations if str(c.n) == said(event, "n")), None)
    start, end = said(event, "start"), said(event, "end")
    if not (start.isdecimal() and end.isdecimal()):
        return None
    return turn.at(said(event, "article"), int(start), int(end))
