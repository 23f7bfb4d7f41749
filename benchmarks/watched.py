"""A whole venue and a Chromium that looks at it, for the figures of the pages."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.venue import RehearsalVenue

DATE = 20_260_105
SELLER, BUYER = 1, 2
MEMBERS = {SELLER: "Alice Power", BUYER: "Bob Steel"}
BASE = 7_850
CASH_FEN, UNITS = 10**13, 10**7
TICKS_S = os.sysconf("SC_CLK_TCK")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WAIT_MS = 60_000


@dataclass
class Watched:
    """A venue in the morning of a day, and the browser."""

    venue: RehearsalVenue
    browser: Browser
    codes: list[str]

    @property
    def url(self) -> str:
        """Where the pages are."""
        return self.venue.running.endpoints.feed.replace("ws", "http", 1)

    async def open(self, path: str, key: str = "", *scripts: str) -> Page:
        """A page in a profile of its own, logged on with a key of the venue's folder where one is
        named; `scripts` run before anything of the page does.
        """
        context = await self.browser.new_context(viewport={"width": 1500, "height": 900})
        context.set_default_timeout(WAIT_MS)
        page = await context.new_page()
        for script in scripts:
            await page.add_init_script(script)
        await page.goto(self.url + path)
        if key:
            pem = self.venue.folder / "keys" / f"{key}.pem"
            await page.locator('[data-name="key-file"]').set_input_files(pem)
            await page.locator('[data-name="who"]').wait_for()
        return page

    async def trade(self, number: int, quantity: int = 1) -> int:
        """An order, a better price for it, and another one that takes it, in the instrument whose
        turn it is; the number of the trade's fill at the buyer.
        """
        code = self.codes[number % len(self.codes)]
        seller, buyer = self.venue.members[SELLER], self.venue.members[BUYER]
        rests = await seller.sell(code, BASE + 2 + number % 5, quantity)
        await seller.replace(rests["order"], BASE + number % 5, quantity)
        taken = await buyer.buy(code, BASE + number % 5, quantity)
        return int(taken["order"])


@asynccontextmanager
async def watched(instruments: int = 2) -> AsyncIterator[Watched]:
    """A venue with as many instruments in an empty folder, and a browser."""
    codes = [f"CEA{number:02}" for number in range(1, instruments + 1)]
    with tempfile.TemporaryDirectory() as folder:
        async with open_venue(Path(folder) / "data", MEMBERS) as venue:
            await furnish(venue, codes)
            async with async_playwright() as playwright:
                found = shutil.which("chromium") or shutil.which("chromium-browser")
                opened = await playwright.chromium.launch(executable_path=found, args=SWITCHES)
                yield Watched(venue, opened, codes)
                await opened.close()


async def furnish(venue: RehearsalVenue, codes: list[str]) -> None:
    """Instruments, money and units, the morning of a day, an order on each side."""
    for number, code in enumerate(codes, 1):
        await venue.list_instrument(code, number, BASE)
    await venue.deposit(dict.fromkeys(MEMBERS, CASH_FEN))
    await venue.allocate({(SELLER, code): UNITS for code in codes})
    await venue.start_day(DATE)
    for code in codes:
        await venue.members[SELLER].sell(code, BASE + 50, 1_000)
        await venue.members[BUYER].buy(code, BASE - 50, 1_000)


def chromium_s() -> float:
    """Processor time of the browser's processes so far, s."""
    return sum(_used_s(each) for each in _descendants(os.getpid()) if _is_chromium(each))


def _descendants(begin: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        children.setdefault(parent, []).append(int(stat.parent.name))
    waiting = [begin]
    while waiting:
        found = children.get(waiting.pop(), [])
        waiting += found
        yield from found


def _is_chromium(process: int) -> bool:
    try:
        return "chrom" in Path(f"/proc/{process}/comm").read_text()
    except OSError:
        return False


def _used_s(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS_S


async def at_rate(per_s: float, until: float, work: AsyncIterator[object]) -> int:
    """Do a step of the work so often a second, until a time of `time.monotonic`; how many were
    done. What is late is caught up with.
    """
    done, begun = 0, time.monotonic()
    while time.monotonic() < until:
        await anext(work)
        done += 1
        await asyncio.sleep(max(0.0, begun + done / per_s - time.monotonic()))
    return done


def load() -> str:
    """How busy the machine is, in words."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
