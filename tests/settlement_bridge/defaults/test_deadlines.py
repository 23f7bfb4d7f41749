"""A day that waits for its defaults goes on waiting in the next bridge, and ends there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from settlement_bridge.books import DayStatus, SignOff, State, TradeStatus, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import reconcile, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.defaults import DefaultRules, cases, deadlines, set_rules
from settlement_bridge.defaults.differences import explained

LIN = SignOff("lin", "bridge", "case 1")


async def reached(bridge: Any, date: int, status: TradeStatus) -> None:
    async with asyncio.timeout(15):
        while [
            settled.status
            for settled in await bridge.worker(bridge.registry.read, trading_days.day_trades, date)
        ] != [status]:
            await asyncio.sleep(0.02)


async def differences(bridge: Any) -> list[Any]:
    """What differs from the exchange without a name, and what does not add up."""
    ours = reconcile.expected(
        bridge.registry.read(ledger_rows.nonzero_holdings),
        bridge.registry.read(trading_days.undelivered),
    )
    known = bridge.registry.read(explained)
    found: list[Any] = reconcile.compare(ours, await reconcile.ask_exchange(bridge.exchange), known)
    return found + bridge.registry.snapshot(disagreements)


async def test_a_day_in_default_waits_through_a_restart_and_ends_when_it_is_made_good(
    parts: Callable[..., Any], venue: Any, balances: Callable[..., Any]
) -> None:
    async with parts() as bridge:
        bridge.registry.write(set_rules, DefaultRules(540), LIN, 1)
        (_, units), _ = await balances(bridge, 3)
        frozen = Instruction(Task.FREEZE, 3, "CEA25", units, state=State.TRADING_AVAILABLE)
        async with venue.session("exchange") as exchange:
            date = await venue.start_day(exchange)
            await venue.trade(1, seller=3)
            await bridge.do(frozen)
            await venue.end_day(exchange)
        number = int(date.replace("-", ""))
        await reached(bridge, number, TradeStatus.DEFAULTED)
        assert await differences(bridge) == []
    async with parts() as bridge:
        day = bridge.registry.read(trading_days.day, number)
        assert (day.status, day.failed) == (DayStatus.DELIVERED, 0)
        assert day.problem.startswith("trades in default: 1")
        assert bridge.registry.read(deadlines.is_held, number, bridge.registry.now_ns())
        await bridge.do(
            Instruction(Task.UNFREEZE, 3, "CEA25", units, state=State.TRADING_AVAILABLE)
        )
        bridge.bridge.look()
        assert await bridge.settled(date)
        (found,) = bridge.registry.read(cases.listed)[-1:]
        assert (found.status, found.account) == ("delivered", 3)
        assert bridge.registry.read(explained) == []
        assert await differences(bridge) == []
        bridge.registry.write(set_rules, DefaultRules(), LIN, 1)


async def test_a_shortage_without_a_time_to_top_up_ends_in_the_same_pass(
    parts: Callable[..., Any], venue: Any
) -> None:
    async with parts() as bridge:
        frozen = {
            "account": 3,
            "instrument": "CEA25",
            "quantity": 10,
            "state": State.TRADING_AVAILABLE,
        }
        held = sum(
            row.quantity
            for row in bridge.registry.read(ledger_rows.nonzero_holdings, 3)
            if (row.instrument, row.state) == ("CEA25", State.TRADING_AVAILABLE)
        )
        async with venue.session("exchange") as exchange:
            date = await venue.start_day(exchange)
            await venue.trade(1, seller=3)
            await bridge.do(Instruction(Task.FREEZE, **frozen | {"quantity": held}))
            await venue.end_day(exchange)
        assert await bridge.settled(date)
        (found,) = bridge.registry.read(cases.listed)[-1:]
        assert (found.status, found.missing) == ("cancelled", 10)
        assert [known.what for known in bridge.registry.read(explained)] == ["taken_by_order"]
        assert await differences(bridge) == []
        await bridge.do(Instruction(Task.UNFREEZE, **frozen | {"quantity": held}))
