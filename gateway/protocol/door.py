"""What all connections of one server have in common before they are WebSockets."""

from __future__ import annotations

import logging
from collections import Counter
from http import HTTPStatus
from typing import Protocol

from gateway.protocol.faults import FaultLog
from gateway.protocol.http import Pages, Response, asks_for_socket, plain, respond, socket_refused
from gateway.protocol.http_head import Head
from gateway.protocol.outside import SYSTEM, Outside

STRANGERS_MAX = 1_000  # connections without a WebSocket; one more cuts the oldest of them
FAULTS = FaultLog(logging.getLogger(__name__))


class Stranger(Protocol):
    """A connection without a WebSocket."""

    def cut(self) -> None:
        """End it at once."""


class Door:
    """What all connections of one server have in common before they are WebSockets.

    `pages`: what is answered by HTTP. `answered`: how many responses there were, by status.
    """

    def __init__(
        self, pages: Pages, outside: Outside = SYSTEM, strangers_max: int = STRANGERS_MAX
    ) -> None:
        self.pages, self._outside = pages, outside
        self._strangers_max = strangers_max
        self._strangers: dict[Stranger, None] = {}  # the oldest first
        self.answered: Counter[int] = Counter()

    @property
    def strangers(self) -> int:
        """How many connections have no WebSocket."""
        return len(self._strangers)

    def enter(self, stranger: Stranger) -> None:
        """Take a connection in; the oldest stranger is cut where there are too many."""
        if len(self._strangers) >= self._strangers_max:
            next(iter(self._strangers)).cut()
        self._strangers[stranger] = None

    def leave(self, stranger: Stranger) -> None:
        """Forget a connection: it has gone, or has a WebSocket now."""
        self._strangers.pop(stranger, None)

    def close(self) -> None:
        """Cut every stranger."""
        for stranger in list(self._strangers):
            stranger.cut()

    def answer(self, head: Head) -> Response | None:
        """The response to a request; None: it gets its WebSocket."""
        if asks_for_socket(head):
            return socket_refused(head)
        try:
            return respond(self.pages, head.method, head.path, head.headers)
        except Exception as fault:  # noqa: BLE001
            FAULTS.note(fault, f"answering {head.path[:80]!r}")
            return plain(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of the server, which logs it")

    def content(self, response: Response) -> bytes:
        """A response as it is sent now."""
        self.answered[response.status.value] += 1
        return response.content(self._outside.wall_ns())
