"""A credits venue as real processes: the exchange delivers cash, the registry units, and a day is
settled when both have, whatever is killed on the way.

CEAX_CREDITS=300 CEAX_TRADES=100000 CEAX_KILLS=10 pytest tests/settlement_bridge/test_two_sides.py
plays a day of 100,000 trades over 300 credits, with ten kills.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import ExitStack, closing
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import root
from gateway.client import RequestRefused
from settlement_bridge.books import Market, venue_rules
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.registry import open_registry
from settlement_bridge.client import connect
from settlement_bridge.errors import Refusal
from tests.settlement_bridge import at_once

CODE = "A210001-22"
CREDITS = int(os.environ.get("CEAX_CREDITS", "12"))
TRADES = int(os.environ.get("CEAX_TRADES", "1200"))
FEE = 471  # 6 per mille of 785.00
PIECE = 400  # trades that two members make at once
CODES = [CODE, *(f"A21{number:04}-23" for number in range(1, CREDITS))]
KILLS = int(os.environ.get("CEAX_KILLS", "2"))
MEMBERS = (1, 2, 3)


@pytest.fixture(scope="module")
def credits_venue(tmp_path_factory: pytest.TempPathFactory, venue_runner: Any) -> Any:
    """A credits venue whose registry and cash the tests start and kill themselves; its accounts
    have units that are not tradable yet.
    """
    data = tmp_path_factory.mktemp("credits")
    with venue_runner(data, credits_code=CODE) as venue:
        (data / "registry").mkdir()
        url = f"sqlite:///{data}/registry/registry.sqlite3"
        with closing(open_registry(url, market=Market.CREDITS)) as registry:
            registry.write(venue_rules.note, CODES, "published", 1)
            asked = [Instruction(Task.OPEN_ACCOUNT, each, name="x") for each in MEMBERS]
            for code in CODES:
                issued = (code, 10**6)
                asked += [Instruction(Task.ALLOCATE, each, *issued, year=2022) for each in MEMBERS]
            done = at_once.record(registry, asked)
            assert not any(isinstance(each, Refusal) for each in done)
        asyncio.run(_list_all(venue))
        yield venue


async def _list_all(venue: Any) -> None:
    async with venue.session("exchange") as exchange:
        listed = [
            {"op": "list_instrument", "instrument": code, "number": 10 + at, "base_price": 7850}
            for at, code in enumerate(CODES[1:])
        ]
        await _all_done(exchange, listed)


def at_registry(venue: Any) -> Any:
    return connect(venue.registry, venue.key("bridge"))


def at_cash(venue: Any) -> Any:
    return connect(venue.cash, venue.key("cash"), server="cash")


async def fund(venue: Any) -> None:
    """Units and cash into trading, at the same time from both books."""
    units = [
        {"op": "transfer_in", "account": each, "instrument": code, "quantity": 10**6}
        for each in MEMBERS
        for code in CODES
    ]
    cash = [{"op": "open_account", "account": each, "name": "x"} for each in MEMBERS]
    cash += [{"op": "deposit", "account": each, "amount_fen": 10**12} for each in MEMBERS]
    async with at_registry(venue) as registry, at_cash(venue) as exchange:
        await asyncio.gather(_all_done(registry, units), _all_done(exchange, cash))


async def _all_done(session: Any, requests: list[dict[str, Any]]) -> None:
    for reply in await session.request_many(requests):
        reply.result()


async def long_day(venue: Any) -> str:
    """A day of many trades over all credits."""
    async with venue.session("exchange") as exchange:
        date: str = await venue.start_day(exchange)
        async with venue.session("member2") as sells, venue.session("member1") as buys:
            for begun in range(0, TRADES, PIECE):
                orders = [
                    {
                        "op": "new_order",
                        "instrument": CODES[place % len(CODES)],
                        "price": 7850,
                        "quantity": 1,
                    }
                    for place in range(begun, min(begun + PIECE, TRADES))
                ]
                await _all_done(sells, [{**order, "side": "sell"} for order in orders])
                await _all_done(buys, [{**order, "side": "buy"} for order in orders])
        await venue.end_day(exchange)
    return date


async def settled(session: Any, date: str) -> None:
    """Wait for a day; a long one is asked for some times."""
    for _ in range(1 + TRADES // 10_000):
        reply = await session.operations.settled(date=date, wait_ms=30_000)
        if date in reply["dates"]:
            return
    pytest.fail(str(reply))


async def check_both(venue: Any, date: str, trades: int, failed: int = 0) -> None:
    """The day is settled on both sides, with the same trades, and neither differs from the
    exchange.
    """
    async with at_registry(venue) as registry, at_cash(venue) as exchange:
        said = []
        for session in (exchange, registry):
            await settled(session, date)
            reply = await session.operations.reconcile()
            assert (reply["breaks"], reply["undelivered"]) == ([], 0)
            assert (await session.operations.check())["breaks"] == []
            found = [each async for each in session.trades(date)]
            said.append([(each["seq"], each["status"], each["reason"]) for each in found])
    assert said[0] == said[1]
    ended = [status for _, status, _ in said[0]]
    assert (len(ended), ended.count("failed")) == (trades, failed)


def test_both_books_move_their_own_and_refuse_the_other_ones(
    credits_venue: Any, registry_runner: Any, cash_runner: Any
) -> None:
    venue = credits_venue
    with registry_runner(venue), cash_runner(venue):
        asyncio.run(fund(venue))
        date = asyncio.run(venue.day(3))
        asyncio.run(check_both(venue, date, 3))
        asyncio.run(_refusals(venue))
        _commands(venue, date)
        date = asyncio.run(venue.day(0))
        asyncio.run(check_both(venue, date, 0))


async def _refusals(venue: Any) -> None:
    async with at_registry(venue) as registry, at_cash(venue) as exchange:
        with pytest.raises(RequestRefused, match="kept_elsewhere"):
            await registry.operations.deposit(account=1, amount_fen=1)
        with pytest.raises(RequestRefused, match="kept_elsewhere"):
            await exchange.operations.transfer_in(account=1, instrument=CODE, quantity=1)
        cash = await exchange.operations.cash(account=1)
        assert cash["available_fen"] == 10**12 - 3 * (78_500 + FEE)
        held = (await registry.operations.holdings(account=1))["holdings"]
        assert [row["quantity"] for row in held if row["instrument"] == CODE] == [10**6 + 30]


def _commands(venue: Any, date: str) -> None:
    """The commands of `ceax cash` reach the exchange's books; there are none about units."""
    runner = CliRunner(env={"COLUMNS": "200"})
    for command, said in (
        (f"summary {date}", "3 trades delivered, 0 failed"),
        ("deposit 1 12.50", "12.50 CNY paid in"),
        ("withdraw 1 12.50", "12.50 CNY"),
        ("cash --account 1", "9,999,997,630.87"),
        ("journal --account 1", "deposit"),
        ("reconcile", "0 breaks"),
        ("check", "0 breaks"),
        ("objections list", "Objections"),
    ):
        result = runner.invoke(root(), ["cash", *command.split(), "--data", str(venue.data)])
        assert (result.exit_code, said in result.output) == (0, True), result.output
    for command in ("transfer-in 1 A210001-22 1", "offsets", "credits projects"):
        assert runner.invoke(root(), ["cash", *command.split()]).exit_code == 2


