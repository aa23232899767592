"""HTTP for addresses that somebody else may have chosen: within limits, and only out to the public network.

The address is checked on the open connection (``getpeername``), before a byte is sent: a name that resolves
to another address at the second look, or a redirect to 127.0.0.1 or the router, gets nowhere. That rules
out proxies on private addresses as well, unless private addresses are allowed.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from rag import __version__

#: Pages larger than this are no articles.
LARGEST_PAGE_BYTES = 5 * 1024 * 1024
TIMEOUT_SECONDS = 20.0
#: For a whole page, however often a byte of it comes.
PAGE_SECONDS = 60.0
_PIECE = 64 * 1024
USER_AGENT = f"onrecord/{__version__}"


class Refused(Exception):
    """An address is not fetched, or gave nothing; ``str(refused)`` says why, ``status`` is the server's if
    it answered.
    """

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave. ``url`` is where the last redirect led."""

    url: str
    kind: str
    data: bytes


def get(
    url: str,
    *,
    allow_private: bool = False,
    timeout: float = TIMEOUT_SECONDS,
    page_timeout: float = PAGE_SECONDS,
) -> Page:
    """Fetch ``url``; the timeouts are in seconds, for a sign of life and for the whole.

    Raises Refused with the reason for anything but a whole answer of the permitted size.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Refused("not a web address (http:// or https://)")
    request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})  # noqa: S310
    try:
        with _opener(allow_private).open(request, timeout=timeout) as answer:
            data = _body(answer, time.monotonic() + page_timeout)
            return Page(answer.url, answer.headers.get_content_type(), data)
    except urllib.error.HTTPError as error:
        raise Refused(f"the server answered {error.code} {error.reason}", error.code) from error
    except urllib.error.URLError as error:
        raise Refused(_reason(error.reason)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise Refused(_reason(error)) from error


def _body(answer: HTTPResponse, deadline: float) -> bytes:
    """All of an answer. Raises Refused where it is too large, or slower than ``deadline`` (monotonic)."""
    declared = str(answer.headers.get("Content-Length", ""))
    whole = int(declared) if declared.isdecimal() else None
    data = bytearray()
    # read1 gives what has come; read would wait for the whole piece, a byte at a time.
    while len(data) != whole and (piece := answer.read1(_PIECE)):
        data += piece
        if len(data) > LARGEST_PAGE_BYTES:
            raise Refused(f"larger than {LARGEST_PAGE_BYTES // 2**20} MB")
        if time.monotonic() > deadline:
            raise Refused("too slow")
    if whole is not None and len(data) < whole:
        raise Refused("the answer broke off")
    return bytes(data)


def _reason(error: object) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "the server's name is not known"
    return str(error) or type(error).__name__


def _opener(allow_private: bool) -> urllib.request.OpenerDirector:
    """Only http and https: urllib's own opener would follow a redirect to ftp, and read files."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler() if allow_private else _PublicHttp(),
        urllib.request.HTTPSHandler() if allow_private else _PublicHttps(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _PublicConnection(HTTPConnection):
    """Checked as soon as it is open; by the order of bases below, before any TLS as well."""

    def connect(self) -> None:
        super().connect()
        peer = str(self.sock.getpeername()[0]).partition("%")[0]
        address = ipaddress.ip_address(peer)
        plain = getattr(address, "ipv4_mapped", None) or address
        if not plain.is_global or plain.is_multicast:
            self.close()
            raise OSError(f"refused: {peer} is a private or local address (--allow-private allows it)")


class _PublicTlsConnection(HTTPSConnection, _PublicConnection):
    pass


class _PublicHttp(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_PublicConnection, req)


class _PublicHttps(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_PublicTlsConnection, req)
