"""A whole venue, three real processes on one folder, each of which can be killed and started again
where it was.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway import client as gateway_client
from gateway.client import Reply, Session
from gateway.launch.local_keys import make_local_keys
from gateway.launch.plan import VenuePlan
from gateway.launch.processes import RunningVenue
from gateway.launch.venue import running_venue
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import KeyFile, PrivateKey, generate
from settlement_bridge import client as registry_client
from settlement_bridge.client import RegistrySession

GATEWAY, FEED, REGISTRY = "gateway", "feed", "registry"
MODULES = {
    GATEWAY: "gateway.server",
    FEED: "marketdata.server",
    REGISTRY: "settlement_bridge.server",
}
BASES = {"CEA24": 6_000, "CEA25": 7_850}  # in 0.01 CNY
ACCOUNTS = (1, 2, 3, 4, 5)
CASH_FEN = 10**10
UNITS = 100_000
BACK_WAIT_S = 60.0  # for a process that was killed to be there again
SETTLED_ASKED = 3  # times
RETRY_S = 0.02  # between attempts to reach a process that was killed


@dataclass
class House:
    """A running venue. `kills` counts by process."""

    plan: VenuePlan
    running: RunningVenue
    kills: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MODULES, 0))

    @property
    def log(self) -> Path:
        """The folder of the command and event log."""
        return self.plan.data / "log"

    def key(self, name: str) -> PrivateKey:
        """A key of exchange, feed, bridge or member-1, member-2 ..."""
        return KeyFile.load(self.plan.data / "keys" / f"{name}.pem")

    def session(self, name: str, **options: Any) -> AbstractAsyncContextManager[Session]:
        """A session at the gateway."""
        return gateway_client.connect(self.running.urls[GATEWAY], self.key(name), **options)

    def registry(self) -> AbstractAsyncContextManager[RegistrySession]:
        """A session of the registry's operator."""
        return registry_client.connect(self.running.urls[REGISTRY], self.key("bridge"))

    async def kill(self, name: str) -> None:
        """SIGKILL, and wait until it is gone."""
        process = self.running.processes[name]
        assert process.returncode is None, (
            f"{name} ended by itself before it was killed: {process.returncode}"
        )
        process.kill()
        await process.wait()
        self.kills[name] += 1

    async def start(self, name: str, module: str = "", *more: str) -> None:
        """Start a process again, on its folder and ports; `module` in the place of its own."""
        urls = {"--port": self.running.urls[name], "--own-port": self.running.own_url(name)}
        ports = [word for each, url in urls.items() for word in (each, url.rpartition(":")[2])]
        await self.running.start(name, module or MODULES[name], *ports, *self._options(name), *more)

    def _options(self, name: str) -> tuple[str, ...]:
        if name == GATEWAY:
            return ("--clock", self.plan.clock, "--limits", self.plan.limits)
        keys, url = self.plan.data / "keys", self.running.own_url
        follow = ("--gateway", url(GATEWAY), "--key")
        if name == FEED:
            return (*follow, str(keys / "feed.pem"))
        return (*follow, str(keys / "bridge.pem"), "--feed", url(FEED))


@asynccontextmanager
async def running_house(data: Path, **planned: Any) -> AsyncIterator[House]:
    """A venue with funded members, before its first day. Every process must be there at the end.
    `planned`: more of its plan.
    """
    make_local_keys(data)
    for account in ACCOUNTS:
        public_key = generate(data / "keys" / f"member-{account}.pem").public_key
        PublicKeys(data / "keys.json").add(
            f"member-{account}", "member", account, f"member {account}", public_key
        )
    gateway, feed, registry = free_ports(3)
    planned |= {"gateway_port": gateway, "feed_port": feed, "registry_port": registry}
    async with running_venue(VenuePlan(data, clock="manual", quiet=True, **planned)) as running:
        house = House(running.plan, running)
        await furnish(house)
        yield house
        ended = {name: process.returncode for name, process in running.processes.items()}
        assert ended == dict.fromkeys(ended) and MODULES.keys() <= ended.keys()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now."""
    with ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


async def furnish(house: House) -> None:
    """Instruments, accounts on both sides, cash and units through the registry."""
    listed = [
        {"op": "list_instrument", "instrument": code, "number": n, "base_price": BASES[code]}
        for n, code in enumerate(BASES, 1)
    ]
    opened = [
        {"op": "open_account", "account": account, "name": f"member {account}"}
        for account in ACCOUNTS
    ]
    funded: list[dict[str, Any]] = [
        {"op": "deposit", "account": account, "amount_fen": CASH_FEN} for account in ACCOUNTS
    ]
    for account in ACCOUNTS:
        for code in BASES:
            units = {"account": account, "instrument": code, "quantity": UNITS}
            funded += [{"op": "allocate", **units}, {"op": "transfer_in", **units}]
    async with house.session("exchange") as exchange, house.registry() as registry:
        all_done(await exchange.request_many([*listed, *opened]))
        all_done(await registry.request_many([*opened, *funded]))


async def open_day(house: House, date: str) -> None:
    """Start a day and its morning."""
    async with house.session("exchange") as exchange:
        all_done(
            await exchange.request_many(
                [{"op": "start_day", "date": date}, {"op": "set_phase", "phase": "morning"}]
            )
        )


async def end_day(house: House) -> None:
    """Close, withdraw what rests, fix the figures."""
    async with house.session("exchange") as exchange:
        close = {"op": "set_phase", "phase": "closed", "confirm": True, "reason": "test"}
        all_done(await exchange.request_many([close, {"op": "end_day"}]))


async def settled(house: House, date: str) -> bool:
    """Whether a day is settled before long, while processes come and go."""
    async with registry_when_back(house) as registry:
        for _ in range(SETTLED_ASKED):
            if date in (await registry.operations.settled(date=date, wait_ms=20_000))["dates"]:
                return True
    return False


@asynccontextmanager
async def registry_when_back(house: House) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator, with a registry that may have to start first."""
    async with AsyncExitStack() as stack:
        async with asyncio.timeout(BACK_WAIT_S):
            while True:
                try:
                    session = await stack.enter_async_context(house.registry())
                    break
                except (registry_client.VenueUnreachable, registry_client.ConnectionLost):
                    await asyncio.sleep(RETRY_S)
        yield session


def all_done(replies: list[Reply]) -> None:
    """Raises RequestRefused at the first that was refused."""
    for reply in replies:
        reply.result()
