"""The gateway's socket: what a connection may hold in the kernel and in this process."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Awaitable, Callable

from websockets.asyncio.server import Server, ServerConnection, serve

from engine.units import FRAME_MAX_BYTES
from gateway.protocol.handshake import Connection, refuse

READ_QUEUE_FRAMES = 16  # of one connection, read from the socket and not yet taken
SEND_BUFFER_BYTES = 256 * 1024  # in the kernel, for one connection
WRITE_BUFFER_BYTES = 64 * 1024  # in the process, before sending waits
OPEN_WAIT_S = 10.0
CLOSE_WAIT_S = 1.0  # for a client to answer a close


async def listening(
    converse: Callable[[ServerConnection], Awaitable[None]], host: str, port: int
) -> Server:
    """Have every connection conversed with. Raises OSError when the port is taken."""
    return await serve(
        converse,
        host,
        port,
        compression=None,
        max_size=FRAME_MAX_BYTES,
        max_queue=READ_QUEUE_FRAMES,
        write_limit=WRITE_BUFFER_BYTES,
        ping_interval=None,
        open_timeout=OPEN_WAIT_S,
        close_timeout=CLOSE_WAIT_S,
        server_header=None,
        create_connection=Connection,
        process_request=refuse,
    )


def bound_send_buffer(connection: ServerConnection) -> None:
    """Bound what the kernel holds for a client that does not read."""
    with contextlib.suppress(OSError):  # it has hung up already
        own = connection.transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
