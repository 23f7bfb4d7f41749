"""How long members wait at the gateway with surveillance beside it and without, in one run:
`python -m benchmarks.surveillance_beside --orders 4000`.

Rounds with and without surveillance alternate; each order is sent when the one before is answered.
It prints the median and the 99th percentile of both, their ratio, and how old a batch of events was
when surveillance had judged it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks.gateway_process import Venue, gateway, open_market
from gateway.launch.plan import SURVEILLANCE
from gateway.launch.priority import let_others_go_first

ROUNDS = 8
STOP_S = 30
AGE = "ceax_event_age_seconds "


@contextmanager
def surveillance(venue: Venue) -> Iterator[str]:
    """The process beside the gateway, once it is ready; its address."""
    key = str(venue.data / "keys" / "feed.pem")
    where = ("--data", str(venue.data), "--gateway", venue.url, "--key", key, "--port", "0")
    command = [sys.executable, "-m", "gateway.supervision.surveillance", *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        let_others_go_first(SURVEILLANCE, process.pid)
        said: dict[str, str] = {}
        while "url" not in said:
            said = json.loads(process.stdout.readline())
        try:
            yield said["url"].replace("ws://", "http://")
        finally:
            process.terminate()
            process.wait(STOP_S)


async def waits_ms(venue: Venue, orders: int) -> list[float]:
    """How long a seller and a buyer wait for each reply."""
    found = []
    async with venue.session("alice") as alice, venue.session("bob") as bob:
        for number in range(orders):
            begun = time.perf_counter()
            await (bob.buy if number % 2 else alice.sell)("CEA25", 7850, 1)
            found.append((time.perf_counter() - begun) * 1e3)
    return found


def late_s(url: str) -> float:
    """How old the newest batch was when it was judged."""
    with urllib.request.urlopen(f"{url}/metrics") as page:
        lines = page.read().decode().splitlines()
    return next(float(each.split()[1]) for each in lines if each.startswith(AGE))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--orders", type=int, default=4_000, help="orders of each side of the scale"
    )
    each = parser.parse_args().orders // ROUNDS
    without: list[float] = []
    beside: list[float] = []
    ages: list[float] = []
    with tempfile.TemporaryDirectory() as folder, gateway(Path(folder)) as venue:
        asyncio.run(open_market(venue))
        asyncio.run(waits_ms(venue, each))  # warm
        for _ in range(ROUNDS):
            without += asyncio.run(waits_ms(venue, each))
            with surveillance(venue) as url:
                beside += asyncio.run(waits_ms(venue, each))
                ages.append(late_s(url))
    for name, found in (("without", without), ("with", beside)):
        print(
            f"{name:8} p50 {np.percentile(found, 50):.2f} ms, p99 {np.percentile(found, 99):.2f} ms"
        )
    ratio = np.percentile(beside, 99) / np.percentile(without, 99)
    print(f"p99 with / without {ratio:.2f}; a batch was judged {max(ages):.3f} s after it at most")


if __name__ == "__main__":
    main()
