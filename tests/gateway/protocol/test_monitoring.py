"""The figures of a server are for its own monitoring: they count what members do."""

from __future__ import annotations

import pytest

from gateway.protocol.address import Security, private_address
from gateway.protocol.door import Door
from gateway.protocol.http import HTTPStatus, plain
from gateway.protocol.http_head import Head
from gateway.protocol.monitoring import NetworkRefused, read_networks

NETWORKS = "10.0.0.0/24, 192.0.2.7,2001:db8::/32"
PAGES = {each: lambda headers: plain(HTTPStatus.OK, "here") for each in ("/metrics", "/healthz")}


@pytest.mark.parametrize(
    ("path", "peer", "status"),
    [
        ("/metrics", "127.0.0.1", 200),
        ("/metrics", "::1", 200),
        ("/metrics", "::ffff:127.0.0.1", 200),
        ("/metrics", "10.0.0.9", 200),
        ("/metrics", "::ffff:10.0.0.9", 200),
        ("/metrics", "192.0.2.7", 200),
        ("/metrics", "2001:db8::1", 200),
        ("/metrics", "10.0.1.9", 403),
        ("/metrics", "192.0.2.8", 403),
        ("/metrics", "2001:db9::1%eth0", 403),
        ("/metrics", "", 403),  # gone already
        ("/healthz", "10.0.1.9", 200),
    ],
)
def test_figures_are_for_this_computer_and_the_networks_that_are_named(
    path: str, peer: str, status: int
) -> None:
    door = Door(PAGES)
    door.metrics_from = read_networks(NETWORKS)
    response = door.answer(Head("GET", path, 1, {}), peer)
    assert response is not None and response.status == status


TOO_MANY = ",".join(["::1"] * 65)


@pytest.mark.parametrize("text", ["10.0.0.1/24", "everybody", "10.0.0.0/99", TOO_MANY])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(NetworkRefused) as refused:
        private_address("127.0.0.1", 0, Security(metrics_from=text))
    assert refused.value.field == "metrics_from"


def test_a_servers_command_line_says_the_same() -> None:
    assert Security(metrics_from="10.0.0.0/24").arguments == ("--metrics-from", "10.0.0.0/24")
    assert private_address("127.0.0.1", 0, Security()).metrics_from == ()
