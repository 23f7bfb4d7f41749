"""Those who must not notice: members who trade, staff who halts, and how long each waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from gateway.client import RequestRefused, Session, connect
from tests.faults.hostile.seat import CODE
from tests.faults.house import GATEWAY, House

TRADE_EVERY_S, HALT_EVERY_S = 0.02, 0.25
HALTED = "CEA24"  # nobody trades it here
QUOTE, DEAL = 7_200, 7_900  # the best price to sell at is above what attackers bid
DEAL_EVERY = 10  # a trade for that many quotes
GONE = "order_unknown"  # answers who withdraws what was taken
MS_PER_S = 1_000


@dataclass
class Waits:
    """How long bystanders waited, in seconds, by what they did; `failed`: what has ended them."""

    trade: list[float] = field(default_factory=list)
    cancel: list[float] = field(default_factory=list)
    halt: list[float] = field(default_factory=list)
    resume: list[float] = field(default_factory=list)
    deals: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def member(self) -> list[float]:
        """All waits of the member."""
        return self.trade + self.cancel

    @property
    def staff(self) -> list[float]:
        """All waits of the staff."""
        return self.halt + self.resume


def p99_ms(waits: list[float]) -> float:
    """The wait that 99 of 100 do not pass, in ms; 0 where there was none."""
    ordered = sorted(waits)
    return round(ordered[int(len(ordered) * 0.99)] * MS_PER_S, 1) if ordered else 0.0


def worst_ms(waits: list[float]) -> float:
    """The longest wait, in ms."""
    return round(max(waits, default=0.0) * MS_PER_S, 1)


@asynccontextmanager
async def bystanders(house: House, member: str = "member-1") -> AsyncIterator[Waits]:
    """A member who enters, trades and cancels, and staff who halts and resumes, until the end.

    Staff sits at the listener of the venue's own.
    """
    waits, own = Waits(), house.running.own_url(GATEWAY)
    async with (
        house.session(member) as trader,
        house.session("member-2") as other,
        connect(own, house.key("exchange")) as staff,
    ):
        over = asyncio.Event()
        acts = (
            _until(over, TRADE_EVERY_S, lambda: _trade(trader, other, waits)),
            _until(over, HALT_EVERY_S, lambda: _halt(staff, waits)),
        )
        tasks = [asyncio.create_task(act) for act in acts]
        try:
            yield waits
        finally:
            over.set()  # what was halted is resumed
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            waits.failed += [str(end) for end in ends if isinstance(end, Exception)]


async def _until(over: asyncio.Event, pause_s: float, act: Callable[[], Awaitable[None]]) -> None:
    while not over.is_set():
        await act()
        await asyncio.sleep(pause_s)


async def _trade(trader: Session, other: Session, waits: Waits) -> None:
    """A quote that is withdrawn; now and then another member takes it first."""
    deals = len(waits.trade) % DEAL_EVERY == 0
    terms = {"instrument": CODE, "quantity": 1, "price": DEAL if deals else QUOTE}
    with _timed(waits.trade):
        entered = await trader.request("new_order", side="sell" if deals else "buy", **terms)
    if deals:
        await other.request("new_order", side="buy", time_in_force="ioc", **terms)
        waits.deals += 1
    with _timed(waits.cancel):
        try:
            await trader.request("cancel", order=entered["order"])
        except RequestRefused as refused:
            if not deals or refused.code != GONE:
                raise


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
