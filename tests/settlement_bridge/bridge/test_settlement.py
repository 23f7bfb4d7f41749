"""Days settled through a real gateway and feed: once, whatever is lost or interrupted on the
way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any

import pytest

from settlement_bridge.books import Break, DayStatus, State, TradeStatus, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import reconcile, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from tests.settlement_bridge import at_once

Start = Callable[..., Any]
Balances = Callable[..., Any]


async def breaks(bridge: Any) -> list[Break]:
    theirs = await reconcile.ask_exchange(bridge.exchange)
    ours = reconcile.expected(
        bridge.registry.read(ledger_rows.nonzero_holdings),
        bridge.registry.read(trading_days.undelivered),
    )
    found: list[Break] = reconcile.compare(ours, theirs) + bridge.registry.snapshot(disagreements)
    return found


def number(date: str) -> int:
    return int(date.replace("-", ""))


async def test_a_closed_day_is_settled_and_the_next_one_may_start(
    parts: Start, venue: Any, balances: Balances
) -> None:
    async with parts() as bridge:
        (cash, units), _ = await balances(bridge, 1)
        date = await venue.day(4)
        assert await bridge.settled(date)
        (cash_after, units_after), theirs = await balances(bridge, 1)
        assert (cash_after, units_after) == theirs == (cash - 4 * 78_500, units + 40)
        assert await breaks(bridge) == []
        assert await bridge.settled(await venue.day(1))


async def test_a_day_without_trades_is_settled_too(parts: Start, venue: Any) -> None:
    async with parts() as bridge:
        assert await bridge.settled(await venue.day(0))


@pytest.mark.parametrize("op", ["clearing_result", "settlement_done"])
@pytest.mark.parametrize("lose", ["lose_request", "lose_reply"])
async def test_a_settlement_whose_messages_are_lost_is_done_once(
    parts: Start, venue: Any, relay: Any, balances: Balances, op: str, lose: str
) -> None:
    async with parts(relay.url) as bridge:
        (cash, units), _ = await balances(bridge, 1)
        getattr(relay, lose)(op)
        assert await bridge.settled(await venue.day(2))
        ours, theirs = await balances(bridge, 1)
        assert ours == theirs == (cash - 2 * 78_500, units + 20)
        assert relay.requests.count("unsettled") >= 1
        assert await breaks(bridge) == []


@pytest.mark.parametrize("delivered", [0, 2, 5])
async def test_a_delivery_that_was_interrupted_goes_on_where_it_was(
    parts: Start, venue: Any, balances: Balances, delivered: int
) -> None:
    async with parts(settle=False) as bridge:
        (cash, units), _ = await balances(bridge, 1)
        date = await venue.day(5)
        await _confirm(bridge, venue, date)
        if delivered:
            await bridge.worker(at_once.deliver, bridge.registry, number(date), delivered, "bridge")
    async with parts() as bridge:
        assert await bridge.settled(date)
        ours, theirs = await balances(bridge, 1)
        assert ours == theirs == (cash - 5 * 78_500, units + 50)
        assert await breaks(bridge) == []


async def _confirm(bridge: Any, venue: Any, date: str) -> None:
    """What a bridge does before it delivers, its own note of it lost."""
    day = None
    while day is None or day.status == DayStatus.COLLECTING:
        day = await bridge.worker(bridge.registry.read, trading_days.day, number(date))
    async with venue.session("bridge") as session:
        await session.request("clearing_result", date=date, **asdict(day.figures))


@pytest.fixture
async def fees(venue: Any) -> AsyncIterator[None]:
    """A trading fee of 0.1 % and a settlement fee of at least 0.50 CNY, for one test."""
    parameters = {"trading_fee_ppm": 1_000, "settlement_fee_ppm": 10, "settlement_fee_min_fen": 50}

    async def charge(values: dict[str, int]) -> None:
        async with venue.session("exchange") as exchange:
            for parameter, value in values.items():
                await exchange.request(
                    "set_parameter", instrument="CEA25", parameter=parameter, value=value
                )

    await charge(parameters)
    yield
    await charge(dict.fromkeys(parameters, 0))


@pytest.mark.usefixtures("fees")
async def test_fees_go_to_the_exchange_and_both_sides_still_agree(
    parts: Start, venue: Any, balances: Balances
) -> None:
    async with parts() as bridge:
        (buyer, _), _ = await balances(bridge, 1)
        (seller, _), _ = await balances(bridge, 2)
        income = income_of(bridge)
        date = await venue.day(2)
        assert await bridge.settled(date)
        fee = 79 + 50  # 0.1 % of 785.00 rounded half up, and the minimum
        assert (await balances(bridge, 1))[0][0] == buyer - 2 * (78_500 + fee)
        assert (await balances(bridge, 2))[0][0] == seller + 2 * (78_500 - fee)
        assert income_of(bridge) == income + 4 * fee
        assert await breaks(bridge) == []


@pytest.mark.usefixtures("fees")
async def test_fees_of_a_failed_trade_stay_charged_on_both_sides(
    parts: Start, venue: Any, balances: Balances
) -> None:
    async with parts() as bridge:
        (_, units), _ = await balances(bridge, 3)
        income = income_of(bridge)
        frozen = {
            "account": 3,
            "instrument": "CEA25",
            "quantity": units,
            "state": State.TRADING_AVAILABLE,
        }
        async with venue.session("exchange") as exchange:
            date = await venue.start_day(exchange)
            await venue.trade(1, seller=3)
            await bridge.do(Instruction(Task.FREEZE, **frozen))
            await venue.end_day(exchange)
        assert await bridge.settled(date)
        await bridge.do(Instruction(Task.UNFREEZE, **frozen))
        assert len(bridge.registry.read(trading_days.failures, number(date))) == 1
        assert income_of(bridge) == income + 2 * 129
        assert await breaks(bridge) == []


def income_of(bridge: Any) -> int:
    return sum(
        holding.quantity for holding in bridge.registry.read(ledger_rows.nonzero_holdings, 0)
    )


@pytest.mark.parametrize("lose", ["", "lose_request", "lose_reply"])
async def test_a_trade_whose_units_are_gone_fails_and_is_taken_back_by_the_exchange(
    parts: Start, venue: Any, relay: Any, balances: Balances, lose: str
) -> None:
    async with parts(relay.url) as bridge:
        await bridge.do(
            Instruction(Task.ALLOCATE, 3, "CEA25", 1), Instruction(Task.FREEZE, 3, "CEA25", 1)
        )  # a freeze in the registry touches no trading
        (_, units), _ = await balances(bridge, 3)
        async with venue.session("exchange") as exchange:
            date = await venue.start_day(exchange)
            await venue.trade(3, seller=3)
            frozen = Instruction(Task.FREEZE, 3, "CEA25", units - 20, state=State.TRADING_AVAILABLE)
            assert isinstance((await bridge.do(frozen))[0], int)
            if lose:
                getattr(relay, lose)("trade_failed")
            await venue.end_day(exchange)
        assert await bridge.settled(date)
        statuses = [
            settled.status
            for settled in bridge.registry.read(trading_days.day_trades, number(date))
        ]
        assert statuses == [TradeStatus.DELIVERED, TradeStatus.DELIVERED, TradeStatus.FAILED]
        day = bridge.registry.read(trading_days.day, number(date))
        assert day is not None
        assert day.failed == 1
        unfrozen = Instruction(Task.UNFREEZE, 3, "CEA25", units - 20, state=State.TRADING_AVAILABLE)
        assert isinstance((await bridge.do(unfrozen))[0], int)
        assert await breaks(bridge) == []


async def test_a_day_whose_trades_do_not_add_up_is_not_delivered_and_says_why(
    parts: Start, venue: Any
) -> None:
    async with parts() as bridge:
        async with venue.session("exchange") as exchange:
            date = await venue.start_day(exchange)
            await venue.trade(1)
            while not bridge.registry.read(trading_days.day_trades, number(date)):
                await bridge.worker(lambda: None)
            with bridge.registry.writing() as connection:
                connection.exec_driver_sql(
                    f"UPDATE trades SET quantity = quantity + 1 WHERE date = {number(date)}"
                )
            await venue.end_day(exchange)
        day = None
        while day is None or not day.problem:
            day = await bridge.worker(bridge.registry.read, trading_days.day, number(date))
        assert day.status == DayStatus.CLOSED
        assert "quantity 11 here, 10 there" in day.problem
        with bridge.registry.writing() as connection:
            connection.exec_driver_sql(
                f"UPDATE trades SET quantity = quantity - 1 WHERE date = {number(date)}"
            )
    async with parts() as bridge:
        assert await bridge.settled(date)
        assert await breaks(bridge) == []
