"""Attacks on a venue of three processes while a member trades and staff acts.

    python -m tests.faults.hostile.campaign [ATTACK ...] [--seconds S] [--judge] [--list]

One venue for all attacks, one after the other. Prints a table, a row an attack: how long the
bystanders waited, how much memory each server took, and the verdict. At the end the day is closed,
the bridge settles it, and log and books are proven. Wrong are: a server that has ended, a traceback
in its log, a refused bystander, memory without a bound, a state that `check` refuses, a day that is
not settled. With `--judge`, on a quiet machine, also: a member's p99 above the larger of 50 ms and
twice its value without attackers, a halt or resume above 200 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from tests.faults import proof
from tests.faults.hostile.bystanders import bystanders
from tests.faults.hostile.plans import PLANS, attacked, more_keys
from tests.faults.hostile.verdict import HEAD, ROW, Found, Watch
from tests.faults.house import (
    House,
    all_done,
    end_day,
    open_day,
    registry_when_back,
    running_house,
    settled,
)

DATE = "2026-01-05"
NOBODY = "nobody"
SETTLE_S = 0.5  # for the servers, after an attack


@asynccontextmanager
async def stage(data: Path) -> AsyncIterator[House]:
    """A venue in its afternoon, when the block desk is open, with a compiled engine: what is
    measured is the venue as it works later. More keys for its account 5.
    """
    async with running_house(data) as house:
        more_keys(house)
        await open_day(house, DATE)
        async with house.session("exchange") as staff:
            for phase in ("lunch", "afternoon"):
                moved = {"op": "set_phase", "phase": phase, "confirm": True, "reason": "test"}
                all_done(await staff.request_many([moved]))
        await compiled(house)
        yield house


async def compiled(house: House) -> None:
    """Wait for the compiled engine: what is measured is the venue as it works later."""
    async with house.session("exchange") as staff:
        while (await staff.request("status"))["engine"] == "compiling":
            await asyncio.sleep(0.2)


async def measure(
    house: House, name: str, attack: AbstractAsyncContextManager[None], seconds: float
) -> Found:
    """How bystanders and servers fare for some seconds under an attack."""
    watch = Watch(house)
    watch.faults()
    before = watch.memory_mb(anew=True)
    async with attack, bystanders(house) as waits:
        await asyncio.sleep(seconds)
    await asyncio.sleep(SETTLE_S)
    return Found(name, waits, watch.memory_mb(), before, watch.faults())


async def close_and_settle(house: House) -> list[str]:
    """End the day; what is wrong with its settlement and the registry's books."""
    await end_day(house)
    wrong = [] if await settled(house, DATE) else ["the day is not settled"]
    async with registry_when_back(house) as registry:
        checked = await registry.operations.check()
        breaks = (await registry.operations.reconcile())["break_count"]
    wrong += [f"the books: {row}" for row in checked["breaks"]]
    return wrong + ([f"{breaks} breaks between registry and exchange"] if breaks else [])


async def attack_all(data: Path, names: Sequence[str], seconds: float, judge: bool) -> int:
    """Play the attacks and print the table; how many of them did what they may not."""
    failed = 0
    print(ROW.format(*HEAD), flush=True)
    async with stage(data) as house:
        quiet = await measure(house, NOBODY, nullcontext(), seconds)
        print(quiet.line(quiet.wrong()), flush=True)
        for name in names:
            found = await measure(house, name, attacked(house, PLANS[name]), seconds)
            verdict = found.wrong() + (found.late(quiet.waits) if judge else [])
            print(found.line(verdict), flush=True)
            failed += bool(verdict)
        wrong = await close_and_settle(house)
    proof.check_log(data)
    print(f"settled, log and books proven: {'; '.join(wrong) or 'ok'}")
    return failed + bool(wrong)


def main() -> int:
    """Entry of the command; 1 when an attack did what it may not."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hostile.campaign")
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help="all without any")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each attack")
    parser.add_argument("--judge", action="store_true", help="also how long bystanders wait")
    parser.add_argument("--list", action="store_true", help="print the attacks")
    asked = parser.parse_args()
    if asked.list:
        print(*PLANS, sep="\n")
        return 0
    if unknown := [name for name in asked.attacks if name not in PLANS]:
        parser.error(f"no attack {', '.join(unknown)}: --list prints them")
    names = asked.attacks or list(PLANS)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "venue"
        return int(asyncio.run(attack_all(data, names, asked.seconds, asked.judge)) > 0)


if __name__ == "__main__":
    sys.exit(main())
