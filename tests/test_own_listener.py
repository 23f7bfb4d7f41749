"""The listener of the venue's own servers and staff: strangers at the public one take none of its
places.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from gateway.client import ConnectionLost, RequestRefused, connect
from gateway.client.endpoints import Endpoints, reach, write_endpoints
from gateway.protocol import listening
from gateway.protocol.address import Address
from gateway.protocol.limits import Limits
from gateway.protocol.wire import CloseCode
from tests.gateway.small_venue import Caller, small_venue

OWN = Address(own_port=0)
FEW = Limits(connections=2, strangers=2)


async def test_strangers_at_the_public_port_take_no_place_of_the_venue_s_own(
    tmp_path: Path,
) -> None:
    async with (
        small_venue(tmp_path, FEW, market=False, address=OWN) as venue,
        AsyncExitStack() as stack,
    ):
        hub = venue.hub
        strangers = [await Caller.open(hub.url) for _ in range(FEW.strangers)]
        for stranger in strangers:
            stack.push_async_callback(stranger.socket.close)
        await stack.enter_async_context(connect(hub.url, venue.keys["alice"]))
        assert await strangers[0].closed() == CloseCode.TRY_LATER
        for name in ("exchange", "feed", "bridge"):
            session = await stack.enter_async_context(connect(hub.own_url, venue.keys[name]))
            assert session.role == name


async def test_the_venue_s_own_places_are_bounded_and_take_none_of_the_public_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "OWN_MAX", 1)
    async with small_venue(tmp_path, FEW, market=False, address=OWN) as venue:
        hub, exchange = venue.hub, venue.keys["exchange"]
        async with connect(hub.own_url, exchange), connect(hub.url, exchange):
            with pytest.raises(ConnectionLost, match="at most 1 connections"):
                async with connect(hub.own_url, exchange):
                    pass
            async with connect(hub.url, venue.keys["alice"]):
                pass


@pytest.mark.parametrize("name", ["alice", "vera"])
async def test_members_and_viewers_use_the_public_listener(tmp_path: Path, name: str) -> None:
    async with small_venue(tmp_path, market=False, address=OWN) as venue:
        with pytest.raises(RequestRefused, match="venue's own servers and staff") as caught:
            async with connect(venue.hub.own_url, venue.keys[name]):
                pass
        assert caught.value.code == "role_not_allowed"
        assert caught.value.allowed == ["exchange", "feed", "bridge"]


async def test_commands_of_staff_on_the_machine_use_it_and_members_do_not(tmp_path: Path) -> None:
    async with small_venue(tmp_path, market=False, address=OWN) as venue:
        hub, keys = venue.hub, venue.keys
        own = {"gateway_key": hub.server_key, "gateway_own": hub.own_url}
        write_endpoints(tmp_path, Endpoints(hub.url, **own))
        urls = {name: reach(tmp_path, "gateway", keys[name])["url"] for name in keys}
    at_own = {name for name, url in urls.items() if url == hub.own_url}
    assert at_own == {"exchange", "feed", "bridge"}
    assert {urls[name] for name in keys.keys() - at_own} == {hub.url}
    write_endpoints(tmp_path, Endpoints(hub.url))
    assert reach(tmp_path, "gateway", keys["exchange"])["url"] == hub.url
