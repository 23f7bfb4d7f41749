"""What a member hears first."""

from __future__ import annotations

from pathlib import Path

from gateway.protocol.wire import decode_from_venue, encode
from tests.gateway.small_venue import order, small_venue


async def test_a_reply_comes_before_the_reports_that_follow_from_it(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        alice, bob = await venue.caller("alice"), await venue.caller("bob")
        await alice.ask_all(order("sell", 7850, 5))
        await bob.socket.send(encode([order("buy", 7850, 5) | {"id": 1}], text=False))
        heard = []
        while len(heard) < 3:
            messages = decode_from_venue(await bob.socket.recv())
            heard += [each for each in messages if each["type"] != "state"]
        assert [each["type"] for each in heard] == ["reply", "report", "report"]
        assert [each["report"] for each in heard] == [1, "entered", "fill"]
