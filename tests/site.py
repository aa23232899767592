"""A web server of our own on 127.0.0.1, with answers that a test gives it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.test_ingest_html import page

HTML = "text/html; charset=utf-8"


class Site:
    """Its answers by path: status, kind and body. ``asked`` are the paths it was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[str] = []
        #: Seconds before each byte, and bytes that are promised and never come.
        self.pause = 0.0
        self.missing = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                status, kind, body = site.answers.get(self.path, (404, HTML, b"not here"))
                self.send_response(status)
                if status in (301, 302):
                    self.send_header("Location", body.decode())
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body) + site.missing))
                self.end_headers()
                site.send(self, body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def send(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if not self.pause:
            handler.wfile.write(body)
            return
        for byte in body:
            try:
                handler.wfile.write(bytes([byte]))
            except OSError:
                return  # the client has given up
            time.sleep(self.pause)

    def put_pages(self, *names: str) -> list[str]:
        for name in names:
            self.put_page(name, page().replace("Storm shuts", f"Storm {name} shuts"))
        return [f"{self.url}/{name}" for name in names]

    def put_page(self, name: str, html: str) -> None:
        self.answers[f"/{name}"] = (200, HTML, html.encode())

    def put_feed(self, name: str, *entries: str) -> str:
        """An RSS feed of these addresses; an entry may go on with when it was published."""
        items = "".join(
            f"<item><link>{url}</link>{f'<pubDate>{when}</pubDate>' if when else ''}</item>"
            for url, _, when in (entry.partition(" ") for entry in entries)
        )
        body = f"<rss><channel>{items}</channel></rss>"
        self.answers[f"/{name}"] = (200, "application/rss+xml", body.encode())
        return f"{self.url}/{name}"


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    with listening(site.server):
        yield site


@contextmanager
def listening(server: ThreadingHTTPServer) -> Iterator[str]:
    """Within, the server answers at the URL that is given."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
