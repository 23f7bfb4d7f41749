"""The beginning of a connection: its socket with the client's nonce, the server's challenge, the
signed log-on and the limits of its reply.
"""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from gateway.protocol import wire
from gateway.protocol.errors import WireError, sayable
from gateway.protocol.outside import NONCE_BYTES
from gateway.protocol.replies import ConnectionLost, VenueUnreachable
from gateway.protocol.tls import client_context
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey
    from gateway.protocol.proofs import Greeting

OPEN_WAIT_S = 10  # to reach a server, and for its challenge
ABNORMAL_CLOSURE = 1006  # WebSocket's code for a connection that ended without a close frame


def fresh_nonce() -> str:
    """A nonce for one connection: 32 bytes in hex."""
    return secrets.token_hex(NONCE_BYTES)


def with_nonce(url: str, nonce: str) -> str:
    """An address with the client's nonce, over which the server signs."""
    parts = urlsplit(url)
    query = f"{parts.query}&" * bool(parts.query) + f"nonce={nonce}"
    return urlunsplit(parts._replace(path=parts.path or "/", query=query))


async def open_socket(url: str, nonce: str, ca: Path | str | None = None) -> ClientConnection:
    """A WebSocket to a server; `ca` as `client_context` takes it.

    Raises VenueUnreachable, CertificateUnusable.
    """
    if not url:
        raise VenueUnreachable("no address of this server is known here: name it with --url")
    context = client_context(ca) if url.startswith("wss:") else None
    try:
        return await connect(
            with_nonce(url, nonce),
            compression=None,
            max_size=wire.VENUE_FRAME_MAX_BYTES,
            ping_interval=None,
            open_timeout=OPEN_WAIT_S,
            ssl=context,
        )
    except ssl.SSLCertVerificationError as error:
        rule = f"the certificate of {url} is not trusted: {error.verify_message}"
        hint = f"{rule}; --ca FILE or CEAX_CA names the authority that has signed it"
        raise VenueUnreachable(hint, value=url) from error
    except (OSError, WebSocketException) as error:
        raise VenueUnreachable(f"no venue answers at {url}: {error}", value=url) from error


async def read_challenge(socket: ClientConnection) -> Message:
    """The server's first message, empty where none comes that can be read. Raises
    ConnectionLost.
    """
    try:
        async with asyncio.timeout(OPEN_WAIT_S):
            return wire.decode_from_venue(await socket.recv())[0]
    except (TimeoutError, WireError):
        return {}
    except ConnectionClosed as error:
        raise why_lost(socket) from error


def signed(greeting: Greeting, key: PrivateKey, time_ns: int) -> Message:
    """The fields of a log-on that sign what the server has proven; `time_ns` is since 1970 UTC."""
    signature = key.sign_log_on(greeting, time_ns)
    said = {"key": key.key, "time_ns": time_ns, "binding": greeting.binding}
    return said | {"signature": signature}


def read_limits(logged_on: Message, url: str) -> Mapping[str, int]:
    """The limits of a log-on reply, empty where it has none. Raises VenueUnreachable."""
    limits: Any = logged_on.get("limits") or {}
    sound = type(limits) is dict and all(type(each) is int and each > 0 for each in limits.values())
    if not sound:
        rule = f"{url} sent limits that cannot be read: {sayable(limits)}"
        raise VenueUnreachable(rule, value=url)
    found: Mapping[str, int] = limits
    return found


def ahead_ns(logged_on: Message, sent_ns: int, came_ns: int) -> int | None:
    """How far a server's clock is ahead of that by which a log-on was sent and its reply came; None
    where the reply has no times.
    """
    received_ns, answered_ns = logged_on.get("received_ns"), logged_on.get("server_time_ns")
    if type(received_ns) is not int or type(answered_ns) is not int:
        return None
    return ((received_ns - sent_ns) + (answered_ns - came_ns)) // 2


def why_lost(socket: ClientConnection) -> ConnectionLost:
    """The error for a socket that has closed, with the code and reason of its close frame."""
    return ConnectionLost(socket.close_code or ABNORMAL_CLOSURE, socket.close_reason or "")
