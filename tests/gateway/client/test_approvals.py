"""Staff hears of acts that need a second key, and approves one by the SDK."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.client import connect
from gateway.protocol.private_keys import generate
from gateway.protocol.replies import AWAITS_APPROVAL, RequestRefused
from tests.gateway.small_venue import small_venue


async def test_another_key_hears_of_an_act_and_approves_it(tmp_path: Path) -> None:
    async with small_venue(tmp_path) as venue:
        second = generate(tmp_path / "keys" / "second.pem")
        venue.public_keys.add("second", "exchange", None, "", second.public_key)
        async with (
            connect(venue.hub.url, key=venue.keys["exchange"]) as first,
            connect(venue.hub.url, key=second) as other,
        ):
            await first.operations.set_venue_rule(rule="second_approval", value=1)
            with pytest.raises(RequestRefused, match="mass_cancel not done yet") as held:
                await first.operations.mass_cancel(everyone=True, reason="a drill")
            assert held.value.code == AWAITS_APPROVAL
            heard = await anext(other.approvals())
            assert (heard["number"], heard["state"]) == (held.value.value, "awaits")
            waiting = (await other.operations.approvals())["approvals"]
            assert [each["yours"] for each in waiting] == [True]
            reply = await other.operations.approve_act(number=heard["number"], reason="seen")
            assert (reply["act"], reply["answer"]) == (
                "mass_cancel",
                {"cancelled": 0, "orders": []},
            )
            states = first.approvals()
            assert [(await anext(states))["state"] for _ in range(2)] == ["awaits", "approved"]
