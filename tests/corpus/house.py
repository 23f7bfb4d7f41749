"""A whole venue in this process: gateway, feed and registry on loopback sockets, with a clock and
chance of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from engine.record.clock import ManualClock
from engine.record.compiling import dtypes_of
from engine.record.sequencer import Sequencer
from engine.rules.machine import await_compiled
from engine.rules.state import Capacity
from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from gateway.protocol.door import Door
from gateway.protocol.key_journal import KeyJournal
from gateway.protocol.private_keys import PrivateKey
from gateway.protocol.server_clock import outside_by
from gateway.server.hub import Hub
from gateway.server.new_venue import begin_venue
from marketdata.checkpoint_keeper import CheckpointKeeper
from marketdata.follower import Follower
from marketdata.health import conditions_of, metrics_of
from marketdata.history import History
from marketdata.publisher import Publisher
from settlement_bridge.books import DayStatus
from settlement_bridge.books.registry import open_registry
from settlement_bridge.bridge import Cursor, Day, Transfer, outbox, trading_days
from settlement_bridge.server.process import Plan, RegistryProcess
from settlement_bridge.store.database import Registry
from tests.corpus.caller import Caller
from tests.faults.house import free_ports

# of the recordings, whose order numbers depend on it; plain Python decides, nothing is compiled
CAPACITY = Capacity(accounts=64, instruments=8, holdings=128, orders=4096, levels=16_384)
NUMBER_KEY = 0x1A1918_121110_0A0908_020100  # of the cipher's published example
START_NS = 1_767_574_800_000_000_000  # 2026-01-05 09:00:00 in Shanghai
STEP_NS = 1_000_000_000  # from one request to the next
STEP_MONOTONIC_NS = 5_000_000  # likewise, of what limits and heartbeats are measured by
KEYS = {
    "exchange": ("exchange", 0),
    "feed": ("feed", 0),
    "bridge": ("bridge", 0),
    "alice": ("member", 1),
    "bob": ("member", 2),
    "carol": ("member", 3),
    "vera": ("viewer", 1),
}
NAMES = ("gateway", "feed", "registry")
WAITING = "settled"
# Others hear of these as well, though nothing that `_written` counts has changed.
TOLD = (WAITING, "risk_alert")
QUIET_S = 0.002
PATIENCE_S = 30.0


class CorpusHouse:
    """The running servers. `callers` by "name@server"; `clock` moves only between requests."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.folder = folder
        self.clock, self.monotonic = clock, ManualClock()
        chance = random.Random("corpus")
        self.outside = replace(
            outside_by(clock), monotonic_ns=self.monotonic.now_ns, draw=chance.getrandbits
        )
        self.keys = {name: _key(name) for name in KEYS}
        self.public_keys = PublicKeys(folder / "keys.json")
        journal = self.public_keys.journal.path
        self.public_keys.journal = KeyJournal(journal, clock.now_ns, lambda: "operator")
        for name, (role, account) in KEYS.items():
            self.public_keys.add(
                name, role, account or None, name.title(), self.keys[name].public_key
            )
        await_compiled(dtypes_of(CAPACITY))
        self.sequencer = Sequencer.open(
            folder / "log", clock=self.clock, capacity=CAPACITY, venue="corpus"
        )
        begin_venue(self.sequencer, NUMBER_KEY)
        self.hub = Hub(self.sequencer, self.public_keys, outside=self.outside)
        chance.seed("corpus")  # what a start draws is no part of the recording
        self.follower: Follower | None = None
        self.registry: Registry | None = None
        self.urls: dict[str, str] = {}
        self.doors: dict[str, Door] = {}
        self.callers: dict[str, Caller] = {}

    async def call(self, who: str, request: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """Send one request of "name@server" and wait until everything it causes has come: who heard
        which message.
        """
        if request["op"] != WAITING:  # what is waited for happens at the time of the step before
            self.clock.advance(STEP_NS)
        self.monotonic.advance(STEP_MONOTONIC_NS)
        caller = self.callers.get(who) or await self.open(who)
        before = self._written()
        reply = await caller.ask(request)
        if request["op"] == "follow" and reply and reply["ok"] and request["from"] < reply["next"]:
            await caller.followed(reply["next"])
        if reply is None or request["op"] in TOLD or self._written() != before:
            await self.quiet()
        elif reply["ok"] or caller.stranger:  # nobody else can have heard; would he, later on, it
            await caller.flush()  # were a difference: a refusal is all that even its caller hears
        heard = [
            (name, message)
            for name, each in sorted(self.callers.items())
            for message in each.take()
        ]
        self.callers = {name: each for name, each in self.callers.items() if not each.closed}
        return heard

    async def open(self, who: str, **options: Any) -> Caller:
        """A logged-on session of "name@server"; a name that is no key stays a stranger."""
        name, server = who.split("@")
        key = self.keys.get(name)
        caller = self.callers[who] = await Caller.open(
            self.urls[server], key, self.clock.now_ns(), options
        )
        return caller

    async def quiet(self) -> None:
        """Wait until nothing is under way any more, and every caller has read what it was sent."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._is_quiet():
                await asyncio.sleep(QUIET_S)
            while any(await asyncio.gather(*(each.flush() for each in self._open()))):
                pass

    def _open(self) -> list[Caller]:
        return [caller for caller in self.callers.values() if not caller.closed]

    def _written(self) -> tuple[int, int]:
        """What has been written: events of the exchange, transactions of the registry."""
        assert self.registry is not None
        return self.sequencer.next_event, self.registry._writes

    async def standing(self) -> None:
        """Wait until registry and exchange have been compared."""
        async with asyncio.timeout(PATIENCE_S):
            caller = await Caller.open(
                self.urls["registry"], self.keys["bridge"], self.clock.now_ns(), {}
            )
            while (caller.take() or [{}])[-1].get("state") != "sound":
                await asyncio.sleep(QUIET_S)
                await caller.ask({"op": "standing"})
            await caller.close()

    async def _is_quiet(self) -> bool:
        """Whether the feed has heard every event and the registry has no transfer under way."""
        assert self.follower is not None and self.registry is not None
        feed, registry = self.follower.feed, self.registry
        if feed is None or feed.next_event != self.sequencer.next_event:
            return False
        pending, cursor, days = await asyncio.to_thread(registry.read, _under_way)
        settling = any(day.status != DayStatus.COLLECTING and not day.problem for day in days)
        return not pending and not settling and cursor.next_seq == feed.settlement.number + 1


def _under_way(connection: Connection) -> tuple[list[Transfer], Cursor, list[Day]]:
    """Transfers, settlement messages and days that a registry has still to do with."""
    days = trading_days.unfinished_days(connection)
    return outbox.pending(connection, 1), trading_days.cursor(connection), days


def _key(name: str) -> PrivateKey:
    """A key that is the same in every run."""
    return PrivateKey(name, Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b".")))


@asynccontextmanager
async def corpus_house(
    folder: Path, clock: ManualClock | None = None
) -> AsyncIterator[CorpusHouse]:
    """Start the three servers on a folder, and stop them."""
    house = CorpusHouse(folder, clock or ManualClock(START_NS))
    tasks: list[asyncio.Task[Any]] = []
    await house.hub.start(Address())
    tasks.append(asyncio.create_task(house.hub.run()))
    history = History(folder / "feed" / "history.sqlite3")
    house.registry = open_registry(f"sqlite:///{folder}/registry.sqlite3", house.clock.now_ns)
    try:
        house.follower = Follower(
            house.hub.url, house.keys["feed"], history, CheckpointKeeper(history), house.outside
        )
        tasks.append(asyncio.create_task(house.follower.run()))
        await house.follower.caught_up.wait()
        assert house.follower.feed is not None
        feeding = (house.follower.feed, history, house.public_keys, house.outside)
        said = (partial(conditions_of, house.follower), partial(metrics_of, house.follower))
        async with Publisher(*feeding, *said) as publisher:
            house.follower.publish_to(publisher.publish)
            feed_url = await publisher.listen(Address())
            (port,) = free_ports(1)
            plan = Plan(
                folder, house.hub.url, feed_url, house.keys["bridge"], "", Address(port=port)
            )
            bridge = RegistryProcess(plan, house.registry, house.outside)
            tasks.append(asyncio.create_task(bridge.run()))
            doors = (house.hub, publisher, bridge)
            house.doors = {name: each._door for name, each in zip(NAMES, doors, strict=True)}
            house.urls = {
                "gateway": house.hub.url,
                "feed": feed_url,
                "registry": f"ws://127.0.0.1:{port}",
            }
            try:
                await house.standing()
                yield house
            finally:
                for caller in house.callers.values():
                    await caller.close()
                await _end(tasks[2:])
                bridge.worker.close()
        await _end(tasks[1:2])
    finally:
        house.registry.close()
        history.close()
        await house.hub.stop()
        await _end(tasks[:1])


async def _end(tasks: list[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
