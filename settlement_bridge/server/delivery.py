"""The registry's answer to the exchange's books of cash, in the credits market."""

from __future__ import annotations

from gateway.protocol.auth import Grant
from settlement_bridge.bridge import objections
from settlement_bridge.bridge.exchange import exchange_answers
from settlement_bridge.bridge.objections import About
from settlement_bridge.bridge.two_legs import Portion
from settlement_bridge.bridge.two_sides import UnitsBridge
from settlement_bridge.errors import Refusal, as_error
from settlement_bridge.office import Fields, Office, signed


async def answer_deliver_units(office: Office, fields: Fields, _grant: Grant) -> Fields:
    """What was delivered of a portion, or which of its trades lack units."""
    bridge = office.settlement
    assert isinstance(bridge, UnitsBridge)  # books of units alone are asked
    asked = Portion(
        fields["date"],
        fields["first"],
        fields["last"],
        {row["seq"]: row["account"] for row in fields["cash_short"]},
        fields["units_short"],
    )
    with exchange_answers():
        done = await bridge.deliver_units(asked)
    if isinstance(done, Refusal):
        raise as_error(done)
    return {
        "through": done.through,
        "failed": [{"seq": seq, "reason": why} for seq, why in done.failed.items()],
        "short": [{"seq": seq, "account": account} for seq, account in done.short.items()],
    }


async def answer_take_back_units(office: Office, fields: Fields, grant: Grant) -> Fields:
    """The event that took the units of a trade back."""
    about = About(fields["account"], fields["date"], fields["method"], fields["trade"])
    given = (about, signed(fields, grant), office.now_ns())
    return {"event": await office.do(objections.take_back_once, *given)}
