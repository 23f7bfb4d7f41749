"""How a connection is opened at all three servers, and what counts as a sign of life on it.

There is one path, `/`, and no subprotocol: another one is refused by name before there is a
WebSocket. Every arriving frame, ping and pong is a sign of life at once, even while frames wait for
a slow request before them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from gateway.protocol.errors import RequestError

PATH = "/"
SUBPROTOCOL = "Sec-WebSocket-Protocol"


class Refusal(NamedTuple):
    """An answer in the place of a WebSocket."""

    status: HTTPStatus
    error: RequestError


class Connection(ServerConnection):
    """A connection; `on_sign_of_life` is called for each frame, ping and pong."""

    on_sign_of_life: Callable[[], None] | None = None

    def process_event(self, event: object) -> None:
        """Take in what has come."""
        super().process_event(event)  # type: ignore[arg-type]
        if self.on_sign_of_life is not None:
            self.on_sign_of_life()


def refusal_of(path: str, subprotocols: list[str]) -> Refusal | None:
    """Why there is no WebSocket for a path and for the subprotocols offered; None: there is one."""
    if path.split("?")[0] != PATH:
        rule = f"no path {path[:80]!r} here"
        error = RequestError("path_unknown", rule, field="path", value=path, allowed=[PATH])
        return Refusal(HTTPStatus.NOT_FOUND, error)
    if subprotocols:
        offered = ", ".join(subprotocols)
        error = RequestError(
            "subprotocol_unknown",
            "no subprotocol is spoken here: offer none",
            field=SUBPROTOCOL,
            value=offered,
            allowed=[],
        )
        return Refusal(HTTPStatus.BAD_REQUEST, error)
    return None


def refuse(connection: ServerConnection, request: Request) -> Response | None:
    """As `websockets` asks it of every handshake."""
    refused = refusal_of(request.path, request.headers.get_all(SUBPROTOCOL))
    if refused is None:
        return None
    text = json.dumps({"error": refused.error.as_map()}, ensure_ascii=False)
    return connection.respond(refused.status, text + "\n")
