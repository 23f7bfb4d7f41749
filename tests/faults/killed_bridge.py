"""The registry's process, which has the bridge in it, is killed again and again in one day and
started again by itself: nobody who trades may notice, and everything is settled once.

    python -m tests.faults.killed_bridge --kills 20 --every 6

plays the day twice, with the kills and without, and prints how long members waited for replies. It
fails when a reply is missing, when anything was settled not at all or twice, or when the wait of
which one in a hundred is longer (p99) grew by more than `--slower` ms.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from gateway.launch.restarting import keep_running
from tests.faults.house import REGISTRY, House, end_day, registry_when_back
from tests.faults.test_house_faults import Day, Settle, whole_day

LONG_LIMIT_S = 1_800
NOBODY = ""
THINK_S = 0.2  # of a member between two frames, so that a long day stays small enough to compare
SLOWER_MS = 50.0


@dataclass
class KeptDay(Day):
    """A day whose processes are kept running; `every_s` after the registry is there again, it is
    killed once more.
    """

    every_s: float = 6.0

    def __post_init__(self) -> None:
        super().__post_init__()
        for trader in self.traders:
            trader.think_s = min(THINK_S, self.every_s / 10)

    async def run(self, victims: Sequence[str], settle: Settle) -> None:
        """As any day, with the processes being started again beside it."""
        keeping = asyncio.create_task(keep_running(self.house.running))
        try:
            await super().run(victims, settle)
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def strike(self, victim: str) -> None:
        """Kill, and see that another process is there before the next one is struck."""
        await asyncio.sleep(self.every_s)
        if victim == NOBODY:
            return
        await self.house.kill(victim)
        async with registry_when_back(self.house):
            pass


async def played(data: Path, seed: str, victims: Sequence[str], every_s: float) -> Day:
    """A day with these victims one after the other, and a last one while it is settled; everything
    is compared with everything. Raises AssertionError.
    """

    async def settle(day: Day) -> None:
        await end_day(day.house)
        await day.strike(victims[-1])

    def day_in(house: House, dice: Random) -> Day:
        return KeptDay(house, dice, every_s=every_s)

    day = await whole_day(data, Random(seed), victims[:-1], settle, day_in, LONG_LIMIT_S)
    assert [trader.log_ons for trader in day.traders] == [1] * len(day.traders), (
        "a member lost its connection"
    )
    return day


def waits_ms(day: Day) -> list[float]:
    """The waits of all members for the answers to a frame of requests, in ms, in order of size."""
    return sorted(wait_s * 1e3 for trader in day.traders for wait_s in trader.waits_s)


def p99_ms(day: Day) -> float:
    """The wait that one in a hundred exceeds."""
    return statistics.quantiles(waits_ms(day), n=100)[-1]


def _line(name: str, day: Day) -> str:
    waits = waits_ms(day)
    return (
        f"{name}: {day.house.kills[REGISTRY]} kills, {day.answered():,} replies of"
        f" {len(waits):,} frames, {len(day.tape):,} trades, p50 {statistics.median(waits):.2f} ms,"
        f" p99 {p99_ms(day):.2f} ms, longest {waits[-1]:.2f} ms"
    )


def main() -> int:
    """Play both days; 1 when the kills made members wait."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.killed_bridge")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--every", type=float, default=6.0, help="seconds from a start to the next kill"
    )
    parser.add_argument("--slower", type=float, default=SLOWER_MS, help="most that p99 grows, ms")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    days = {}
    for name, victim in (("without kills", NOBODY), ("with kills", REGISTRY)):
        with tempfile.TemporaryDirectory() as folder:
            victims = [victim] * options.kills
            day = asyncio.run(played(Path(folder), options.seed, victims, options.every))
        days[name] = day
        print(_line(name, day), flush=True)
    grown_ms = p99_ms(days["with kills"]) - p99_ms(days["without kills"])
    print(f"p99 with kills is {grown_ms:+.2f} ms; allowed are {options.slower:+.2f} ms")
    return int(grown_ms > options.slower)


if __name__ == "__main__":
    sys.exit(main())
