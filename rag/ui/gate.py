"""Who may talk to the desk at all: requests to one of its own names, from its own pages or from no page.

A web site can have its name lead to 127.0.0.1 (DNS rebinding) and then read, with its visitor's browser, what
a server there answers. The browser still sends the site's own name as Host, and, with whatever changes
something, as Origin. So both are looked at before anything else is.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Addresses that stand for all of a machine's own.
_EVERY = frozenset({"", "0.0.0.0", "::"})  # noqa: S104

#: Whom the request comes from that is being answered; '' where it is from nobody on a network.
client_address: ContextVar[str] = ContextVar("client_address", default="")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a desk goes by, in lower case and without ports. Where it listens to ``every`` address
    of its machine, it goes by any address, too: rebinding needs a name.
    """

    names: frozenset[str]
    every: bool = False

    def has(self, name: str) -> bool:
        return name in self.names or (self.every and _is_address(name))


def names_of(host: str, allowed: Iterable[str] = ()) -> Names:
    """The names of a desk that listens at ``host``; people may have ``allowed`` it more."""
    own = {host.casefold(), *(name.casefold().rstrip(".") for name in allowed)}
    return Names(LOOPBACK | frozenset(own - _EVERY), every=host in _EVERY)


class Gate:
    """ASGI middleware that lets such requests through and answers others with 403."""

    def __init__(self, app: ASGIApp, names: Names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._names.has(_name_in(f"//{host}")):
            refused = (
                f"This desk does not go by the name {host[:100]!r}. "
                "If it should: onrecord serve --allow-host NAME"
            )
        elif origin is not None and not self._names.has(_name_in(origin)):
            refused = "This request comes from a page of another site."
        else:
            token = client_address.set((scope.get("client") or ("",))[0])
            try:
                await self._app(scope, receive, send)
            finally:
                client_address.reset(token)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": refused[:100]})
        else:
            await PlainTextResponse(f"{refused}\n", status_code=403)(scope, receive, send)


def _name_in(address: str) -> str:
    """The host in an address, in lower case; '' where there is none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