def test_a_day_is_settled_once_on_both_sides_whoever_is_killed(
    credits_venue: Any, registry_runner: Any, cash_runner: Any
) -> None:
    venue, dice = credits_venue, random.Random(11)
    date = asyncio.run(long_day(venue))  # both are away the whole day
    for kill in range(KILLS):
        with ExitStack() as running:
            registry = running.enter_context(registry_runner(venue))
            cash = running.enter_context(cash_runner(venue))
            time.sleep(dice.random() * 0.3)
            os.kill((cash, registry)[kill % 2].pid, signal.SIGKILL)
            time.sleep(0.05)
    with registry_runner(venue), cash_runner(venue):
        asyncio.run(check_both(venue, date, TRADES))


def test_a_trade_whose_units_a_court_froze_fails_on_both_sides(
    credits_venue: Any, registry_runner: Any, cash_runner: Any
) -> None:
    venue = credits_venue
    with registry_runner(venue), cash_runner(venue):
        date = asyncio.run(_with_frozen_units(venue))
        asyncio.run(check_both(venue, date, 3, failed=2))


async def _with_frozen_units(venue: Any) -> str:
    """Account 3 sells three times; then a court freezes all but ten tonnes."""
    async with venue.session("exchange") as exchange:
        date: str = await venue.start_day(exchange)
        await venue.trade(3, quantity=10, seller=3, buyer=1)
        async with at_registry(venue) as registry:
            frozen = {"account": 3, "instrument": CODE, "quantity": 10**6 - 10}
            await registry.operations.freeze(**frozen, state="trading_available")
        await venue.end_day(exchange)
    return date


def test_an_objection_that_is_upheld_takes_a_trade_back_on_both_sides(
    credits_venue: Any, registry_runner: Any, cash_runner: Any
) -> None:
    venue = credits_venue
    with registry_runner(venue), cash_runner(venue):
        asyncio.run(_upheld(venue))


async def _upheld(venue: Any) -> None:
    """The second of two trades is objected to at the exchange, while the day is held."""
    async with at_registry(venue) as registry, at_cash(venue) as exchange:
        rules = {"document": "rule 4", "top_up": "00:00", "top_up_days": 2}
        await exchange.operations.set_default_rules(**rules, hold_results=True)
        before = [await _owned(registry, exchange, each) for each in (1, 2)]
        date = await venue.day(2)
        while (await exchange.operations.result(date=date))["status"] != "delivered":
            await asyncio.sleep(0.02)
        last = [each async for each in exchange.trades(date)][-1]
        about = {"account": 1, "date": date, "trade": last["trade"], "text": "typed twice"}
        number = (await exchange.operations.object(**about))["objection"]
        answer = {"reason": "typed twice", "document": "finding 3"}
        there = (await registry.operations.object(**about))["objection"]
        with pytest.raises(RequestRefused, match="trade_not_reversible"):  # the exchange leads
            await registry.operations.uphold_objection(objection=there, **answer)
        await exchange.operations.uphold_objection(objection=number, **answer)
        await exchange.operations.release_day(date=date, document="finding 3")
        await exchange.operations.set_default_rules(document="rule 5")
        for session in (exchange, registry):
            await settled(session, date)
            assert (await session.operations.reconcile())["breaks"] == []
            ended = [each["status"] async for each in session.trades(date)]
            assert ended == ["delivered", "failed"]
        after = [await _owned(registry, exchange, each) for each in (1, 2)]
        moved = [
            (t - was_t, fen - was) for (t, fen), (was_t, was) in zip(after, before, strict=True)
        ]
        assert moved == [(10, -78_500 - 2 * FEE), (-10, 78_500 - 2 * FEE)]  # its fees stay


async def _owned(registry: Any, exchange: Any, account: int) -> tuple[int, int]:
    """Tonnes of the credits that are traded, and cash in fen."""
    held = (await registry.operations.holdings(account=account))["holdings"]
    cash = await exchange.operations.cash(account=account)
    return sum(row["quantity"] for row in held if row["instrument"] == CODE), cash["available_fen"]
