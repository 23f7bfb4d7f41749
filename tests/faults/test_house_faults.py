"""kill -9 of each process in the middle of a trading day and of its settlement: everything
acknowledged is there, once.

More of it for a night run: ``CEAX_EXAMPLES=20`` multiplies the seeds.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gateway.launch.processes import VenueFailed
from marketdata import client as feed_client
from settlement_bridge.client import ConnectionLost, VenueUnreachable
from tests.faults import proof
from tests.faults.house import (
    ACCOUNTS,
    BASES,
    FEED,
    GATEWAY,
    MODULES,
    REGISTRY,
    House,
    end_day,
    open_day,
    running_house,
    settled,
)
from tests.faults.trader import Cashier, Trader, deposits

ROOT = Path(__file__).parents[2]
SEEDS = range(int(os.environ.get("CEAX_EXAMPLES", "1")))
DATE, NEXT_DATE = "2026-01-05", "2026-01-06"
ANSWERS_BETWEEN = (100, 300)  # requests answered before the next kill
HASTY_ANSWERS = 300  # right before it
ANSWERS_AFTER = 200  # the last kill
STEPS_OF_A_LIFE = (2, 14)  # of a bridge that dies while it settles
LIMIT_S = 120


# closes a day and does harm while it is settled
Settle = Callable[["Day"], Coroutine[Any, Any, None]]


@dataclass
class Day:
    """A trading day in a house: who trades, and what is heard of it."""

    house: House
    dice: Random
    traders: list[Trader] = field(default_factory=list)
    tape: list[dict[str, Any]] = field(default_factory=list)
    over: bool = False

    def __post_init__(self) -> None:
        self.traders = [
            Trader(self.house, account, Random(self.dice.random())) for account in ACCOUNTS
        ]
        self.cashier = Cashier(self.house, ACCOUNTS[0])

    async def run(self, victims: Sequence[str], settle: Settle) -> None:
        """Trade while each victim is killed in its turn and started again; then have the day
        settled.
        """
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self.listen())
            async with asyncio.TaskGroup() as working:
                for each in (*(trader.trade for trader in self.traders), self.cashier.pay):
                    working.create_task(each(lambda: self.over))
                for victim in victims:
                    await self.strike(victim)
                await self.answers(ANSWERS_AFTER)
                self.over = True
            await settle(self)
            assert await settled(self.house, DATE)
            await self.heard_all(listening)

    async def strike(self, victim: str) -> None:
        """Kill in a moment of haste, with every member waiting for an answer; start again after a
        while.
        """
        await self.answers(self.dice.randint(*ANSWERS_BETWEEN))
        self.hurry(True)
        await self.answers(HASTY_ANSWERS)
        await asyncio.sleep(self.dice.random() * 0.02)
        await self.house.kill(victim)
        self.hurry(False)
        await asyncio.sleep(self.dice.random() * 0.2)
        await self.house.start(victim)

    def hurry(self, now: bool) -> None:
        for trader in self.traders:
            trader.hurry = now

    async def answers(self, more: int) -> None:
        """Wait until that number of further requests was answered."""
        wanted = self.answered() + more
        while self.answered() < wanted:
            await asyncio.sleep(0.002)

    def answered(self) -> int:
        return sum(len(trader.answers) for trader in self.traders)

    async def listen(self) -> None:
        """The public tape, through however many feeds."""
        async with feed_client.connect(self.house.running.urls[FEED]) as feed:
            for code in BASES:
                await feed.subscribe("trades", code, from_=1)
            async for message in feed:
                self.tape.append(message)

    async def heard_all(self, listening: asyncio.Task[None]) -> None:
        """Wait for the last trade of the day on the tape."""
        async with self.house.registry() as registry:
            trades = [trade["trade"] async for trade in registry.trades(DATE)]
        async with asyncio.timeout(20):
            while len(self.tape) < len(trades):
                await asyncio.sleep(0.01)
        listening.cancel()


async def resumed(house: House, account: int) -> list[dict[str, Any]]:
    """All reports of the day, asked for again."""
    reports: list[dict[str, Any]] = []
    async with house.session(f"member-{account}", today=True) as session:
        wanted = session.logged_on["next_report"] - 1
        async for report in session.reports():
            reports.append(dict(report))
            if len(reports) == wanted:
                break
    return reports


async def next_day_begins(house: House) -> None:
    """It does only when the day before is settled; and then the registry and the exchange agree to
    the fen.
    """
    await open_day(house, NEXT_DATE)
    async with house.registry() as registry:
        reply = await registry.operations.reconcile()
        assert (reply["breaks"], reply["undelivered"]) == ([], 0)


async def whole_day(
    data: Path,
    dice: Random,
    victims: Sequence[str],
    settle: Settle,
    day_in: Callable[[House, Random], Day] = Day,
    limit_s: float = LIMIT_S,
) -> Day:
    """A day with its kills, then everything compared with everything."""
    async with asyncio.timeout(limit_s), running_house(data) as house:
        await open_day(house, DATE)
        day = day_in(house, dice)
        await day.run(victims, settle)
        told = {account: await resumed(house, account) for account in ACCOUNTS}
        await next_day_begins(house)
        async with house.registry() as registry:
            delivered = [trade async for trade in registry.trades(DATE)]
            journal = [entry async for entry in registry.journal()]
            paid = await deposits(registry, day.cashier.account)
    events = proof.events_of(house.log)
    proof.check_orders(events, day.traders)
    proof.check_cancels(events, day.traders)
    proof.check_replaces(events, day.traders)
    for trader in day.traders:
        proof.check_reports(trader.reports, told[trader.account])
        proof.check_fills(events, trader.account, told[trader.account])
    proof.check_tape(events, day.tape)
    proof.check_deliveries(events, delivered, journal)
    proof.check_deposits(events, day.cashier, paid)
    proof.check_log(data)
    return day


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("victim", MODULES)
async def test_a_process_killed_while_members_trade_and_settle_loses_and_doubles_nothing(
    tmp_path: Path, victim: str, seed: int
) -> None:
    async def settle(day: Day) -> None:
        await end_day(day.house)
        await asyncio.sleep(day.dice.random() * 0.2)
        await day.house.kill(victim)
        await day.house.start(victim)

    kills = seed % 3 + (2 if victim == GATEWAY else 1)
    day = await whole_day(tmp_path, Random(f"{seed}/{victim}"), [victim] * kills, settle)
    assert day.house.kills[victim] == kills + 1  # the last one while the day is settled
    assert len(day.tape) > 50
    if victim == GATEWAY:
        assert min(trader.log_ons for trader in day.traders) == kills + 1


async def live(house: House, die_at: int) -> bool:
    """A life of the bridge that ends at that step; whether the day was settled before."""
    try:
        await house.start(REGISTRY, "tests.faults.dying_registry", "--die-at", str(die_at))
        async with house.registry() as registry:
            done = DATE in (await registry.operations.settled(date=DATE, wait_ms=20_000))["dates"]
        await house.kill(REGISTRY)
    except (VenueFailed, VenueUnreachable, ConnectionLost):
        assert await house.running.processes[REGISTRY].wait() == -signal.SIGKILL
        return False
    return done


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_bridge_that_dies_at_any_step_of_the_settlement_settles_each_trade_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    lives: list[bool] = []

    async def settle(day: Day) -> None:
        await day.house.kill(REGISTRY)
        await end_day(day.house)
        while not any(lives):
            lives.append(await live(day.house, day.dice.randint(*STEPS_OF_A_LIFE)))
        await day.house.start(REGISTRY)

    await whole_day(tmp_path, Random(f"{seed}/steps"), [], settle)
    assert len(lives) > 1
