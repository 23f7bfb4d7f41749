"""Faults on demand: what a sandbox does to the program that is tried on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from gateway.client import ConnectionLost, ReplyMissing, RequestRefused, Session
from gateway.launch.plan import GATEWAY
from gateway.launch.processes import RunningVenue
from gateway.rehearsal.gate import Gate

SLOW_BYTES_PER_S = 2_000
DELAY_S = 0.3
CHANCE_TIMES = (0.3, 2.0)  # how long a drawn fault lasts, of what it lasts usually


@dataclass(frozen=True)
class Struck:
    """What faults reach: the gates before gateway and feed, the staff's session, the processes."""

    gateway: Gate
    feed: Gate
    staff: Session
    running: RunningVenue


@dataclass(frozen=True)
class Fault:
    """A fault with a sentence of help; it lasts `usually_s` where nothing else is asked."""

    sentence: str
    usually_s: float
    strikes: Callable[[Struck, float], Awaitable[None]]


async def _disconnect(struck: Struck, lasts_s: float) -> None:
    for gate in (struck.gateway, struck.feed):
        gate.cut()
    await asyncio.sleep(lasts_s)
    for gate in (struck.gateway, struck.feed):
        gate.is_open = True


async def _silence(struck: Struck, lasts_s: float) -> None:
    ways = [way for gate in (struck.gateway, struck.feed) for way in (gate.up, gate.down)]
    for way in ways:
        way.hold()
    await asyncio.sleep(lasts_s)
    for way in ways:
        way.release()


async def _delay(struck: Struck, lasts_s: float) -> None:
    ways = (struck.gateway.up, struck.gateway.down)
    for way in ways:
        way.delay_s = DELAY_S
    await asyncio.sleep(lasts_s)
    for way in ways:
        way.delay_s = 0.0


async def _slow(struck: Struck, lasts_s: float) -> None:
    struck.feed.down.bytes_per_s = SLOW_BYTES_PER_S
    await asyncio.sleep(lasts_s)
    struck.feed.down.bytes_per_s = None


async def _halt(struck: Struck, lasts_s: float) -> None:
    await _ordered(struck.staff, "halt")
    await asyncio.sleep(lasts_s)
    await _ordered(struck.staff, "resume")


async def _crash(struck: Struck, _lasts_s: float) -> None:
    process = struck.running.processes[GATEWAY]
    if process.returncode is None:
        process.kill()


FAULTS = {
    "disconnect": Fault("Your connections end, and new ones are refused.", 0.5, _disconnect),
    "silence": Fault("Nothing passes, though your connections stay open.", 5.0, _silence),
    "delay": Fault(f"What passes at the gateway takes {DELAY_S} s longer.", 10.0, _delay),
    "slow": Fault(f"The feed sends you {SLOW_BYTES_PER_S:,} bytes a second.", 20.0, _slow),
    "halt": Fault("The exchange halts the venue: cancels are taken, orders are not.", 5.0, _halt),
    "crash": Fault("kill -9 of the gateway, which is started again.", 0.0, _crash),
}


async def by_chance(
    every_s: float, dice: Random, strike: Callable[[str, float], Awaitable[object]]
) -> None:
    """One fault after the other, with pauses of `every_s` on average, until cancelled."""
    while True:
        await asyncio.sleep(dice.expovariate(1 / every_s))
        name = dice.choice(list(FAULTS))
        await strike(name, FAULTS[name].usually_s * dice.uniform(*CHANCE_TIMES))


@asynccontextmanager
async def gates(gateway_url: str, feed_url: str, ports: tuple[int, int]) -> AsyncIterator[Gates]:
    """The two gates, with their addresses."""
    gateway, feed = Gate(gateway_url), Gate(feed_url)
    async with gateway.opened(ports[0]) as to_gateway, feed.opened(ports[1]) as to_feed:
        yield Gates(gateway, feed, to_gateway, to_feed)


@dataclass(frozen=True)
class Gates:
    """The gates of a sandbox and their addresses."""

    gateway: Gate
    feed: Gate
    gateway_url: str
    feed_url: str


async def _ordered(staff: Session, op: str) -> None:
    """An act of staff, over a lost connection; one that is refused has been done, or is not needed
    between two days.
    """
    while True:
        try:
            await staff.request(op)
        except (ConnectionLost, ReplyMissing):
            await staff.connected()
            continue
        except RequestRefused:
            pass
        return
