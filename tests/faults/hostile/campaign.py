"""Attacks on a venue of three processes while bystanders trade and staff acts.

    python -m tests.faults.hostile.campaign [ATTACK ...] [--seconds S]

Prints for each attack how long the bystanders waited and how much memory each server took.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.hostile.bystanders import Waits, bystanders
from tests.faults.house import FEED, GATEWAY, REGISTRY, House, open_day, running_house

DATE = "2026-01-05"
ATTACKER = "member-5"


@dataclass(frozen=True)
class Attack:
    """Attackers of one kind: how many processes and sessions, at which server, whose key."""

    does: str
    server: str
    sessions: int
    processes: int = 1
    key: str | None = ATTACKER
    source: str | None = None


ATTACKS = {
    "questions": Attack("questions", GATEWAY, 1),
    "questions of many": Attack("questions", GATEWAY, 30),
    "orders of one key": Attack("orders", GATEWAY, 120, source="127.0.0.2"),
    "cancels of one key": Attack("cancels", GATEWAY, 120, source="127.0.0.2"),
    "slow readers": Attack("slow", GATEWAY, 120, source="127.0.0.2"),
    "silent strangers": Attack("silence", GATEWAY, 1_200, key=None, source="127.0.0.2"),
    "log-ons": Attack("nothing_but_log_on", GATEWAY, 50, source="127.0.0.2"),
    "silent at the feed": Attack("silence", FEED, 1_200, key=None, source="127.0.0.2"),
    "strangers at the feed": Attack("history", FEED, 100, key=None, source="127.0.0.2"),
    "silent at the registry": Attack("silence", REGISTRY, 1_200, key=None, source="127.0.0.2"),
}


@asynccontextmanager
async def attacked(house: House, attack: Attack) -> AsyncIterator[None]:
    """Have the attackers run until the end."""
    keys = house.plan.data / "keys"
    words = [attack.does, house.running.urls[attack.server]]
    words += [str(keys / f"{attack.key}.pem")] if attack.key else []
    words += ["--sessions", str(attack.sessions)]
    words += ["--source", attack.source] if attack.source else []
    start = (sys.executable, "-m", "tests.faults.hostile.attacks", *words)
    processes = [
        await asyncio.create_subprocess_exec(*start, stderr=asyncio.subprocess.DEVNULL)
        for _ in range(attack.processes)
    ]
    try:
        yield
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def measure(house: House, attack: Attack | None, seconds: float) -> dict[str, Any]:
    """How bystanders fare for some seconds, without attackers where there is no attack."""
    async with bystanders(house) as waits:
        if attack is None:
            await asyncio.sleep(seconds)
        else:
            async with attacked(house, attack):
                await asyncio.sleep(seconds)
    return figures(house, waits)


def figures(house: House, waits: Waits) -> dict[str, Any]:
    """What was waited, and the memory of each server in MB."""
    memory = {name: _memory_mb(each.pid) for name, each in house.running.processes.items()}
    return {**waits.summary(), "memory_mb": memory}


def _memory_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (kb,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kb) // 1024


@asynccontextmanager
async def stage() -> AsyncIterator[House]:
    """A venue in its morning."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_house(Path(folder) / "venue") as house:
            await open_day(house, DATE)
            await compiled(house)
            yield house


async def compiled(house: House) -> None:
    """Wait for the compiled engine: what is measured is the venue as it works later."""
    async with house.session("exchange") as staff:
        while (await staff.request("status"))["engine"] == "compiling":
            await asyncio.sleep(0.5)


async def run(names: list[str], seconds: float) -> None:
    """Measure without attackers, then under each attack on a fresh venue."""
    for name in ("nobody", *names):
        async with stage() as house:
            found = await measure(house, ATTACKS.get(name), seconds)
        print(json.dumps({"attack": name, **found}), flush=True)


def main() -> None:
    """Entry of the command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("attacks", nargs="*", default=list(ATTACKS))
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = parser.parse_args()
    asyncio.run(run(asked.attacks, asked.seconds))


if __name__ == "__main__":
    main()
