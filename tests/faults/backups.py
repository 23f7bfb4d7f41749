"""Backups of a whole venue under load, each restored as a venue of its own, started and compared:
`check`, the registry's check and `reconcile` must be clean.

python -m tests.faults.backups --count 10 --every 60: ten minutes of trading with a backup every
minute, then the restores. Prints a line for each, exit code 1 when anything was found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from typer.testing import CliRunner

from gateway.cli import root
from gateway.launch.processes import VenuePlan
from gateway.launch.venue import running_venue
from settlement_bridge.client import RegistrySession
from tests.faults.house import (
    ACCOUNTS,
    House,
    end_day,
    free_ports,
    open_day,
    running_house,
    settled,
)
from tests.faults.trader import Cashier, Trader

PROGRAM = (sys.executable, "-c", "import gateway.cli; gateway.cli.main()")
FIRST_DAY = 5  # of January 2026
DAYS_MAX = 20
RECONCILE_WAIT_S = 30
Row = dict[str, Any]
Run = Callable[..., Awaitable[Row]]


@dataclass
class Load:
    """Members who trade day after day until it is over, and one who pays in."""

    house: House
    dice: Random
    day_s: float
    over: bool = False
    days: int = 0
    traders: list[Trader] = field(default_factory=list)

    async def run(self) -> None:
        """Trade whole days, each settled before the next."""
        while not self.over and self.days < DAYS_MAX:
            date = f"2026-01-{FIRST_DAY + self.days:02d}"
            await open_day(self.house, date)
            await self._trade(time.monotonic() + self.day_s)
            await end_day(self.house)
            assert await settled(self.house, date)
            self.days += 1

    async def _trade(self, until: float) -> None:
        def done() -> bool:
            return self.over or time.monotonic() > until

        traders = [Trader(self.house, each, Random(self.dice.random())) for each in ACCOUNTS]
        for trader in traders:
            trader._entered = self.days * 10_000_000  # client order ids stay unique
        self.traders += traders
        async with asyncio.TaskGroup() as working:
            for trader in traders:
                working.create_task(trader.trade(done))
            working.create_task(Cashier(self.house, ACCOUNTS[0]).pay(done))

    def answered(self) -> int:
        """Requests answered so far."""
        return sum(len(trader.answers) for trader in self.traders)


async def as_process(*words: str) -> Row:
    """What a command of `ceax` says in JSON, run as a process of its own.

    Raises AssertionError with its output when it fails.
    """
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, *words, "--json", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    return _said(words, process.returncode, out.decode(), err.decode())


async def within(*words: str) -> Row:
    """The same, run on a thread of this process."""
    result = await asyncio.to_thread(CliRunner().invoke, root(), [*words, "--json"])
    return _said(words, result.exit_code, result.output, str(result.exception))


def _said(words: tuple[str, ...], code: int | None, out: str, error: str) -> Row:
    assert code == 0, f"{' '.join(words)}: {out}{error}"
    found: Row = json.loads(out.splitlines()[-1])
    return found


async def take_backups(
    ceax: Run, data: Path, folder: Path, count: int, every_s: float
) -> list[Row]:
    """Backups, each `every_s` after the beginning of the one before."""
    taken = []
    for _ in range(count):
        begun = time.monotonic()
        row = await ceax("backup", str(folder), "--data", str(data))
        taken.append(row)
        print(f"{row['point']}: {row['commands']} commands in {row['seconds']} s")
        await asyncio.sleep(max(0.0, begun + every_s - time.monotonic()))
    return taken


async def restore_and_compare(ceax: Run, folder: Path, new: Path, *how: str) -> Row:
    """Restore, which checks the state, start what was restored, catch up, and compare registry and
    exchange.

    Raises AssertionError when anything is not clean.
    """
    restored = await ceax("restore", str(folder), str(new), *how)
    assert restored["problems"] == []
    gateway, feed, registry = free_ports(3)
    ports = {"gateway_port": gateway, "feed_port": feed, "registry_port": registry}
    plan = VenuePlan(new, clock="manual", quiet=True, **ports)
    async with running_venue(plan) as running, House(plan, running).registry() as session:
        await _catch_up(session)
        await _reconciled(session)
    return restored


async def _catch_up(session: RegistrySession) -> None:
    """Enter again what the exchange did after the registry was copied."""
    standing: Row = {}
    async with asyncio.timeout(RECONCILE_WAIT_S):
        while (standing := await session.request("standing"))["state"] == "exchange_not_asked":
            await asyncio.sleep(0.05)
        while standing["state"] != "sound":
            assert standing["state"] == "registry_behind", standing
            standing = await session.request("catch_up", document="restore drill")
            # wait for a close that the feed has not published yet
            await asyncio.sleep(0.05 if standing["waits_for"] else 0)


async def _reconciled(session: RegistrySession) -> None:
    """Wait until the trades of the day have come from the feed, and all adds up."""
    found: Row = {}
    try:
        async with asyncio.timeout(RECONCILE_WAIT_S):
            while not found or found["breaks"]:
                found = await session.request("reconcile")
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not reconciled: {found}") from None


async def campaign(count: int, every_s: float, seed: int) -> None:
    """The whole of it; prints what it does. Raises AssertionError."""
    with tempfile.TemporaryDirectory(prefix="ceax-backups-") as place:
        folder, data = Path(place) / "backup", Path(place) / "venue"
        async with running_house(data) as house:
            load = Load(house, Random(seed), day_s=max(5.0, count * every_s / DAYS_MAX))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(load.run())
                taken = await take_backups(as_process, data, folder, count, every_s)
                load.over = True
            print(f"{load.answered()} requests answered on {load.days} days")
        for number, row in enumerate(taken, 1):
            begun = time.monotonic()
            how = ("--until", str(row["commands"]), "--as", f"drill-{number}")
            new = Path(place) / f"new-{number}"
            restored = await restore_and_compare(as_process, folder, new, *how)
            checked = await as_process("check", str(new))
            assert (checked["problems"], checked["epoch"]) == ([], 2)
            print(
                f"{row['point']}: {restored['commands']} commands, {restored['registry_entries']}"
                f" journal entries, clean after {time.monotonic() - begun:.1f} s"
            )


def main() -> None:
    """Entry of the campaign."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="backups")
    parser.add_argument("--every", type=float, default=60.0, help="seconds from one to the next")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    asyncio.run(campaign(options.count, options.every, options.seed))


if __name__ == "__main__":
    main()
