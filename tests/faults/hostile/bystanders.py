"""Those who must not notice: members who trade, staff who halts, and how long each waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from gateway.client import Session
from tests.faults.hostile.attacks import CODE
from tests.faults.house import House

TRADE_EVERY_S, HALT_EVERY_S = 0.02, 0.25
HALTED = "CEA24"  # nobody trades it here
PRICE = 7_850


@dataclass
class Waits:
    """How long bystanders waited, in seconds, by what they did."""

    trade: list[float] = field(default_factory=list)
    cancel: list[float] = field(default_factory=list)
    halt: list[float] = field(default_factory=list)
    resume: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, dict[str, float]]:
        """Count, median, p99 and worst, in ms."""
        return {name: _figures(waits) for name, waits in vars(self).items()}


def _figures(waits: list[float]) -> dict[str, float]:
    ordered = sorted(waits)
    if not ordered:
        return {"count": 0}
    places = {"p50": len(ordered) // 2, "p99": int(len(ordered) * 0.99), "max": -1}
    ms = {name: round(ordered[place] * 1_000, 1) for name, place in places.items()}
    return {"count": len(ordered)} | ms


@asynccontextmanager
async def bystanders(house: House, member: str = "member-1") -> AsyncIterator[Waits]:
    """A member who enters and cancels, and staff who halts and resumes, until the end."""
    waits = Waits()
    async with house.session(member) as trader, house.session("exchange") as staff:
        acts = (_every(TRADE_EVERY_S, _trade, trader), _every(HALT_EVERY_S, _halt, staff))
        tasks = [asyncio.create_task(act(waits)) for act in acts]
        try:
            yield waits
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


Act = Callable[[Session, Waits], Awaitable[None]]


def _every(pause_s: float, act: Act, session: Session) -> Callable[[Waits], Awaitable[None]]:
    async def run(waits: Waits) -> None:
        while True:
            await act(session, waits)
            await asyncio.sleep(pause_s)

    return run


async def _trade(session: Session, waits: Waits) -> None:
    terms = {"instrument": CODE, "side": "buy", "price": 7_200, "quantity": 1}
    with _timed(waits.trade):
        entered = await session.request("new_order", **terms)
    with _timed(waits.cancel):
        await session.request("cancel", order=entered["order"])


async def _halt(session: Session, waits: Waits) -> None:
    with _timed(waits.halt):
        await session.request("halt", instrument=HALTED)
    with _timed(waits.resume):
        await session.request("resume", instrument=HALTED)


@contextmanager
def _timed(waits: list[float]) -> Iterator[None]:
    """Note how long it took, also where the end came before the answer."""
    begun = time.perf_counter()
    try:
        yield
    finally:
        waits.append(time.perf_counter() - begun)
