"""kill -9 of the gateway within the commands that do most at once: an auction's closing, the close
of a day with blocks, the undoing of one of these, the day's end.

Each of the four dies at another moment; ``CEAX_EXAMPLES=6`` has each die at every one.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.commands import Method
from engine.events import EventKind
from gateway.client import ConnectionLost
from tests.faults import proof
from tests.faults.dying_gateway import MOMENTS
from tests.faults.house import ACCOUNTS, GATEWAY, House, all_done, open_day, running_house, settled
from tests.faults.test_house_faults import next_day_begins, resumed

ROOT = Path(__file__).parents[2]
DATE = "2026-01-05"
LIMIT_S = 120
EXAMPLES = int(os.environ.get("CEAX_EXAMPLES", "1"))
SELLER, *BIDDERS = ACCOUNTS
OFFERED, BID, BLOCK, DEALS = 100, 40, 30, 3
SMALL = {"auction_quantity_min": 10, "block_quantity_min": 10, "block_hours": 1}
CONFIRMED = {"confirm": True, "reason": "test"}
Requests = Mapping[str, Mapping[str, Any]]  # by the name of their command


def closings(auction: int) -> Requests:
    """What closes the auction and the day."""
    return {
        "close_auction": {"op": "close_auction", "auction": auction},
        "set_phase": {"op": "set_phase", "phase": "closed", "confirm": True, "reason": "test"},
        "bust_trade": {"op": "bust_trade", "trade": 1, "method": "block"} | CONFIRMED,
        "end_day": {"op": "end_day"},
    }


async def hold_session(house: House) -> int:
    """An auction whose bids reach further than what is offered; its number."""
    async with house.session("exchange") as exchange, house.session(f"member-{SELLER}") as seller:
        parameters = [
            {"op": "set_parameter", "instrument": "CEA25", "parameter": each, "value": SMALL[each]}
            for each in SMALL
        ]
        all_done(await exchange.request_many(parameters))
        applied = await seller.operations.apply_auction(instrument="CEA25", quantity=OFFERED)
        number = applied["auction"]
        notice = {
            "op": "announce_auction",
            "auction": number,
            "date": DATE,
            "opens": "10:00",
            "closes": "10:30",
        }
        others = [{"op": op, "auction": number} for op in ("accept_auction", "open_auction")]
        all_done(await exchange.request_many([others[0], notice, others[1]]))
    for bidder in BIDDERS:
        async with house.session(f"member-{bidder}") as session:
            await session.operations.place_bid(auction=number, price=7_850 + bidder, quantity=BID)
    return number


async def make_deals(house: House) -> None:
    """Blocks out of one intent, which is not dealt in whole."""
    async with house.session(f"member-{SELLER}") as seller:
        posted = await seller.operations.post_intent(
            side="sell",
            instrument="CEA25",
            price=7_850,
            quantity=BLOCK * (DEALS + 1),
            in_parts=True,
        )
    for buyer in BIDDERS[:DEALS]:
        async with house.session(f"member-{buyer}") as session:
            await session.operations.accept_intent(intent=posted["intent"], quantity=BLOCK)


def command_is_there(moment: str) -> bool:
    """Whether the log has the command: the system keeps what a process has written, synced or
    not.
    """
    return moment not in ("before the write", "within the write")


async def dies_in(house: House, command: str, request: Mapping[str, Any], moment: str) -> None:
    """A gateway that dies while it does this, asked to do it; then another one, which does it if it
    is not done yet.
    """
    await house.kill(GATEWAY)
    await house.start(
        GATEWAY, "tests.faults.dying_gateway", "--command", command, "--moment", moment
    )
    async with house.session("exchange") as exchange:
        with pytest.raises(ConnectionLost):
            await exchange.request(**request)
    assert await house.running.processes[GATEWAY].wait() == -signal.SIGKILL
    await house.start(GATEWAY)
    async with house.session("exchange") as exchange:
        reply = (await exchange.request_many([request]))[0]
        assert reply.ok != (command_is_there(moment)), reply


@pytest.mark.parametrize("turn", range(min(EXAMPLES, len(MOMENTS))))
async def test_a_gateway_killed_while_it_closes_an_auction_and_a_day_with_blocks_has_done_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    async with asyncio.timeout(LIMIT_S), running_house(tmp_path) as house:
        await open_day(house, DATE)
        requests = closings(await hold_session(house))
        await make_deals(house)
        assert proof.ceax("check", str(tmp_path), "--json")["problems"] == [], (
            "of a venue that trades"
        )
        for place, (command, request) in enumerate(requests.items(), 1):
            moment = MOMENTS[(turn + 2 * place - 1) % len(MOMENTS)]
            await dies_in(house, command, request, moment)
        assert await settled(house, DATE)
        reports = {account: await resumed(house, account) for account in ACCOUNTS}
        await next_day_begins(house)
        async with house.registry() as registry:
            delivered = Counter(
                [
                    (trade["method"], trade["trade"], trade["status"])
                    async for trade in registry.trades(DATE)
                ]
            )
    check_events(house)
    awards = len(BIDDERS) - 1
    trades = [("block", number) for number in range(2, DEALS + 1)] + [
        ("auction", number) for number in range(1, awards + 1)
    ]
    undone = ("block", 1, "undone")
    assert delivered == Counter([undone, *((*trade, "delivered") for trade in trades)])
    told = {
        account: Counter(report["report"] for report in each) for account, each in reports.items()
    }
    assert (told[SELLER]["award"], told[SELLER]["trade"]) == (awards, DEALS)
    assert [told[account]["trade_cancel"] for account in ACCOUNTS] == [1, 1, 0, 0, 0]
    assert [(told[account]["award"], told[account]["trade"]) for account in BIDDERS] == [
        (0, 1),
        (1, 1),
        (1, 1),
        (1, 0),
    ]
    proof.check_log(tmp_path)


def check_events(house: House) -> None:
    """Everything offered was sold once, each deal became one trade, one of these was undone once,
    the day ended once.
    """
    events = proof.events_of(house.log)
    kinds = Counter(events["kind"].tolist())
    assert (
        kinds[EventKind.AUCTION_RESULT],
        kinds[EventKind.DAY_FIGURES],
        kinds[EventKind.DEAL],
        kinds[EventKind.TRADE_BUSTED],
    ) == (1, 1, DEALS, 1)
    fills = events[events["kind"] == EventKind.FILL]
    sold = {method: int(fills["quantity"][fills["method"] == method].sum()) for method in Method}
    assert sold == {Method.LISTED: 0, Method.BLOCK: DEALS * BLOCK, Method.AUCTION: OFFERED}
