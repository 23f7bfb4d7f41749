"""Paid allocation through real servers: an issuer's units are sold in a one-way auction, and the
money lands in the proceeds account, which never trades.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.units import format_date
from gateway.client import RequestRefused
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from settlement_bridge.client import RegistrySession, connect

ISSUER, PROCEEDS = 970, 971
OFFERED, BID, PRICE = 100_000, 30_000, 7_900
RULES = {"issuer_account": ISSUER, "proceeds_account": PROCEEDS}


async def refused(registry: RegistrySession, op: str, **fields: Any) -> str:
    with pytest.raises(RequestRefused) as caught:
        await registry.request(op, **fields)
    return caught.value.code


async def prepare(house: Any, registry: RegistrySession, staff: Any) -> None:
    """The issuer has units in trading, account 1 money to buy them."""
    public_key = generate(house.data / "keys" / "issuer.pem").public_key
    PublicKeys(house.data / "keys.json").add("issuer", "member", ISSUER, "issuer", public_key)
    await staff.request("open_account", account=ISSUER, name="issuer")
    for number, name in ((ISSUER, "issuer"), (PROCEEDS, "proceeds")):
        await registry.request("open_entity", entity=number, name=name, kind="state")
        await registry.operations.open_account(account=number, name=name, entity=number)
    units = {"account": ISSUER, "instrument": "CEA25", "quantity": OFFERED}
    await registry.operations.allocate(**units)
    await registry.operations.transfer_in(**units)
    await registry.operations.deposit(account=1, amount_fen=BID * PRICE + 10_000_000)


async def auction(house: Any, staff: Any, date: str) -> int:
    """One bid of account 1 is served: what it pays, fen."""
    async with house.session("issuer") as issuer, house.session("member1") as bidder:
        terms = {"instrument": "CEA25", "quantity": OFFERED, "pay_as_bid": True}
        number = (await issuer.operations.apply_auction(**terms))["auction"]
        await staff.request("accept_auction", auction=number)
        notice = {"date": date, "opens": "10:00", "closes": "10:30"}
        await staff.request("announce_auction", auction=number, **notice)
        await staff.request("open_auction", auction=number)
        await bidder.operations.place_bid(auction=number, price=PRICE, quantity=BID)
        closed = await staff.request("close_auction", auction=number)
    assert (closed["outcome"], closed["sold"]) == ("sold", BID)
    return int(closed["amount_fen"])


async def test_the_money_of_an_auction_lands_in_the_proceeds_account(house: Any) -> None:
    async with (
        connect(house.registry, house.key("bridge")) as registry,
        house.session("exchange") as staff,
    ):
        await prepare(house, registry, staff)
        assert await refused(registry, "collect_proceeds") == "proceeds_unset"
        for rule, value in RULES.items():
            await registry.request("set_rule", rule=rule, value=value, document="notice 9")
        date = await house.start_day(staff)
        amount = await auction(house, staff, date)
        await house.end_day(staff)
        assert (await registry.operations.settled(date=date, wait_ms=20_000))["last"] == date
        sold = (await registry.request("cash", account=ISSUER))["available_fen"]
        assert 0 < sold <= amount
        date = await house.start_day(staff)
        assert date == format_date(house.date)
        await registry.request("collect_proceeds", document="notice 9")
        left = await registry.request("cash", account=ISSUER)
        landed = await registry.request("cash", account=PROCEEDS)
        assert (left["available_fen"], left["registry_fen"]) == (0, 0)
        assert (landed["registry_fen"], landed["available_fen"]) == (sold, 0)
        barred = "account_of_paid_allocation"
        for account in RULES.values():
            terms = {"account": account, "amount_fen": 1}
            assert await refused(registry, "cash_to_trading", **terms) == barred
            assert await refused(registry, "deposit", **terms) == barred
        units = {"account": PROCEEDS, "instrument": "CEA25", "quantity": 1}
        assert await refused(registry, "transfer_in", **units) == barred
        await house.end_day(staff)
        await registry.operations.settled(date=date, wait_ms=20_000)
        breaks = (await registry.request("reconcile"))["breaks"]
        assert [row for row in breaks if row["account"] in (1, *RULES.values())] == []
        for rule in RULES:
            await registry.request("set_rule", rule=rule, document="notice 9")
