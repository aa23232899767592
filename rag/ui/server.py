"""Serving the page: address, look, and what a visitor's browser may ask of this machine."""

from __future__ import annotations

import dataclasses
import logging
import socket
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from rag.arenas import share_arenas
from rag.errors import BadInput, OnRecordError
from rag.newsroom import Newsroom
from rag.ui.accounts import Accounts, read_accounts
from rag.ui.desk import Desk
from rag.ui.gate import Gate, names_of
from rag.ui.openai_api import openai_routes
from rag.ui.page import build_page, open_desk
from rag.ui.ready import Models
from rag.ui.theme import CSS, SCRIPT, theme

LOCAL = ("127.0.0.1", "localhost", "::1")
MAX_UPLOAD = "20mb"

log = logging.getLogger(__name__)


def serve(
    newsroom: Newsroom,
    host: str = "127.0.0.1",
    port: int = 7860,
    accounts: Path | None = None,
    names: Sequence[str] = (),
) -> None:
    """Serve the desk until it is interrupted; with ``accounts`` (see accounts.py) only to who is in it.

    It answers under the name it listens at and under ``names``.

    Raises BadInput where the address or the accounts cannot be used.
    """
    share_arenas()
    check_address(host, port)
    known = read_accounts(accounts) if accounts is not None else None
    if host not in LOCAL and known is None:
        print(
            f"Warning: with --host {host} everybody who can reach this machine can read the articles, add "
            "and remove some. Leave --host out to serve this machine alone, or name accounts with --auth.",
            file=sys.stderr,
        )
    # Settings name files of this machine and servers to send questions to: not for everybody on a network.
    desk = dataclasses.replace(open_desk(newsroom), may_change=host in LOCAL or known is not None)
    page = launch(desk, host, port, known, names)
    threading.Thread(target=_load, args=[desk.models], daemon=True).start()
    print(f"The desk is open at http://{host}:{port} (stop it with Ctrl+C)", file=sys.stderr)
    page.block_thread()


def launch(
    desk: Desk, host: str, port: int, accounts: Accounts | None = None, names: Sequence[str] = ()
) -> gr.Blocks:
    """Start the server and go on; ``close()`` of what is returned ends it."""
    page = build_page(desk)
    page.queue(default_concurrency_limit=8, max_size=64)
    page.launch(
        server_name=host,
        server_port=port,
        theme=theme(),
        css_paths=[CSS],
        head=f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>",
        prevent_thread_lock=True,
        quiet=True,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        share=False,
        # Gradio would ask its own page once and give up after three seconds, which a busy machine can take.
        _frontend=False,
        state_session_capacity=500,
        # Tools over MCP know no accounts.
        mcp_server=accounts is None and find_spec("mcp") is not None,
        auth=accounts,
        app_kwargs={
            "routes": openai_routes(desk, accounts),
            "middleware": [Middleware(Gate, names=names_of(host, names))],
        },
        max_file_size=MAX_UPLOAD,
    )
    return page


def check_address(host: str, port: int) -> None:
    """Raises BadInput if nothing can listen there, with the way out."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise BadInput(f"--host: there is no address '{host}'. Leave --host out for 127.0.0.1.") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise BadInput(
                f"--port: {host}:{port} cannot be used ({error.strerror}). Choose another: --port {port + 1}"
            ) from error


def _load(models: Models) -> None:
    try:
        models.load()
    except OnRecordError as error:
        # The first question says so on the page; who started the desk should know before that.
        print(f"onrecord: {error.message}", file=sys.stderr)
    except Exception:
        log.exception("the models could not be loaded")
