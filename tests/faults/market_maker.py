"""Rounds of faults against the market maker that members may start from.

    python -m tests.faults.market_maker --rounds 50 [--seed S]

The venue is killed and stopped, the line is cut and delayed, the program dies, days change. After
each round the maker quotes both instruments again. In the end every fill of its account came
within the guard of its quote, by the venue's times. Ends with 0 when all of that holds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from engine.units import format_date, parse_date
from gateway.client import ConnectionLost, ReplyMissing, Session, VenueUnreachable, new_order
from gateway.rehearsal.gate import Gate
from gateway.schedule.calendar import Calendar
from tests.faults.house import (
    BASES,
    FEED,
    GATEWAY,
    RETRY_S,
    House,
    end_day,
    open_day,
    running_house,
    settled,
)
from tests.faults.member_session.ledger import Stop, held_up
from tests.faults.member_session.strikes import STRIKES

PROGRAM = Path(__file__).parents[2] / "gateway/examples/members/market_maker.py"
MAKER, TAKER, OTHERS = "member-1", "member-2", "member-3"
GUARD_NS, LOOK_NS = 2 * 10**9, 10**8  # of the program; the venue looks at its clock each 20 ms
AWAY, SIZE = 50, 500  # of the others' quotes: ticks from the base, tonnes
BACK_S, CALM_S = 60.0, 0.5
LOST = (ConnectionLost, ReplyMissing, VenueUnreachable)


@dataclass
class Scene:
    """A venue, the maker with a gate on its way, and the days so far."""

    house: House
    gate: Gate
    url: str
    dice: Random
    date: str = "2026-01-05"
    dates: list[str] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    program: asyncio.subprocess.Process | None = None

    async def program_starts(self) -> None:
        """Start the maker."""
        words = (
            self.url,
            self.house.running.urls[FEED],
            self.house.plan.data / f"keys/{MAKER}.pem",
        )
        self.program = await asyncio.create_subprocess_exec(
            sys.executable, PROGRAM, *map(str, words), *BASES
        )

    async def program_dies(self) -> None:
        """Kill the maker."""
        assert self.program is not None and self.program.returncode is None, "it ended by itself"
        self.program.kill()
        await self.program.wait()
        self.program = None

    def orders_go(self, within_s: float) -> None:
        """They go sooner than their guard, which is what counts here."""

    def venue_goes_on(self, stopped_ns: int) -> None:
        """The venue's process is about to go on after a SIGSTOP at that time."""
        self.stops.append(Stop(stopped_ns, time.time_ns()))

    async def turn_day(self) -> None:
        """Close, settle, and open the next trading day."""
        await end_day(self.house)
        assert await settled(self.house, self.date)
        after = Calendar.load().next_trading_day(parse_date(self.date))
        assert after is not None
        self.dates.append(self.date)
        self.date = format_date(after)
        await open_day(self.house, self.date)

    async def heal(self) -> None:
        """Line and program are there again."""
        self.gate.heal()
        if self.program is None:
            await self.program_starts()
        assert self.program is not None and self.program.returncode is None, "it ended by itself"

    async def quotes_again(self) -> None:
        """Wait until the maker quotes both sides of each instrument between the others."""
        async with asyncio.timeout(BACK_S), self.house.session(OTHERS, give_up_s=BACK_S) as others:
            await others.operations.mass_cancel()
            wide = [
                new_order(side, code, base + sign * AWAY, SIZE)
                for code, base in BASES.items()
                for side, sign in (("buy", -1), ("sell", 1))
            ]
            for reply in await others.request_many(wide):
                reply.result()
            async with self.house.session(MAKER) as maker:
                while len(await maker.open_orders()) < 2 * len(BASES):
                    await asyncio.sleep(RETRY_S)
            await asyncio.sleep(self.dice.uniform(0, CALM_S))


async def take(scene: Scene) -> None:
    """Trade against the quotes, straight with the venue, until cancelled."""
    while True:
        with contextlib.suppress(*LOST):
            async with scene.house.session(TAKER, give_up_s=BACK_S) as taker:
                while True:
                    code, side = scene.dice.choice(tuple(BASES)), scene.dice.choice(("buy", "sell"))
                    price = BASES[code] + (AWAY - 1 if side == "buy" else 1 - AWAY)
                    options: Any = {"time_in_force": "ioc"}
                    await taker.request_many([new_order(side, code, price, 1, options)])
                    await asyncio.sleep(RETRY_S)
        await asyncio.sleep(RETRY_S)


async def oldest_fill_ns(session: Session, dates: list[str], stops: list[Stop]) -> tuple[int, int]:
    """How old the oldest quote was that has traded, and how many fills there were. What may have
    been made up before the venue was stopped counts as of then.
    """
    ages: list[int] = []
    for date in dates:
        reports = await session.pages("reports", "reports", date=date)
        made_up_ns = held_up(stops, [each["time_ns"] for each in reports])
        entered: dict[int, int] = {}
        for report in reports:
            time_ns = report["time_ns"]
            if report["report"] == "entered":
                entered[report["order"]] = time_ns
            elif report["report"] == "fill":
                ages.append(made_up_ns.get(time_ns, time_ns) - entered[report["order"]])
    return max(ages, default=0), len(ages)


@asynccontextmanager
async def begun(data: Path, seed: str) -> AsyncIterator[Scene]:
    """A venue in its first morning, with the maker and who trades with it."""
    async with running_house(data) as house:
        await open_day(house, Scene.date)
        gate = Gate(house.running.urls[GATEWAY])
        async with gate.opened() as url:
            scene = Scene(house, gate, url, Random(seed))
            taking = asyncio.create_task(take(scene))
            try:
                yield scene
            finally:
                taking.cancel()
                with contextlib.suppress(AssertionError):
                    await scene.program_dies()


async def play(rounds: int, seed: str) -> str:
    """All rounds on one venue; what they came to. Raises AssertionError, TimeoutError."""
    with tempfile.TemporaryDirectory(prefix="ceax-maker-") as folder:
        async with begun(Path(folder) / "venue", seed) as scene:
            for number in range(rounds):
                await scene.heal()
                await scene.quotes_again()
                weights = [weight for _, weight in STRIKES.values()]
                (name,) = scene.dice.choices(list(STRIKES), weights)
                print(f"round {number}: {name}", file=sys.stderr, flush=True)
                await STRIKES[name][0](scene)
            await scene.heal()
            await scene.quotes_again()
            dates = [*scene.dates, scene.date]
            async with scene.house.session(MAKER, give_up_s=BACK_S) as session:
                age_ns, fills = await oldest_fill_ns(session, dates, scene.stops)
            kills = scene.house.kills[GATEWAY]
    assert age_ns <= GUARD_NS + LOOK_NS, f"a quote traded {age_ns / 1e9:.3f} s after it was entered"
    days = f"{len(dates)} days, {kills} kills of the gateway"
    return f"{rounds} rounds, {days}, {fills} fills, the oldest quote {age_ns / 1e9:.3f} s old"


def main() -> int:
    """Play the rounds."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.market_maker")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    print(asyncio.run(play(options.rounds, options.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
