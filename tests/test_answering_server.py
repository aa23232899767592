"""A real model server in another process, and servers that misbehave."""

from __future__ import annotations

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from rag.answering import reader_for
from rag.answering.remote import RemoteReader
from rag.answering.server import KEY_VARIABLE, ModelServer, ServerFailed
from rag.models import reader_path
from rag.settings import AnswerSettings
from rag.types import Draft, Token
from tests.evidence import FERRY, evidence_of

NEVER = threading.Event()
HELLO = ("Be brief.", "Say something about ferries.")
#: Seconds that a server may take to load a model on a busy machine.
PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """llama_cpp.server with the default model; its URL."""
    for needed in ("sse_starlette", "starlette_context", "pydantic_settings", "uvicorn"):
        pytest.importorskip(needed)
    port = free_port()
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(reader_path("gemma-3-270m"))]
    options = ["--host", "127.0.0.1", "--port", str(port), "--n_ctx", "2048", "--chat_format", "chatml"]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_WAIT_POLICY": "passive"},
    )
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            httpx.get(f"{url}/models").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not start")


def test_a_real_server_reads_and_writes(server: str) -> None:
    reader = reader_for(AnswerSettings(model=server, model_name="local"))
    assert isinstance(reader, RemoteReader)
    assert reader.name == "local"
    evidence = evidence_of("How many passengers were on board the ferry?", FERRY)
    with reader.open(evidence.query.text, evidence.sentences, NEVER) as reading:
        assert len(reading.chosen()) == len(FERRY) + 1
        assert reading.chosen().sum() == pytest.approx(1)
    pieces = list(reader.writes(evidence.query, evidence.sentences, NEVER))
    assert sum(isinstance(piece, Token) for piece in pieces) > 1
    for piece in pieces:
        if isinstance(piece, Draft):
            assert piece.sources
            assert set(piece.sources) <= {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("reply", "supported"), [("Yes.", True), ("No, it does not.", False), ("Perhaps", False)]
)
def test_yes_and_no_are_taken_in_words(reply: str, supported: bool) -> None:
    with serving(200, event(reply)) as (url, _):
        reader = reader_for(AnswerSettings(model=url))
        assert (reader.carries("It sank.", "The ferry sank.", NEVER) > 0.5) is supported


@pytest.mark.parametrize(("reply", "best"), [("[B]", 1), ("Sentences B and B", 1), ("None", 4), ("[Z]", 4)])
def test_letters_are_taken_in_words(reply: str, best: int) -> None:
    evidence = evidence_of("Which ferry?", FERRY)
    with serving(200, event(reply)) as (url, _):
        reader = reader_for(AnswerSettings(model=url))
        with reader.open("Which ferry?", evidence.sentences, NEVER) as reading:
            assert int(reading.chosen().argmax()) == best


def test_a_reply_that_stands_in_the_evidence_is_a_quotation() -> None:
    evidence = evidence_of("Which ferry?", FERRY)
    words = FERRY[1].split(".")[0][4:30]
    with serving(200, event(f"“{words}”")) as (url, _):
        reader = reader_for(AnswerSettings(model=url))
        with reader.open("Which ferry?", evidence.sentences, NEVER) as reading:
            quoted = reading.quotations()
    assert int(quoted.begins.argmax()) == 1
    (whole,) = quoted.wholes
    assert FERRY[1][whole.start : whole.end] == words


def test_stop_closes_the_connection_and_the_server_takes_the_next_question(server: str) -> None:
    cancel = threading.Event()
    pieces = []
    for piece in ModelServer(server).reply(*HELLO, cancel):
        pieces.append(piece)
        cancel.set()
    assert len(pieces) == 1
    assert "".join(ModelServer(server).reply(*HELLO, NEVER))


@contextmanager
def serving(status: int, body: bytes) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A server that answers every request the same; its URL and what it was asked."""
    asked: list[dict[str, object]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers.get("Authorization"), **content})
            self.send_response(status)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/v1", asked
        finally:
            httpd.shutdown()
            thread.join()


def event(piece: str) -> bytes:
    return f"data: {json.dumps({'choices': [{'delta': {'content': piece}}]})}\n\n".encode()


def test_asks_the_way_the_interface_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sesame")
    body = b": comment\n\n" + event("Two ") + event("words") + b'data: {"choices": []}\n\ndata: [DONE]\n\n'
    with serving(200, body) as (url, asked):
        assert "".join(ModelServer(f"{url}/", "some-model").reply(*HELLO, NEVER)) == "Two words"
    assert asked[0]["path"] == "/v1/chat/completions"
    assert asked[0]["key"] == "Bearer sesame"
    assert asked[0]["model"] == "some-model"
    assert asked[0]["stream"] is True
    assert asked[0]["messages"] == [
        {"role": "system", "content": HELLO[0]},
        {"role": "user", "content": HELLO[1]},
    ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"out of memory"),
        (404, b"no such page"),
        (200, b"data: <html>\n\n"),
        (200, b'data: {"error": 1}\n\n'),
    ],
)
def test_a_server_that_fails_is_named_with_the_way_out(status: int, body: bytes) -> None:
    with serving(status, body) as (url, _), pytest.raises(ServerFailed, match="/v1") as failed:
        list(ModelServer(url).reply(*HELLO, NEVER))
    assert url in failed.value.message


def test_no_server_there_is_named_with_the_way_out() -> None:
    url = f"http://127.0.0.1:{free_port()}/v1"
    with pytest.raises(ServerFailed, match="Check that it runs"):
        list(ModelServer(url).reply(*HELLO, NEVER))
