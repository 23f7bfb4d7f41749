"""What both sides sign at the beginning of a connection, so that a signature is worth nothing at
another server, on another connection or through a false server.

The server signs first: `PROOF`, over the nonce that its client brought with the request for the
WebSocket. The client checks it and signs `LOG_ON_TEXT`. Both name the version of the protocol, the
kind of server, the venue, the server's public key, both nonces, and the binding.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PROTOCOL_VERSION = 1
GATEWAY, FEED, REGISTRY = "gateway", "feed", "registry"  # kinds of server
SERVERS = (GATEWAY, FEED, REGISTRY)
_COMMON = "{protocol}\n{server}\n{venue}\n{server_key}\n{nonce}\n{client_nonce}\n{binding}"
PROOF = f"ceax challenge\n{_COMMON}\n{{server_time_ns}}"
LOG_ON_TEXT = f"ceax log_on\n{_COMMON}\n{{key}}\n{{time_ns}}"
PLAIN = "plain"  # the binding without TLS
_NONCE = re.compile(r"[0-9a-f]{64}")
_HEX_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}")


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


class Hello(NamedTuple):
    """What a server knows of a connection before its first message: the client's nonce and the
    page's origin, empty where there is none, and the binding.
    """

    nonce: str = ""
    binding: str = PLAIN
    origin: str = ""

    def bindings(self) -> list[str]:
        """What the client may have signed as its binding."""
        by_page = self.binding != PLAIN and self.origin
        return [self.binding, *([f"origin:{self.origin}"] if by_page else [])]


def is_nonce(text: str) -> bool:
    """Whether a text is a nonce: 64 hex digits, in lower case."""
    return _NONCE.fullmatch(text) is not None


def binding_of(certificate: bytes | None) -> str:
    """The binding of a connection with a server that showed this certificate (DER; None: no
    TLS).
    """
    return PLAIN if certificate is None else f"sha256:{hashlib.sha256(certificate).hexdigest()}"


def is_signed(public_key: str, signature: str, text: bytes) -> bool:
    """Whether a signature in hex is that of a public key, 64 hex digits, over a text."""
    if not _HEX_SIGNATURE.fullmatch(signature):
        return False
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    try:
        public.verify(bytes.fromhex(signature), text)
    except InvalidSignature:
        return False
    return True
