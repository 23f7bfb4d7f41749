"""How long members wait at the gateway with surveillance beside it and without, in one run:
`python -m benchmarks.surveillance_beside`.

Rounds alternate in pairs: without, with, with, without, so that what else the machine does falls on
both sides. Each order is sent when the one before is answered. It prints the 99th percentile of
both sides of each pair, their ratio, and the median of these ratios; the exit code is 1 where that
is above `--most`. Then it prints the age of a batch of events when surveillance had judged it.
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

PAIRS, ORDERS, MOST = 12, 1_000, 1.1
SETTLING = 50  # first orders of a round, which are not measured
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


def measured(venue: Venue, orders: int) -> list[float]:
    """One round."""
    return asyncio.run(waits_ms(venue, SETTLING + orders))[SETTLING:]


def one_pair(venue: Venue, orders: int) -> tuple[float, float, float]:
    """The 99th percentiles without and with surveillance, ms, and the age of a batch, s."""
    without = measured(venue, orders)
    with surveillance(venue) as url:
        beside = measured(venue, orders) + measured(venue, orders)
        age = late_s(url)
    without += measured(venue, orders)
    return float(np.percentile(without, 99)), float(np.percentile(beside, 99)), age


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="pairs of rounds")
    parser.add_argument("--orders", type=int, default=ORDERS, help="orders of each round")
    parser.add_argument("--most", type=float, default=MOST, help="the median ratio that is allowed")
    options = parser.parse_args()
    ratios, ages = [], []
    with tempfile.TemporaryDirectory() as folder, gateway(Path(folder)) as venue:
        asyncio.run(open_market(venue))
        measured(venue, options.orders)  # warm
        for number in range(1, options.pairs + 1):
            without, beside, age = one_pair(venue, options.orders)
            ratios.append(beside / without)
            ages.append(age)
            print(
                f"pair {number:2}: p99 without {without:.2f} ms, with {beside:.2f} ms,"
                f" ratio {ratios[-1]:.2f}",
                flush=True,
            )
    low, median, high = np.percentile(ratios, (25, 50, 75))
    print(f"p99 with / without: median {median:.2f}, quartiles {low:.2f} and {high:.2f}")
    print(f"a batch was judged {max(ages):.3f} s after it at most")
    sys.exit(int(median > options.most))


if __name__ == "__main__":
    main()
