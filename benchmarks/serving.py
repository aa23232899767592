"""A served desk to measure: ``onrecord serve`` in a process of its own, and questions put to it over HTTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx

from benchmarks.tables import own_environment

#: Seconds to wait for the desk to open, and for an answer behind many others.
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Desk:
    address: str
    process: int

    def ask(self, question: str) -> str:
        """The answer's text. Raises httpx.HTTPError where there is none."""
        sent = {"model": "onrecord", "messages": [{"role": "user", "content": question}]}
        got = httpx.post(f"{self.address}/v1/chat/completions", json=sent, timeout=PATIENCE)
        got.raise_for_status()
        return str(got.json()["choices"][0]["message"]["content"])

    def search(self, question: str) -> float:
        """Seconds that a search takes, without an answer. Raises httpx.HTTPError."""
        began = time.perf_counter()
        call = f"{self.address}/gradio_api/call/search"
        arguments: list[Any] = [question, "", "", None]
        begun = httpx.post(call, json={"data": arguments}, timeout=PATIENCE)
        begun.raise_for_status()
        told = httpx.get(f"{call}/{begun.json()['event_id']}", timeout=PATIENCE)
        told.raise_for_status()
        if "event: complete" not in told.text:
            raise httpx.HTTPError(told.text[:200])
        return time.perf_counter() - began


@contextmanager
def served(index: Path) -> Iterator[Desk]:
    """The desk over ``index``, with its models loaded; closed at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "serve", "--index", str(index.resolve()), "--port", str(port)],
        env=own_environment(),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    desk = Desk(f"http://127.0.0.1:{port}", process.pid)
    try:
        _wait(desk, process)
        yield desk
    finally:
        process.terminate()
        process.wait()


def _wait(desk: Desk, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            desk.ask("Is anybody there?")
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise click.ClickException("onrecord serve did not open; run it by hand to see why.")
