"""The socket that a server listens on: WebSockets, and HTTP beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

from websockets.asyncio.server import Server, ServerConnection, serve

from engine.units import FRAME_MAX_BYTES
from gateway.protocol.address import Address
from gateway.protocol.certificate_term import CertificateTerm, warn_daily
from gateway.protocol.closings import VENUE_STOPS
from gateway.protocol.door import Door
from gateway.protocol.handshake import Connection
from gateway.protocol.tls import ServerTls, follow_files

OPEN_WAIT_S = 10.0


class Listening:
    """A server that listens; made by `listening`. `url` is its address."""

    def __init__(
        self, server: Server, door: Door, url: str, watching: list[asyncio.Task[None]]
    ) -> None:
        self._server, self._door, self.url = server, door, url
        self._watching = watching  # its certificate

    def close(self, connections: bool = True) -> None:
        """Take no new connection; close those that there are with 1001 unless they are to be left
        open.
        """
        for task in self._watching:
            task.cancel()
        self._door.close()
        self._server.close(connections, VENUE_STOPS.code, VENUE_STOPS.reason)

    async def closed(self) -> None:
        """Wait until every connection has ended."""
        await self._server.wait_closed()


async def listening(
    converse: Callable[[Connection], Awaitable[None]],
    address: Address,
    door: Door,
    **settings: Any,
) -> Listening:
    """Have every WebSocket conversed with, and every other request answered at the door.

    `settings` are those of `websockets` that differ from server to server. Raises OSError when the
    port is taken, CertificateUnusable.
    """

    host, port, certificate, _ = address
    tls = None if certificate is None else ServerTls(certificate)
    server = await serve(
        cast(Callable[[ServerConnection], Awaitable[None]], converse),
        host,
        port,
        compression=None,
        max_size=FRAME_MAX_BYTES,
        open_timeout=OPEN_WAIT_S,
        server_header=None,
        create_connection=partial(Connection, door, tls),  # type: ignore[arg-type]
        **settings,
    )
    url = address.url(next(iter(server.sockets)).getsockname()[1])
    watching = []
    if tls is not None:
        term = door.term = CertificateTerm(tls.certificate, door.outside.wall_ns)
        following = follow_files(tls, changed=term.read_again)
        watching = [asyncio.create_task(each) for each in (following, warn_daily(term))]
    return Listening(server, door, url, watching)
