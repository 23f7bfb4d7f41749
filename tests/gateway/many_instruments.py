"""A day of a venue with many listed instruments, through real sockets.

``python -m tests.gateway.many_instruments 4000`` makes it in a temporary folder and prints how long
each step took and how large the answers were.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack
import numpy as np

from engine.commands import CommandArray, CommandKind, Parameter, empty_commands
from engine.record.clock import ManualClock
from engine.record.compiling import dtypes_of
from engine.record.sequencer import Sequencer
from engine.rules.machine import await_compiled
from engine.rules.state import Capacity, capacity_for
from gateway.client import RequestRefused, Session, connect
from gateway.launch.plan import FEED, GATEWAY, VenuePlan
from gateway.launch.processes import RunningVenue
from gateway.launch.venue import running_venue
from gateway.protocol.private_keys import KeyFile, generate
from gateway.server.data_folder import keys_of
from marketdata import client as feed_client

BASE = 7_850
DATE = "2026-01-05"
AT_ONCE = 1_000  # commands in a batch of the log that is made, orders in flight
TRADED_MOST = 40  # instruments that are traded
MEMBERS = {"seller": 1, "buyer": 2}


@dataclass
class Tried:
    """What was seen: seconds of each step, bytes of each answer."""

    instruments: int
    seconds: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    _begun: float = field(default_factory=time.monotonic)

    def step(self, name: str) -> None:
        """The step of this name is done."""
        now = time.monotonic()
        self.seconds[name], self._begun = round(now - self._begun, 2), now

    def answer(self, name: str, reply: Any) -> Any:
        """Note an answer's size."""
        self.sizes[name] = max(self.sizes.get(name, 0), len(msgpack.packb(reply)))
        return reply


def capacity_with(instruments: int) -> Capacity:
    """A capacity that lists this number of instruments: the next power of two."""
    return capacity_for(1 << instruments.bit_length())


def code(number: int) -> str:
    """The code of an instrument; not one of the market's, which has but 101."""
    return f"F{number:05}"


def listings(instruments: int) -> Iterator[CommandArray]:
    """Batches that list instruments, of which those that are traded have no locks."""
    numbers = np.arange(1, instruments + 1)
    for first in range(0, instruments, AT_ONCE):
        part = numbers[first : first + AT_ONCE]
        commands = empty_commands(len(part))
        commands["kind"], commands["instrument"] = CommandKind.LIST_INSTRUMENT, part
        commands["price"] = BASE
        commands["text"] = [code(number).encode() for number in part.tolist()]
        yield commands
    traded = traded_of(instruments)
    commands = empty_commands(len(traded))
    commands["kind"], commands["instrument"] = CommandKind.SET_PARAMETER, traded
    commands["parameter"] = Parameter.LOCKS
    yield commands


def make_log(folder: Path, instruments: int, *, plain: bool) -> None:
    """The log of a venue that has listed its instruments and not begun a day, decided by `plain`
    Python, which takes as long for some hundred as compiling does, or by compiled kernels.
    """
    capacity = capacity_with(instruments)
    if plain:
        await_compiled(dtypes_of(capacity))
    with closing(Sequencer.open(folder, clock=ManualClock(1), capacity=capacity)) as sequencer:
        for commands in listings(instruments):
            done = sequencer.process(commands)
            assert (done.events["reason"] == 0).all()


async def a_day(folder: Path, instruments: int, *, plain: bool = False) -> Tried:
    """List, start, trade, end, and start again."""
    tried = Tried(instruments)
    make_log(folder / "log", instruments, plain=plain)
    tried.step("list")
    public, keys = keys_of(folder), {}
    for name, account in MEMBERS.items():
        keys[name] = generate(folder / "keys" / f"{name}.pem")
        public.add(name, "member", account, name, keys[name].public_key)
    plan = VenuePlan(
        folder, clock="manual", quiet=True, only=frozenset({GATEWAY, FEED}), venue=None
    )
    async with running_venue(plan) as venue:
        tried.step("start")
        await _ask(tried, venue)
        await _trade(tried, venue, keys)
        tried.step("stopping begins")
    tried.step("stop")
    async with running_venue(plan) as venue:
        tried.step("start again")
        async with _exchange(venue) as exchange:
            rows = await exchange.pages("status", "instruments")
            tried.seen["closes"] = [row["close"] for row in rows]
    return tried


