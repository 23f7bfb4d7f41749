"""The beginning of a connection: its socket, the server's challenge, the signed log-on and the
limits of its reply.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from gateway.protocol import wire
from gateway.protocol.errors import WireError, sayable
from gateway.protocol.replies import ConnectionLost, VenueDiffers, VenueUnreachable
from gateway.protocol.tls import client_context
from gateway.protocol.wire import Message

if TYPE_CHECKING:
    from gateway.protocol.private_keys import PrivateKey

OPEN_WAIT_S = 10  # to reach a server, and for its challenge
ABNORMAL_CLOSURE = 1006  # WebSocket's code for a connection that ended without a close frame


async def open_socket(url: str, ca: Path | str | None = None) -> ClientConnection:
    """A WebSocket to a server; `ca` as `client_context` takes it.

    Raises VenueUnreachable, CertificateUnusable.
    """
    if not url:
        raise VenueUnreachable("no address of this server is known here: name it with --url")
    context = client_context(ca) if url.startswith("wss:") else None
    try:
        return await connect(
            url,
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


async def read_challenge(socket: ClientConnection, url: str, venue: str | None = None) -> Message:
    """The server's first message. Raises VenueUnreachable where it is no challenge, VenueDiffers
    where it is not that of the expected venue (None: of any), ConnectionLost.
    """
    try:
        async with asyncio.timeout(OPEN_WAIT_S):
            challenge = wire.decode_from_venue(await socket.recv())[0]
    except (TimeoutError, WireError):
        challenge = {}
    except ConnectionClosed as error:
        raise why_lost(socket) from error
    words = [challenge.get(name) for name in ("type", "nonce", "venue")]
    if words[0] != "challenge" or not all(type(word) is str for word in words):
        rule = f"{url} sent no challenge: it is no server of this protocol"
        raise VenueUnreachable(rule, value=url)
    if venue not in (None, challenge["venue"]):
        found = sayable(challenge["venue"])
        rule = f"{url} is venue {found!r}, expected is {venue!r}"
        raise VenueDiffers(rule, field="venue", value=found, allowed=venue)
    return challenge


def signed(challenge: Message, key: PrivateKey, time_ns: int) -> Message:
    """The fields of a log-on that sign the challenge; `time_ns` is since 1970 UTC."""
    signature = key.sign_log_on(challenge["nonce"], time_ns)
    return {"key": key.key, "time_ns": time_ns, "signature": signature}


def read_limits(logged_on: Message, url: str) -> Mapping[str, int]:
    """The limits of a log-on reply, empty where it has none. Raises VenueUnreachable."""
    limits: Any = logged_on.get("limits") or {}
    sound = type(limits) is dict and all(type(each) is int and each > 0 for each in limits.values())
    if not sound:
        rule = f"{url} sent limits that cannot be read: {sayable(limits)}"
        raise VenueUnreachable(rule, value=url)
    found: Mapping[str, int] = limits
    return found


def why_lost(socket: ClientConnection) -> ConnectionLost:
    """The error for a socket that has closed, with the code and reason of its close frame."""
    return ConnectionLost(socket.close_code or ABNORMAL_CLOSURE, socket.close_reason or "")
