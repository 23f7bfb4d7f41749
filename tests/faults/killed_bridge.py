"""The registry's process, which has the bridge in it, is killed again and again in one day and
started again by itself: nobody who trades may notice, and everything is settled once.

    python -m tests.faults.killed_bridge --kills 20 --every 12 --rounds 2

plays days of the same length by turns, with the kills and without, and prints how long members
waited for replies. It fails when a reply is missing, when anything was settled not at all or twice,
or when the wait of which one in a hundred is longer (p99) grew by more than `--slower` ms over all
days. Ctrl-C ends it with the days that were played.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from gateway.launch.restarting import SOUND_S, keep_running
from tests.faults.house import REGISTRY, House, end_day, registry_when_back
from tests.faults.test_house_faults import Day, Settle, whole_day

LONG_LIMIT_S = 1_800
NOBODY = ""
THINK_S = 0.2  # of a member between two frames, so that a long day stays small enough to compare
SLOWER_MS = 50.0
# A registry that has lived for less is started again after pauses that grow: the next kill waits.
LIVES_S = SOUND_S + 1
WITHOUT, WITH = "without kills", "with kills"
VICTIMS = {WITHOUT: NOBODY, WITH: REGISTRY}
HEADINGS = ("day", "kills", "replies", "frames", "trades", "p50 ms", "p99 ms", "longest ms")
ROW = "{:<18}{:>6}{:>9}{:>9}{:>9}{:>9}{:>9}{:>12}"


@dataclass
class KeptDay(Day):
    """A day whose processes are kept running; each `every_s` the registry is killed, or later where
    it is not there again by then.
    """

    every_s: float = 12.0
    _next_s: float = 0.0  # when the next one is due

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
        now_s = asyncio.get_running_loop().time
        self._next_s = max(self._next_s or now_s(), now_s() - self.every_s) + self.every_s
        await asyncio.sleep(self._next_s - now_s())
        if victim == NOBODY:
            return
        await self.house.kill(victim)
        async with registry_when_back(self.house):
            self._next_s = max(self._next_s, now_s() + min(LIVES_S, self.every_s) - self.every_s)


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


def waits_ms(days: Sequence[Day]) -> list[float]:
    """The waits of all members for the answers to a frame of requests, in ms, in order of size."""
    traders = (trader for day in days for trader in day.traders)
    return sorted(wait_s * 1e3 for trader in traders for wait_s in trader.waits_s)


def p99_ms(days: Sequence[Day]) -> float:
    """The wait that one in a hundred exceeds."""
    return statistics.quantiles(waits_ms(days), n=100)[-1]


def _line(name: str, days: Sequence[Day]) -> str:
    waits = waits_ms(days)
    counts = (
        sum(day.house.kills[REGISTRY] for day in days),
        sum(day.answered() for day in days),
        len(waits),
        sum(len(day.tape) for day in days),
    )
    told = (statistics.median(waits), p99_ms(days), waits[-1])
    return ROW.format(name, *(f"{each:,}" for each in counts), *(f"{each:.2f}" for each in told))


def play(options: argparse.Namespace) -> dict[str, list[Day]]:
    """Days with kills and without, in turns, each round the other way round; those that were played
    when Ctrl-C came.
    """
    days: dict[str, list[Day]] = {name: [] for name in VICTIMS}
    print(ROW.format(*HEADINGS), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for number in range(options.rounds):
            for name in list(VICTIMS)[:: -1 if number % 2 else 1]:
                with tempfile.TemporaryDirectory() as folder:
                    victims = [VICTIMS[name]] * options.kills
                    seed = f"{options.seed}-{number}"
                    work = played(Path(folder), seed, victims, options.every)
                    days[name].append(asyncio.run(work))
                print(_line(name, days[name][-1:]), flush=True)
    return days


def verdict(days: Mapping[str, Sequence[Day]], rounds: int, slower_ms: float) -> int:
    """Print what all days say; 1 when the kills made members wait, or days are missing."""
    for name, played_days in days.items():
        if played_days:
            print(_line(f"all {name}", played_days))
    if any(len(each) < rounds for each in days.values()):
        print("NO VERDICT: interrupted")
        return 1
    grown_ms = p99_ms(days[WITH]) - p99_ms(days[WITHOUT])
    word = "FAILED" if grown_ms > slower_ms else "PASSED"
    print(f"{word}: p99 with kills is {grown_ms:+.2f} ms, allowed are {slower_ms:+.2f} ms")
    return int(grown_ms > slower_ms)


def main() -> int:
    """Play the days; 1 when the kills made members wait."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.killed_bridge")
    parser.add_argument("--kills", type=int, default=20, help="of each day with kills")
    parser.add_argument("--every", type=float, default=12.0, help="seconds from kill to kill")
    parser.add_argument("--rounds", type=int, default=2, help="days of either kind")
    parser.add_argument("--slower", type=float, default=SLOWER_MS, help="most that p99 grows, ms")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    return verdict(play(options), options.rounds, options.slower)


if __name__ == "__main__":
    sys.exit(main())
