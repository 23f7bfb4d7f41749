"""How soon a kill takes effect on a venue that has as much to do as it can: the time from the
kill's reply to the last fill of the key that it names.

    python -m tests.faults.kill_under_load [--kills 10] [--seconds 3]

Two members trade as fast as the venue answers, each in a process of its own. The highest rate of a
second is what the venue can do in this run; a kill counts where at least 80 % of that was done in
the second before it. Prints a line for each kill and the whole as JSON; ends with 1 where a fill
came later than 100 ms after a reply, or no kill counts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gateway.client import Session
from tests.faults.hostile.campaign import DATE, compiled
from tests.faults.house import GATEWAY, House, open_day, running_house

ACCOUNTS = (1, 2)  # the first is killed
EFFECT_MS = 100.0
LOAD_SHARE = 0.8
WINDOW_S = 1.0
AFTER_S = 0.5  # from a kill's reply until the victim is asked for its last fill
LIMITS = "requests_per_s=1000000,in_flight=100000"  # the venue is the bound, not a member's share
ORDERS_OF_A_PROBE = 50


@dataclass(frozen=True)
class Kill:
    """One kill: the rate in the second before it, how long its reply took, and how much later than
    the reply the last fill was decided and came (below 0: earlier).
    """

    orders_per_s: float
    reply_ms: float
    decided_ms: float
    last_fill_ms: float


class Member:
    """A process that floods."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def seen(self) -> dict[str, int]:
        """What it has seen until now."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(b"?\n")
        found: dict[str, int] = json.loads(await self._process.stdout.readline())
        return found


@asynccontextmanager
async def member(house: House, account: int, side: str) -> AsyncIterator[Member]:
    """A member that floods the venue until the end."""
    key = house.plan.data / "keys" / f"member-{account}.pem"
    words = ("-m", "tests.faults.kill_under_load.flood", house.running.urls[GATEWAY], key, side)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *map(str, words), stdin=PIPE, stdout=PIPE
    )
    try:
        yield Member(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def rate(members: Sequence[Member], seconds: float) -> float:
    """Orders a second that are answered to all members."""
    before, begun_s = await _answered(members), time.monotonic()
    await asyncio.sleep(seconds)
    return (await _answered(members) - before) / (time.monotonic() - begun_s)


async def _answered(members: Sequence[Member]) -> int:
    return sum([(await each.seen())["answered"] for each in members])


async def kill(
    staff: Session,
    house: House,
    account: int,
    members: Sequence[Member],
    window_s: float = WINDOW_S,
) -> Kill:
    """Kill the key of the first member under load, and let it trade again."""
    async with house.session(f"member-{account}") as session:
        key = {"account": account, "operator": session.logged_on["operator"]}
    loaded = await rate(members, window_s)
    asked_ns = time.time_ns()
    await staff.request("kill", **key)
    replied_ns = time.time_ns()
    await asyncio.sleep(AFTER_S)
    last = await members[0].seen()
    await staff.request("release", **key)
    later = (last[name] - replied_ns for name in ("decided_ns", "came_ns"))
    return Kill(loaded, (replied_ns - asked_ns) / 1e6, *(each / 1e6 for each in later))


@asynccontextmanager
async def two_members(house: House, accounts: tuple[int, int]) -> AsyncIterator[list[Member]]:
    """Two members that trade with each other, once both are answered."""
    async with member(house, accounts[0], "sell") as one, member(house, accounts[1], "buy") as two:
        while not all([(await each.seen())["answered"] for each in (one, two)]):
            await asyncio.sleep(0.05)
        yield [one, two]


async def order_to_report_ms(house: House) -> float:
    """Median time from an order to its report on a venue that does nothing else."""
    waits_ms = []
    async with house.session("member-3") as session:
        reports = session.reports()
        for _ in range(ORDERS_OF_A_PROBE):
            sent_s = time.perf_counter()
            await session.buy("CEA24", 5_500, 1)
            await anext(reports)
            waits_ms.append((time.perf_counter() - sent_s) * 1e3)
    return statistics.median(waits_ms)


async def measure(kills: int, seconds: float, tell: Callable[[str], object]) -> dict[str, Any]:
    """All figures of a run."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_house(Path(folder) / "venue", limits=LIMITS) as house:
            await open_day(house, DATE)
            await compiled(house)
            quiet_ms = await order_to_report_ms(house)
            found, most = await _under_load(house, kills, seconds, tell)
    counted = [each for each in found if each.orders_per_s >= LOAD_SHARE * most]
    return {
        "order_to_report_ms": round(quiet_ms, 2),
        "orders_per_s": round(most),
        "kills": len(found),
        "counted": len(counted),
        **{name: _largest(counted, name) for name in ("reply_ms", "decided_ms", "last_fill_ms")},
    }


def _largest(kills: Sequence[Kill], name: str) -> float:
    return round(max((getattr(each, name) for each in kills), default=0.0), 1)


async def _under_load(
    house: House, kills: int, seconds: float, tell: Callable[[str], object]
) -> tuple[list[Kill], float]:
    async with house.session("exchange") as staff, two_members(house, ACCOUNTS) as members:
        rates = [await rate(members, WINDOW_S) for _ in range(max(1, round(seconds)))]
        found = []
        for _ in range(kills):
            found.append(await kill(staff, house, ACCOUNTS[0], members))
            tell(json.dumps({name: round(value, 1) for name, value in asdict(found[-1]).items()}))
        return found, max(rates + [each.orders_per_s for each in found])


def holds(figures: dict[str, Any]) -> bool:
    """Whether every kill that counts took effect in time, and one counts."""
    return figures["counted"] > 0 and figures["last_fill_ms"] <= EFFECT_MS


def main() -> int:
    """Measure; 1 when a kill takes effect too late."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill_under_load")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=3.0, help="of load before the first kill")
    asked = parser.parse_args()
    figures = asyncio.run(measure(asked.kills, asked.seconds, lambda text: print(text, flush=True)))
    print(json.dumps(figures), flush=True)
    return int(not holds(figures))


if __name__ == "__main__":
    sys.exit(main())
