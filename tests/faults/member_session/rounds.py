"""Rounds of faults on one venue: the member quotes, something breaks, everything heals, and then
its books are compared.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from engine.units import format_date, parse_date
from gateway.client import Place, connect
from gateway.rehearsal.gate import Gate
from gateway.schedule.calendar import Calendar
from tests.faults.house import (
    FEED,
    GATEWAY,
    REGISTRY,
    House,
    end_day,
    open_day,
    running_house,
    settled,
)
from tests.faults.member_session import oracle
from tests.faults.member_session.crowd import Crowd
from tests.faults.member_session.ledger import Ledger
from tests.faults.member_session.quoter import Quoter
from tests.faults.member_session.strikes import RETURN_S, STRIKES

FIRST_DATE = "2026-01-05"
MEMBER, OTHER = 1, 2  # accounts
ANSWERS = (10, 40)  # before a strike, and after the last one
STRIKES_MOST = 2  # of a round
ROUND_LIMIT_S = 300.0  # a start takes long on a machine that does much else
IDLE_LIMIT_S = 70.0


@dataclass
class Trial:
    """A venue, the member under trial with its gate, and who trades with it."""

    house: House
    gate: Gate
    url: str
    seed: str
    date: str = FIRST_DATE
    struck: Counter[str] = field(default_factory=Counter)
    ledger: Ledger = field(default_factory=Ledger)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.crowd = Crowd(self.house, OTHER, Random(f"{self.seed}/crowd"))
        self._programs = 0
        self._running: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """Start the crowd and the member's program."""
        self._running = [asyncio.create_task(self.crowd.run())]
        self.program_starts()

    def program_starts(self) -> None:
        """Start a program of the member, which goes on with its books."""
        self._programs += 1
        names, key = f"p{self._programs}", self.house.key(f"member-{MEMBER}")
        dice, timed = Random(f"{self.seed}/{names}"), self._programs % 2 == 0
        self.quoter = Quoter(self.url, key, self.ledger, dice, names, timed)
        self.ledger.timed |= {names} if timed else set()
        self._running.append(asyncio.create_task(self.quoter.run()))

    async def program_dies(self) -> None:
        """End the member's program without a word: its sockets are gone first."""
        self.gate.cut()
        program = self._running.pop()
        program.cancel()
        await asyncio.wait([program])
        self.gate.is_open = True

    def orders_go(self, within_s: float) -> None:
        """What the member has sent until now has to be gone by then."""
        self.ledger.orders_go(within_s)

    def venue_goes_on(self, stopped_ns: int) -> None:
        """The venue's process is about to go on after a SIGSTOP at that time."""
        self.ledger.venue_goes_on(stopped_ns)

    async def end(self) -> None:
        """End everybody. Raises what ended one of them before."""
        for task in self._running:
            task.cancel()
        for outcome in await asyncio.gather(*self._running, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def play(self, number: int, strikes: Sequence[str] = ()) -> Sequence[str]:
        """A round with these strikes, or some that are drawn; their names.

        Raises AssertionError, TimeoutError, and what ended the member's program.
        """
        self.dice = Random(f"{self.seed}/{number}")
        names = strikes or self._drawn()
        async with asyncio.timeout(ROUND_LIMIT_S):
            await self._trade_through(names)
            await self._compare()
        self.struck.update(names)
        return names

    def _drawn(self) -> list[str]:
        weights = [weight for _, weight in STRIKES.values()]
        return self.dice.choices(list(STRIKES), weights, k=self.dice.randint(1, STRIKES_MOST))

    async def _trade_through(self, names: Sequence[str]) -> None:
        self._act(True)
        for name in names:
            await self._answers()
            await STRIKES[name][0](self)
            self._heal()
        await self._answers()

    def _heal(self) -> None:
        self.gate.heal()
        if len(self._running) == 1:
            self.program_starts()
        self._act(True)

    def _act(self, now: bool) -> None:
        for each in (self.quoter, self.crowd):
            (each.acts.set if now else each.acts.clear)()

    async def _answers(self) -> None:
        """Wait until the member has had some more answers."""
        wanted = len(self.ledger.answers) + self.dice.randint(*ANSWERS)
        while len(self.ledger.answers) < wanted:
            self._raise_ended()
            await asyncio.sleep(0.005)

    def _raise_ended(self) -> None:
        for task in self._running:
            if task.done():
                task.result()
        ended = {name: self.house.running.processes[name].returncode for name in (FEED, REGISTRY)}
        assert set(ended.values()) == {None}, ended

    async def _at_rest(self) -> None:
        """Nobody acts any more, and nothing is unanswered."""
        self._act(False)
        waiting = [asyncio.create_task(each.idle.wait()) for each in (self.quoter, self.crowd)]
        async with asyncio.timeout(IDLE_LIMIT_S):
            try:
                while not all(each.done() for each in waiting):
                    self._raise_ended()
                    await asyncio.wait(waiting, timeout=0.2)
            finally:
                for each in waiting:
                    each.cancel()

    async def _compare(self) -> None:
        await self._at_rest()
        key = self.house.key(f"member-{MEMBER}")
        async with connect(self.url, key, resume=Place(self._earlier(), 1)) as session:
            await oracle.check(self.ledger, session)
        self._raise_ended()

    def _earlier(self) -> str:
        """The day before today, today where the venue had none."""
        return max((date for date in self.ledger.reports if date < self.date), default=self.date)

    async def turn_day(self) -> None:
        """Close, settle, and open the next trading day."""
        await end_day(self.house)
        assert await settled(self.house, self.date)
        after = Calendar.load().next_trading_day(parse_date(self.date))
        assert after is not None
        self.date = format_date(after)
        await open_day(self.house, self.date)


@asynccontextmanager
async def trial(data: Path, seed: str) -> AsyncIterator[Trial]:
    """A venue in the morning of its first day, the member connected."""
    async with running_house(data, limits=f"return_s={RETURN_S}") as house:
        await open_day(house, FIRST_DATE)
        gate = Gate(house.running.urls[GATEWAY])
        async with gate.opened() as url:
            found = Trial(house, gate, url, seed)
            found.begin()
            try:
                yield found
            finally:
                await found.end()