def _exchange(venue: RunningVenue) -> Any:
    key = KeyFile.load(venue.plan.data / "keys" / "exchange.pem")
    return connect(venue.urls[GATEWAY], key)


async def _ask(tried: Tried, venue: RunningVenue) -> None:
    """What can be asked of all instruments."""
    async with _exchange(venue) as exchange:
        first = tried.answer("status", await exchange.request("status"))
        tried.seen["instruments_max"] = first["instruments_max"]
        tried.answer("limits", await exchange.request("limits"))
        rows = await exchange.pages("status", "instruments")
        tried.seen["listed"] = [row["number"] for row in rows]
        tried.seen["limits"] = len(await exchange.pages("limits", "rows"))
        try:
            await exchange.request("parameters", instrument="CEA99")
        except RequestRefused as refused:
            tried.answer("refusal", refused.allowed)
            tried.seen["refusal"] = (refused.code, len(refused.allowed))
        beyond = {"instrument": "CEA99", "number": first["instruments_max"] + 1, "base_price": BASE}
        try:
            await exchange.request("list_instrument", **beyond)
        except RequestRefused as refused:
            tried.seen["beyond"] = (refused.code, refused.allowed)
        tried.step("questions")


async def _trade(tried: Tried, venue: RunningVenue, keys: dict[str, Any]) -> None:
    """A day with trades in many instruments, heard on the feed."""
    traded = tried.seen["traded"] = traded_of(tried.instruments)
    async with (
        _exchange(venue) as exchange,
        feed_client.connect(venue.urls[FEED], keys["buyer"]) as feed,
    ):
        for name, account in MEMBERS.items():
            await exchange.request("open_account", account=account, name=name)
        await exchange.request("start_day", date=DATE)
        await exchange.request("set_phase", phase="morning")
        tried.step("start of the day")
        await feed.subscribe("bulletin")
        heard_of = [traded[0], traded[1], traded[-1]]
        for number in heard_of:
            await feed.subscribe("trades", code(number))
        for name in MEMBERS:
            async with connect(venue.urls[GATEWAY], keys[name]) as member:
                await _orders(member, "sell" if name == "seller" else "buy", traded)
        tried.step("orders")
        for phase in ("lunch", "afternoon", "closed"):
            await exchange.request("set_phase", phase=phase)
        await exchange.request("end_day")
        tried.step("end of the day")
        heard = []
        async for message in feed:
            if message["channel"] == "trades" and message["type"] == "update":
                heard.append(message["instrument"])
            if message["channel"] == "bulletin":
                tried.answer("bulletin", message)
                rows = message["data"]["instruments"]
                tried.seen["bulletin"] = len(rows)
                break
        tried.seen["trades"], tried.seen["heard_of"] = heard, [code(each) for each in heard_of]
        tried.step("bulletin")


def traded_of(instruments: int) -> list[int]:
    """Instruments to be traded, the first and the last among them."""
    count = min(instruments, TRADED_MOST)
    return sorted({1 + place * (instruments - 1) // (count - 1) for place in range(count)})


async def _orders(member: Session, side: str, traded: list[int]) -> None:
    """One order in each of them, at its upper price limit."""
    price = (BASE * 11_000 * 2 + 10_000) // 20_000
    terms = {"side": side, "price": price, "quantity": 5}
    await asyncio.gather(
        *(member.request("new_order", instrument=code(number), **terms) for number in traded)
    )


def main() -> None:
    """Try as many instruments as the command line says."""
    with tempfile.TemporaryDirectory() as folder:
        tried = asyncio.run(a_day(Path(folder), int(sys.argv[1])))
    shown = {name: value for name, value in tried.seen.items() if not isinstance(value, list)}
    print(tried.instruments, "instruments:", shown)
    print("seconds:", tried.seconds)
    print("bytes:", tried.sizes)


if __name__ == "__main__":
    main()
