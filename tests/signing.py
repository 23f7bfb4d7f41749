"""The beginning of a connection for tests without an SDK: addresses with a nonce, signatures over a
challenge, and challenges of false servers.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.server import ServerConnection

from gateway.client.opening import with_nonce
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.proofs import Greeting, Hello
from gateway.protocol.server_keys import ServerKey, Welcome

NONCE = "0c" * 32  # of every client without an SDK
SECRET = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
Message = dict[str, Any]


def dialled(url: str) -> str:
    """An address with the nonce of these tests."""
    return with_nonce(url, NONCE)


def greeting_of(challenge: Message) -> Greeting:
    """What a challenge asks to be signed."""
    return Greeting(**{name: challenge[name] for name in Greeting._fields})


def signature_of(key: PrivateKey, challenge: Message, time_ns: int) -> str:
    """The signature of a log-on."""
    return key.sign_log_on(greeting_of(challenge), time_ns)


def welcome(venue: str = "venue", server: str = "gateway", nonce: str = "nonce") -> Welcome:
    """How a server of these tests begins a connection, whose client brought the nonce."""
    return Welcome(ServerKey(server, venue, SECRET), nonce, Hello(NONCE))


def false_challenge(
    socket: ServerConnection, venue: str, server: str = "gateway", time_ns: int = 1
) -> Message:
    """The challenge of a server that only a test knows."""
    assert socket.request is not None
    (nonce,) = parse_qs(urlsplit(socket.request.path).query).get("nonce", [""])
    return Welcome(ServerKey(server, venue, SECRET), "00", Hello(nonce)).challenge(time_ns)
