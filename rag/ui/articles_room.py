"""The room where articles are looked through, added, removed and indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import OnRecordError
from rag.fetch import Collected
from rag.ingest import readable_suffixes
from rag.ui import adding, render
from rag.ui.desk import QUIET, Desk, panel, said
from rag.ui.fetching import fetched, web_addresses
from rag.ui.reader import unmarked
from rag.ui.shelf import histogram, listing
from rag.ui.updating import updating


def articles_room(desk: Desk, page: gr.Blocks) -> Any:
    """Build the room inside the block that is open, for ``page``; give the part that shows the corpus."""
    store, directory = desk.newsroom.store, desk.newsroom.store.directory

    with gr.Row(elem_id="articles", equal_height=False):
        with gr.Column(scale=4, elem_id="corpus-column"):
            corpus = panel("", "corpus")
            update_button = gr.Button("Update index", elem_id="update", variant="secondary")
            progress = panel("", "progress")
            with gr.Accordion("Add articles", open=False, elem_id="adding"):
                files = gr.File(
                    label="Files",
                    file_count="multiple",
                    file_types=sorted(readable_suffixes()),
                    elem_id="files",
                    height=120,
                )
                add_files = gr.Button("Add these files", elem_id="add-files")
                web = gr.Textbox(
                    label="Web addresses",
                    info="Of articles, feeds or sitemaps, one on each line.",
                    lines=2,
                    max_lines=8,
                    elem_id="web",
                )
                add_web = gr.Button("Fetch and add", elem_id="add-web")
                title = gr.Textbox(label="Headline", elem_id="paste-title", max_length=300)
                with gr.Row():
                    outlet = gr.Textbox(label="Outlet", elem_id="paste-outlet", max_length=200)
                    published = gr.DateTime(label="Published", include_time=False, type="string")
                text = gr.Textbox(label="Text", lines=6, max_lines=16, elem_id="paste-text")
                add_text = gr.Button("Add this article", elem_id="add-text")
        with gr.Column(scale=7, elem_id="shelf-column"):
            with gr.Row(elem_id="looking"):
                words = gr.Textbox(
                    label="Search the articles",
                    show_label=False,
                    placeholder="Search the articles",
                    elem_id="words",
                    container=False,
                    scale=3,
                )
                source = gr.Dropdown(
                    choices=[("All outlets", "")],
                    value="",
                    label="Outlet",
                    show_label=False,
                    elem_id="shelf-outlet",
                    container=False,
                    scale=1,
                    interactive=True,
                )
            limits = panel("", "shelf-limits")
            shelf = panel("", "shelf")
            opened = panel("", "opened")
    when = gr.State("")

    def shelved(words_: str, source_: str, when_: str, at: int = 1) -> str:
        found = listing(store, words_, source_ or "", at, when_)
        ours = {article.id for article in found.articles if adding.removable(directory, article)}
        return render.shelf(found, words_.strip(), ours)

    def show() -> dict[Any, Any]:
        overview = desk.newsroom.overview()
        names = [("All outlets", ""), *((name, name) for name, _ in overview.sources if name)]
        return {
            corpus: render.corpus(overview, histogram(store)),
            shelf: shelved("", "", ""),
            limits: "",
            when: "",
            source: gr.update(choices=names, value=""),
        }

    def look(words_: str, source_: str, when_: str) -> dict[Any, Any]:
        return {shelf: shelved(words_, source_, when_), limits: render.shelf_limits(source_ or "", when_)}

    def limit(event: gr.EventData, words_: str, source_: str) -> dict[Any, Any]:
        when_ = said(event, "when")
        return {when: when_, **look(words_, source_, when_)}

    def unlimit(event: gr.EventData, words_: str, source_: str, when_: str) -> dict[Any, Any]:
        if said(event, "part") == "outlet":
            return {source: "", **look(words_, "", when_)}
        return {when: "", **look(words_, source_, "")}

    def turn_page(event: gr.EventData, words_: str, source_: str, when_: str) -> str:
        at = said(event, "page")
        return shelved(words_, source_, when_, int(at) if at.isdecimal() else 1)

    def read(event: gr.EventData) -> str:
        try:
            return render.reader(unmarked(desk.newsroom.article(said(event, "article"))), None, None)
        except OnRecordError as error:
            return render.notice(error.message)

    def run(
        paths: Sequence[str] = (), *, remove_many: bool = False, first: Callable[[], Any] | None = None
    ) -> Iterator[dict[Any, Any]]:
        """Do ``first`` (its result are paths to add), then update; show how it goes and what came of it."""
        try:
            kept: Sequence[Path] = (first() or ()) if first is not None else ()
        except OnRecordError as error:
            yield {progress: render.notice(error.message)}
            return
        if kept:
            paths = (str(adding.folder(directory)),)
        for step in updating(desk.newsroom, paths, remove_many=remove_many):
            yield {progress: render.update(step)}
        yield show()

    def update_all() -> Iterator[dict[Any, Any]]:
        yield from run()

    def upload(uploads: list[str] | None) -> Iterator[dict[Any, Any]]:
        def keep() -> Sequence[Path]:
            kept = adding.keep_uploads(directory, uploads or [])
            for upload in uploads or []:
                Path(upload).unlink(missing_ok=True)
            return kept

        if uploads:
            yield from run(first=keep)
            yield {files: None}
        else:
            yield {progress: render.notice("Choose files first.")}

    def paste(title_: str, text_: str, outlet_: str, published_: str | None) -> Iterator[dict[Any, Any]]:
        done = False

        def keep() -> Sequence[Path]:
            nonlocal done
            kept = [adding.keep_text(directory, title_, text_, outlet_, (published_ or "")[:10])]
            done = True
            return kept

        yield from run(first=keep)
        if done:
            yield {title: "", text: "", outlet: "", published: None}

    def fetch(text_: str) -> Iterator[dict[Any, Any]]:
        try:
            addresses = web_addresses(text_)
        except OnRecordError as error:
            yield {progress: render.notice(error.message)}
            return
        results: list[Collected] = []
        yield {progress: render.fetched(results, going=True)}
        for result in fetched(directory, addresses, desk.open_page):
            results.append(result)
            yield {progress: render.fetched(results, going=True)}
        told = render.fetched(results, going=False)
        yield {progress: told}
        if not all(result.reason for result in results):
            for shown in run([str(adding.folder(directory))]):
                yield {**shown, progress: told + shown[progress]} if progress in shown else shown
            yield {web: ""}

    def remove(event: gr.EventData) -> Iterator[dict[Any, Any]]:
        def delete() -> None:
            adding.remove(directory, desk.newsroom.article(said(event, "article")))

        if said(event, "article"):
            yield from run(first=delete, remove_many=True, paths=[str(adding.folder(directory))])
        else:
            yield from run(remove_many=True)

    shown = [corpus, shelf, limits, when, source, progress]
    writing: dict[str, Any] = {
        "show_progress": "hidden",
        "concurrency_id": "update",
        "concurrency_limit": 2,
        "trigger_mode": "once",
        "api_visibility": "private",
    }
    update_button.click(update_all, None, shown, **writing)
    add_files.click(upload, [files], [*shown, files], **writing)
    add_text.click(
        paste, [title, text, outlet, published], [*shown, title, text, outlet, published], **writing
    )
    add_web.click(fetch, [web], [*shown, web], **writing)
    shelf.remove(remove, None, shown, **writing)
    progress.remove(remove, None, shown, **writing)
    sought = [words, source, when]
    gr.on([words.submit, words.change, source.change], look, sought, [shelf, limits], **QUIET)
    corpus.when(limit, [words, source], [when, shelf, limits], **QUIET)
    limits.unlimit(unlimit, sought, [source, when, shelf, limits], **QUIET)
    shelf.leaf(turn_page, sought, [shelf], **QUIET)
    shelf.read(read, None, [opened], **QUIET)
    opened.close(lambda: "", None, [opened], **QUIET)
    page.load(show, None, [corpus, shelf, limits, when, source], **QUIET)
    return corpus
