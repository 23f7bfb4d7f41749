"""Where a server listens, and whether what goes over its socket may be read by others."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from gateway.protocol.errors import GatewayError
from gateway.protocol.tls import Certificate

LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # of every interface, this computer


class PlainTextRefused(GatewayError):
    """A server would speak without TLS beyond this computer."""

    code = "plain_text_refused"


class Address(NamedTuple):
    """Where a server listens: port 0 takes a free one.

    `certificate`: what it speaks TLS with, None: plain text. `name`: what clients call the host,
    None: as it is called here.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Certificate | None = None
    name: str | None = None

    def url(self, port: int) -> str:
        """The WebSocket address for clients, with the port that was taken."""
        scheme = "ws" if self.certificate is None else "wss"
        host = self.name or LOCAL.get(self.host, self.host)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def require_private(address: Address, plain: bool) -> None:
    """Raise PlainTextRefused for a server without TLS beyond loopback, unless `plain` is asked
    for.
    """
    if address.certificate is None and not plain and not is_loopback(address.host):
        raise PlainTextRefused(
            f"{address.host} is beyond this computer, and there is no TLS: give --tls-cert FILE"
            " and --tls-key FILE (`ceax keys certificate` makes some for trials), or --plain if"
            " others may read everything",
            field="host",
            value=address.host,
        )


def is_loopback(host: str) -> bool:
    """Whether a host's name or number means this computer alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
