"""A venue whose tables are full starts again: how long it takes from its log and from a snapshot.

    python -m tests.faults.hostile.full_tables [--judge]

Fills the tables of `ceax serve` (orders, each with a client order id; auctions; intents) by
accounts that each have their share, leaves the log without a snapshot, starts the gateway, stops
it, and starts it once more. Prints a row a start. Wrong is a table that did not become full, a
start that fails, and a log that `ceax check` refuses; with `--judge`, on a quiet machine, also a
start of more than START_S.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.commands import INVITATION, CommandArray, CommandKind, Phase, Side, command
from engine.events import EventKind, Reason
from engine.record.sequencer import Sequencer
from engine.rules.state import Capacity
from engine.units import ACCOUNT_SHARE, BATCH_MAX
from gateway.launch.local_keys import make_local_keys
from gateway.launch.plan import GATEWAY, VenuePlan
from gateway.launch.venue import running_venue
from gateway.protocol.server_clock import SystemClock
from gateway.server.new_venue import ORDERS_SHARE, begin_venue, orders_share
from tests.faults import proof
from tests.faults.hostile.verdict import peak_mb

START_S = 15.0
ACCOUNTS = range(1, ORDERS_SHARE + 2)
CEA25, BASE, CASH_FEN, UNITS, DATE = 1, 7_850, 10**14, 10**9, 20260105
HEAD = ("start", "seconds", "MB", "verdict")
ROW = "{:20} {:>8} {:>7}  {}"
KEY = 7 << 50
FULL = {"orders_full", "auctions_full", "intents_full"}
SHARES = {"open_orders_above_limit", "auctions_of_account_full", "intents_of_account_full"}


def opening() -> Iterator[CommandArray]:
    """A venue with members in its afternoon."""
    yield command(CommandKind.LIST_INSTRUMENT, instrument=CEA25, base_price=BASE, code=b"CEA25")
    for account in ACCOUNTS:
        yield command(CommandKind.OPEN_ACCOUNT, account=account, name=b"member")
        money = {"account": account, "amount_fen": CASH_FEN, "reference": 2 * account}
        yield command(CommandKind.CASH_IN, **money)
        units = {"account": account, "quantity": UNITS, "reference": 2 * account + 1}
        yield command(CommandKind.UNITS_IN, instrument=CEA25, **units)
    yield command(CommandKind.START_DAY, date=DATE)
    yield command(CommandKind.SET_PHASE, phase=Phase.AFTERNOON)


def filling(capacity: Capacity) -> Iterator[CommandArray]:
    """More than what the tables hold, and than the share of each account."""
    terms = {"instrument": CEA25, "side": Side.BUY, "quantity": 1, "price": BASE}
    for account in ACCOUNTS:
        own = command(CommandKind.NEW_ORDER, account=account, **terms)
        orders = np.repeat(own, orders_share(capacity.orders) + 1)
        orders["price"] -= np.arange(len(orders)) % 700
        orders["text"] = [b"%d-%d" % (account, place) for place in range(len(orders))]
        yield orders
        block = terms | {"account": account, "quantity": 100_000, "flags": INVITATION}
        yield np.repeat(
            command(CommandKind.POST_INTENT, **block), capacity.intents // ACCOUNT_SHARE + 1
        )
        applied = {"account": account, "instrument": CEA25, "quantity": 100_000}
        auction = command(CommandKind.APPLY_AUCTION, side=Side.SELL, **applied)
        yield np.repeat(auction, capacity.auctions // ACCOUNT_SHARE + 1)


def fill(log: Path) -> dict[str, int]:
    """Write the log of a venue with full tables; how often each refusal was given."""
    log.mkdir(parents=True)
    sequencer = Sequencer.open(log, clock=SystemClock(), capacity=Capacity())
    begin_venue(sequencer, KEY)
    refused: dict[str, int] = {}
    for commands in (*opening(), *filling(Capacity())):
        for first in range(0, len(commands), BATCH_MAX):
            events = sequencer.process(commands[first : first + BATCH_MAX]).events
            reasons = events["reason"][events["kind"] == EventKind.REFUSED].tolist()
            for reason in reasons:
                name = Reason(reason).name.lower()
                refused[name] = refused.get(name, 0) + 1
    sequencer.close()
    return refused


async def start(name: str, data: Path, judge: bool) -> bool:
    """Start the gateway and stop it; whether that went as it should."""
    begun = time.perf_counter()
    plan = VenuePlan(data, clock="manual", quiet=True, only=frozenset({GATEWAY}))
    async with running_venue(plan) as venue:
        took_s = time.perf_counter() - begun
        memory = peak_mb(venue.processes[GATEWAY].pid)
    late = judge and took_s > START_S
    verdict = f"more than {START_S:.0f} s" if late else "ok"
    print(ROW.format(name, f"{took_s:.1f}", memory, verdict), flush=True)
    return not late


def main() -> int:
    """Entry of the command; 1 when a start did not go as it should."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hostile.full_tables")
    parser.add_argument("--judge", action="store_true", help="also how long a start takes")
    judge = parser.parse_args().judge
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "venue"
        make_local_keys(data)
        refused = fill(data / "log")
        print("refused:", ", ".join(f"{name} {count}" for name, count in refused.items()))
        if missing := (FULL | SHARES) - refused.keys():
            print("never refused:", ", ".join(sorted(missing)))
            return 1
        for snapshot in (data / "log").glob("snapshot*"):
            snapshot.unlink()
        print(ROW.format(*HEAD), flush=True)
        good = [
            asyncio.run(start(name, data, judge)) for name in ("from the log", "from a snapshot")
        ]
        proof.check_log(data)
    return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
