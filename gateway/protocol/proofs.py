"""What both sides sign at the beginning of a connection, so that a signature is worth nothing at
another server, on another connection or through a false server.

The server signs first: `PROOF`, over the nonce that its client brought with the request for the
WebSocket. The client checks it and signs `LOG_ON_TEXT`. Both name the version of the protocol, the
kind of server, the venue, the server's public key, both nonces, and the binding.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PROTOCOL_VERSION = 1
GATEWAY, FEED, REGISTRY = "gateway", "feed", "registry"  # kinds of server
CASH = "cash"  # the exchange's books of cash, in the credits market
SERVERS = (GATEWAY, FEED, REGISTRY)  # of every venue
_COMMON = "{protocol}\n{server}\n{venue}\n{server_key}\n{nonce}\n{client_nonce}\n{binding}"
PROOF = f"ceax challenge\n{_COMMON}\n{{server_time_ns}}"
LOG_ON_TEXT = f"ceax log_on\n{_COMMON}\n{{key}}\n{{time_ns}}"
CHAIN_TEXT = "ceax server_key\n{server}\n{venue}\n{key}\n{following}"
CHAIN_MAX = 8  # earlier keys of a server that lead to its present one
PLAIN = "plain"  # the binding without TLS
_NONCE = re.compile(r"[0-9a-f]{64}")


class Greeting(NamedTuple):
    """What the two sides of one connection have to agree on.

    `server` is its kind; `server_key` its public key in hex. `client_nonce` is empty where the
    client brought none. `binding`: `plain`; over TLS `sha256:` and the digest of the server's
    certificate in hex, or `origin:` and the page's origin where a browser hides the certificate.
    """

    server: str
    venue: str
    server_key: str
    nonce: str
    client_nonce: str
    binding: str
    protocol: int = PROTOCOL_VERSION

    def proof_text(self, server_time_ns: int) -> bytes:
        """The bytes that the server's signature covers."""
        return PROOF.format(**self._asdict(), server_time_ns=server_time_ns).encode()

    def log_on_text(self, key: str, time_ns: int) -> bytes:
        """The bytes that the signature of a log-on covers."""
        return LOG_ON_TEXT.format(**self._asdict(), key=key, time_ns=time_ns).encode()


class Link(NamedTuple):
    """An earlier key of a server, in hex, and its signature over the key that followed it."""

    key: str
    signature: str


class Hello(NamedTuple):
    """What a server knows of a connection before its first message: the client's nonce and the
    page's origin, empty where there is none, and the binding. `own`: it came through the listener
    of the venue's own processes.
    """

    nonce: str = ""
    binding: str = PLAIN
    origin: str = ""
    own: bool = False

    def bindings(self) -> list[str]:
        """What the client may have signed as its binding."""
        by_page = self.binding != PLAIN and self.origin
        return [self.binding, *([f"origin:{self.origin}"] if by_page else [])]


def link_text(server: str, venue: str, key: str, following: str) -> bytes:
    """The bytes that an earlier key of a server signs to name the one that follows it."""
    return CHAIN_TEXT.format(server=server, venue=venue, key=key, following=following).encode()


def is_nonce(text: str) -> bool:
    """Whether a text is a nonce: 64 hex digits, in lower case."""
    return _NONCE.fullmatch(text) is not None
