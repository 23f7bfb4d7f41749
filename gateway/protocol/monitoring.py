"""Who may read the figures of a server.

They count messages by operation, sealed bids too, so that a member who reads them learns what
others do. They are given to this computer, and to the networks that the operator names.
"""

from __future__ import annotations

import ipaddress
from http import HTTPStatus

from gateway.protocol.http import Response, plain
from gateway.protocol.tls import ListeningRefused

PATH = "/metrics"
NETWORKS_MAX = 64
HELP = "networks whose monitoring may read /metrics beside this computer, with commas"
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


class NetworkRefused(ListeningRefused):
    """A network of the monitoring is none."""

    code = "network_refused"


def read_networks(text: str) -> Networks:
    """The networks in a text such as `10.0.0.0/24,192.0.2.7`. Raises NetworkRefused."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) > NETWORKS_MAX:
        rule = f"at most {NETWORKS_MAX} networks, got {len(words)}"
        raise NetworkRefused(rule, field="metrics_from", value=len(words), allowed=NETWORKS_MAX)
    try:
        return tuple(map(ipaddress.ip_network, words))
    except ValueError as error:
        rule = f"--metrics-from: {error}; write 10.0.0.0/24 or 192.0.2.7"
        raise NetworkRefused(rule, field="metrics_from", value=text[:80]) from error


def refused(path: str, peer: str, networks: Networks) -> Response | None:
    """Why a peer at that address gets no figures; None: it gets the page that it asks for."""
    if path != PATH or _is_in(peer, networks):
        return None
    rule = f"{PATH} is for the venue's monitoring: --metrics-from names its networks"
    return plain(HTTPStatus.FORBIDDEN, rule)


def _is_in(peer: str, networks: Networks) -> bool:
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = address if mapped is None else mapped
    return address.is_loopback or any(address in network for network in networks)
