"""Where a server listens, and whether what goes over its socket may be read by others."""

from __future__ import annotations

import ipaddress
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NamedTuple

from gateway.protocol import monitoring, origins
from gateway.protocol.monitoring import Networks, read_networks
from gateway.protocol.origins import Origins, read_origins
from gateway.protocol.tls import (
    Certificate,
    CertificateUnusable,
    ListeningRefused,
    speaking,
)

OWN_PORT_HELP = "port on loopback for the venue's own servers and staff; 0 takes any free one"
LOCAL = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # of every interface, this computer


class PlainTextRefused(ListeningRefused):
    """A server would speak without TLS beyond this computer."""

    code = "plain_text_refused"


class Address(NamedTuple):
    """Where a server listens: port 0 takes a free one.

    `certificate`: what it speaks TLS with, None: plain text. `name`: what clients call the host,
    None: as it is called here. `own_port`: where it listens on loopback for the venue's own
    processes, None: nowhere. `metrics_from`: who may read its figures beside this computer.
    `origins`: of pages of other hosts that may connect.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Certificate | None = None
    name: str | None = None
    own_port: int | None = None
    metrics_from: Networks = ()
    origins: Origins = ()

    def url(self, port: int) -> str:
        """The WebSocket address for clients, with the port that was taken."""
        scheme = "ws" if self.certificate is None else "wss"
        host = self.name or LOCAL.get(self.host, self.host)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


class Security(NamedTuple):
    """How a server was asked to speak: the files of its certificate, or in plain text beyond this
    computer. `metrics_from`: networks of the monitoring, `origins`: of pages of other hosts, with
    commas.
    """

    cert: Path | None = None
    key: Path | None = None
    plain: bool = False
    name: str | None = None
    metrics_from: str = ""
    origins: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options of a server's command line that say the same."""
        given = {"--tls-cert": self.cert, "--tls-key": self.key, "--name": self.name}
        given |= {"--metrics-from": self.metrics_from, "--origin": self.origins}
        words = [word for name, value in given.items() if value for word in (name, str(value))]
        return (*words, *(["--plain"] * self.plain))


def private_address(
    host: str, port: int, security: Security, own_port: int | None = None
) -> Address:
    """Where a server listens as it was asked to.

    Raises PlainTextRefused beyond loopback without TLS, unless plain text is asked for;
    CertificateUnusable where one of the two files is not named, or cannot be used; NetworkRefused,
    OriginRefused.
    """
    cert, key, plain, name, metrics_from, pages = security
    if (cert is None) != (key is None):
        rule = "a certificate and its key belong together: give --tls-cert FILE and --tls-key FILE"
        raise CertificateUnusable(rule, value=str(cert or key))
    certificate = None if cert is None or key is None else Certificate(cert, key)
    if certificate is not None:
        speaking(certificate)
    networks = read_networks(metrics_from)
    allowed = read_origins(pages)
    address = Address(host, port, certificate, name, own_port, networks, allowed)
    _require_private(address, plain)
    return address


def add_options(parser: ArgumentParser, port: int) -> None:
    """The options of a server's command line that say where and how it listens."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=port, help="port to listen on; 0 takes any free one")
    add("--tls-cert", type=Path, help="PEM file of the certificate, its own first")
    add("--tls-key", type=Path, help="PEM file of the certificate's private key")
    add("--plain", action="store_true", help="speak without TLS beyond this computer")
    add("--name", help="host name in the addresses for clients")
    add("--own-port", type=int, help=OWN_PORT_HELP)
    add("--metrics-from", default="", help=monitoring.HELP)
    add("--origin", default="", help=origins.HELP)


def address_of(options: Namespace) -> Address:
    """Where to listen, as `add_options` has read it. Raises as `private_address`."""
    files = (options.tls_cert, options.tls_key)
    asked = Security(*files, options.plain, options.name, options.metrics_from, options.origin)
    return private_address(options.host, options.port, asked, options.own_port)


def _require_private(address: Address, plain: bool) -> None:
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
