"""Which requests the desk answers, by their Host and Origin."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from rag.ui.gate import Gate, client_address, names_of


async def _whom(_: Request) -> PlainTextResponse:
    return PlainTextResponse(client_address.get())


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("open")
    await socket.close()


def client(host: str = "127.0.0.1", *names: str) -> TestClient:
    app = Starlette(
        routes=[Route("/", _whom, methods=["GET", "POST"]), WebSocketRoute("/ws", _socket)],
        middleware=[Middleware(Gate, names=names_of(host, names))],
    )
    return TestClient(app, base_url="http://127.0.0.1:7860", client=("10.1.2.3", 5))


@pytest.mark.parametrize(
    ("listening", "allowed", "host", "status"),
    [
        ("127.0.0.1", [], "127.0.0.1:7860", 200),
        ("127.0.0.1", [], "localhost:7860", 200),
        ("127.0.0.1", [], "LOCALHOST", 200),
        ("127.0.0.1", [], "[::1]:7860", 200),
        ("127.0.0.1", [], "evil.example:7860", 403),
        ("127.0.0.1", [], "localhost.evil.example", 403),
        ("127.0.0.1", [], "192.168.1.5:7860", 403),
        ("127.0.0.1", [], "", 403),
        ("127.0.0.1", [], "[::1", 403),
        ("127.0.0.1", ["desk.example"], "desk.example:7860", 200),
        ("127.0.0.1", ["Desk.example."], "desk.example.", 200),
        ("192.168.1.5", [], "192.168.1.5:7860", 200),
        ("192.168.1.5", [], "192.168.1.6:7860", 403),
        ("0.0.0.0", [], "192.168.1.5:7860", 200),
        ("0.0.0.0", [], "[fe80::1]:7860", 200),
        ("0.0.0.0", [], "evil.example", 403),
    ],
)
def test_a_desk_answers_under_its_own_names(
    listening: str, allowed: list[str], host: str, status: int
) -> None:
    for method in ("GET", "POST"):
        answered = client(listening, *allowed).request(method, "/", headers={"Host": host})
        assert answered.status_code == status
        assert (status == 200) == (answered.text == "10.1.2.3")


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:7860", 200),
        ("http://localhost:3000", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
        ("file://", 403),
    ],
)
def test_pages_of_other_sites_are_not_answered(origin: str, status: int) -> None:
    assert client().get("/", headers={"Origin": origin}).status_code == status
    assert client().post("/", headers={"Origin": origin}).status_code == status


def test_a_refusal_names_the_way_out() -> None:
    assert "--allow-host" in client().get("/", headers={"Host": "desk.example"}).text


def test_web_sockets_are_looked_at_too() -> None:
    with client().websocket_connect("ws://127.0.0.1:7860/ws") as socket:
        assert socket.receive_text() == "open"
    with (
        pytest.raises(WebSocketDisconnect),
        client().websocket_connect("ws://127.0.0.1:7860/ws", headers={"Origin": "https://evil.example"}),
    ):
        pass


def test_nobody_s_address_is_left_behind() -> None:
    client().get("/")
    assert client_address.get() == ""
