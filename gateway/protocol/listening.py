"""The sockets that a server listens on: WebSockets, and HTTP beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, cast

from websockets.asyncio.server import Server, ServerConnection, serve

from engine.units import FRAME_MAX_BYTES
from gateway.protocol.address import Address
from gateway.protocol.arrivals import NO_DESCRIPTORS
from gateway.protocol.certificate_term import CertificateTerm, warn_daily
from gateway.protocol.closings import VENUE_STOPS
from gateway.protocol.descriptors import ask_for_descriptors, for_clients, tell_of_exhaustion
from gateway.protocol.door import Door
from gateway.protocol.handshake import Connection
from gateway.protocol.server_clock import report_leaps
from gateway.protocol.tls import ServerTls, follow_files

OPEN_WAIT_S = 10.0
OWN_MAX = 64  # connections of the venue's own processes to one server
OWN_STRANGERS_MAX = 64  # there, connections without a WebSocket


class Listening:
    """A server that listens; made by `listening`. `url` is its address, `own_url` the one for the
    venue's own processes, empty without such a listener.
    """

    def __init__(
        self, server: Server, door: Door, url: str, watching: list[asyncio.Task[None]]
    ) -> None:
        self._server, self._door, self.url = server, door, url
        self._watching = watching  # its clock and certificate
        self.own: Listening | None = None

    @property
    def own_url(self) -> str:
        """The address for the venue's own processes."""
        return "" if self.own is None else self.own.url

    def close(self, connections: bool = True) -> None:
        """Take no new connection; close those that there are with 1001 unless they are to be left
        open.
        """
        for task in self._watching:
            task.cancel()
        self._door.close()
        self._server.close(connections, VENUE_STOPS.code, VENUE_STOPS.reason)
        if self.own is not None:
            self.own.close(connections)

    async def closed(self) -> None:
        """Wait until every connection has ended."""
        await self._server.wait_closed()
        if self.own is not None:
            await self.own.closed()


def no_place(connection: Connection, there: Iterable[ServerConnection], most: int) -> str:
    """Why there is no place for a connection beside those that are `there`, empty where there is
    one: at most `most` come through the public listener, and `OWN_MAX` through the venue's own.
    Neither takes places of the other.
    """
    own = connection.hello.own
    most = OWN_MAX if own else most
    taken = sum(isinstance(each, Connection) and each.hello.own is own for each in there)
    return f"at most {most} connections" if taken >= most else ""


async def listening(
    converse: Callable[[Connection], Awaitable[None]],
    address: Address,
    door: Door,
    **settings: Any,
) -> Listening:
    """Have every WebSocket conversed with, and every other request answered at the door; also on
    the address of the venue's own processes, at a door of their own.

    `settings` are those of `websockets` that differ from server to server. Raises OSError when a
    port is taken, CertificateUnusable.
    """
    limit = ask_for_descriptors()
    door.fit(for_clients(limit))
    loop, tell = asyncio.get_running_loop(), door.turned_away.tell
    tell_of_exhaustion(loop, partial(tell, NO_DESCRIPTORS))
    public = await _listening(converse, address, door, settings)
    if address.own_port is not None:
        inner = Door(door.pages, door.outside, OWN_STRANGERS_MAX, own=True)
        try:
            own = Address(port=address.own_port)
            public.own = await _listening(converse, own, inner, settings)
        except OSError:
            public.close()
            raise
    return public


async def _listening(
    converse: Callable[[Connection], Awaitable[None]],
    address: Address,
    door: Door,
    settings: Mapping[str, Any],
) -> Listening:
    certificate, door.metrics_from = address.certificate, address.metrics_from
    door.origins = address.origins
    tls = None if certificate is None else ServerTls(certificate)
    server = await serve(
        cast(Callable[[ServerConnection], Awaitable[None]], converse),
        address.host,
        address.port,
        compression=None,
        max_size=FRAME_MAX_BYTES,
        open_timeout=OPEN_WAIT_S,
        server_header=None,
        create_connection=partial(Connection, door, tls),  # type: ignore[arg-type]
        **settings,
    )
    url = address.url(next(iter(server.sockets)).getsockname()[1])
    watching = [] if door.own else [asyncio.create_task(report_leaps(door.outside))]
    if tls is not None:
        term = door.term = CertificateTerm(tls.certificate, door.outside.wall_ns)
        following = follow_files(tls, changed=term.read_again)
        watching += [asyncio.create_task(each) for each in (following, warn_daily(term))]
    return Listening(server, door, url, watching)
