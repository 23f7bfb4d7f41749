"""Figures of the pages, in a real Chromium at a whole venue on this computer.

    python -m benchmarks.pages first-view       from the address to what a page shows
    python -m benchmarks.pages trade            from a trade's acknowledgement to its row on a page
    python -m benchmarks.pages heap             a page's memory over ten minutes of busy trading
    python -m benchmarks.pages processor        Chromium's processor time at 50 instruments

Each prints its figures with the machine's load beside them; the exit code is 1 where a bound is
passed.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator

from playwright.async_api import Page

from benchmarks.watched import Watched, at_rate, chromium_s, load, watched

FIRST_VIEW_MS, TRADE_MS = 1_000, 200
GROWTH_MOST = 0.1  # of the heap, from the second quarter of the time to the last
# An ordinary day of `tests/simulation/ordinary`: 6,000 requests and 1,800 trades in four hours.
ORDINARY_PER_S, BUSY = 6_000 / (4 * 3600), 50
REQUESTS = 3  # of a trade: an order, its move, the one that takes it
VIEWS = {
    "/": 'table[data-name="vintages-table"] tr[data-row]',
    "/member": '[data-name="log-on"]',
    "/exchange": '[data-name="log-on"]',
}
KEYS = {"/": "", "/member": "member-2", "/exchange": "exchange"}
# When a page first shows something, after the frame in which it does, in ms since it was asked for.
WATCH_VIEW = """
new MutationObserver(() => {
  if (window.shownMs === undefined && document.querySelector(SELECTOR)) {
    window.shownMs = null;
    requestAnimationFrame(() => setTimeout(() => (window.shownMs = performance.now())));
  }
}).observe(document, { subtree: true, childList: true });
"""
# When each row of a table is first shown, in ms since 1970.
WATCH_ROWS = """
window.rows = {};
new MutationObserver(() => {
  for (const row of document.querySelectorAll(SELECTOR)) {
    if (row.dataset.row in window.rows) continue;
    window.rows[row.dataset.row] = null;
    requestAnimationFrame(() => setTimeout(() =>
      (window.rows[row.dataset.row] = performance.timeOrigin + performance.now())));
  }
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


async def first_view(times: int) -> bool:
    """A fresh profile each time: nothing is cached."""
    held = True
    async with watched() as venue:
        await venue.trade(0)
        for path, selector in VIEWS.items():
            script = WATCH_VIEW.replace("SELECTOR", repr(selector))
            shown = [await _shown_ms(venue, path, script) for _ in range(times)]
            held &= statistics.median(shown) <= FIRST_VIEW_MS
            print(f"first view of {path}: {_spread(shown)}; {load()}", flush=True)
    return held


async def _shown_ms(venue: Watched, path: str, script: str) -> float:
    page = await venue.open(path, "", script)
    while (shown := await page.evaluate("window.shownMs ?? null")) is None:
        await asyncio.sleep(0.02)
    await page.context.close()
    return float(shown)


async def trade(times: int) -> bool:
    """Trades one after the other: on the public page, and at the buyer's screen."""
    async with watched() as venue:
        code = venue.codes[0]
        tape = WATCH_ROWS.replace("SELECTOR", repr('table[data-name="trades-table"] tr[data-row]'))
        own = WATCH_ROWS.replace("SELECTOR", repr('table[data-name="fills"] tr[data-row]'))
        public = await venue.open(f"/#instrument={code}", "", tape)
        member = await venue.open("/member", KEYS["/member"], own)
        await member.locator('[role="tab"][data-value="fills"]').click()
        waits = [await _waits_ms(venue, 2 * each, public, member) for each in range(times)]
    held = True
    for place, name in enumerate(("the public page", "the member's screen")):
        shown = [each[place] for each in waits]
        held &= max(shown) <= TRADE_MS
        print(f"from the acknowledgement to {name}: {_spread(shown)}; {load()}", flush=True)
    return held


async def _waits_ms(venue: Watched, number: int, *pages: Page) -> list[float]:
    before = [set(await page.evaluate("Object.keys(window.rows)")) for page in pages]
    await venue.trade(number)
    answered = time.time() * 1_000
    return [
        await _newest_ms(page, known) - answered for page, known in zip(pages, before, strict=True)
    ]


async def _newest_ms(page: Page, known: set[str]) -> float:
    while True:
        rows: dict[str, float | None] = await page.evaluate("window.rows")
        fresh = [at for row, at in rows.items() if row not in known and at is not None]
        if fresh:
            return min(fresh)
        await asyncio.sleep(0.02)


async def heap(minutes: float) -> bool:
    """All three pages beside each other, each with what it shows first."""
    per_s = BUSY * ORDINARY_PER_S / REQUESTS
    async with watched() as venue:
        pages = {path: await venue.open(path, key) for path, key in KEYS.items()}
        begun = time.monotonic()
        trading = asyncio.create_task(at_rate(per_s, begun + 60 * minutes, _trades(venue)))
        seen: dict[str, list[float]] = {path: [] for path in pages}
        while not trading.done():
            for path, page in pages.items():
                seen[path].append(await _heap_mib(page))
            await asyncio.wait([trading], timeout=60 * minutes / 40)
        print(f"{trading.result()} trades in {minutes:g} min, {BUSY} times an ordinary day's rate")
    held = True
    for path, sizes in seen.items():
        quarter = len(sizes) // 4
        early = statistics.median(sizes[quarter : 2 * quarter])
        late = statistics.median(sizes[-quarter:])
        held &= late <= (1 + GROWTH_MOST) * early
        figures = f"{sizes[0]:.1f} MiB at first, {early:.1f} in the second quarter, {late:.1f} last"
        print(f"heap of {path}: {figures}; {load()}", flush=True)
    return held


async def _trades(venue: Watched) -> AsyncIterator[int]:
    number = 0
    while True:
        number += 1
        yield await venue.trade(number)


async def _heap_mib(page: Page) -> float:
    """What is left after a collection."""
    session = await page.context.new_cdp_session(page)
    await session.send("HeapProfiler.collectGarbage")
    usage = await session.send("Runtime.getHeapUsage")
    await session.detach()
    return float(usage["usedSize"]) / 2**20


async def processor(seconds: float, instruments: int, updates: float) -> bool:
    """One page after the other, each alone in the browser."""
    async with watched(instruments) as venue:
        for path, key in KEYS.items():
            page = await venue.open(path, key)
            await asyncio.sleep(2)  # its first view
            begun, before = time.monotonic(), chromium_s()
            painted = await _paints(page)
            rate = instruments * updates
            done = await at_rate(rate / AT_ONCE, begun + seconds, _moves(venue))
            took = time.monotonic() - begun
            share = 100 * (chromium_s() - before) / took
            paints = (await _paints(page) - painted) / took
            print(
                f"{path}: {share:.0f} % of a processor, {paints:.1f} paints a second at"
                f" {AT_ONCE * done / took:.0f} updates a second of {instruments} instruments;"
                f" {load()}",
                flush=True,
            )
            await page.context.close()
    return True


AT_ONCE = 50  # requests of one frame


async def _moves(venue: Watched) -> AsyncIterator[None]:
    """Orders that enter and leave the best level of each instrument in turn."""
    number, seller = 0, venue.venue.members[1]
    while True:
        codes = [venue.codes[(number + each) % len(venue.codes)] for each in range(AT_ONCE)]
        number += AT_ONCE
        terms = {"op": "new_order", "side": "sell", "price": 7_860, "quantity": 1}
        entered = await seller.request_many([terms | {"instrument": code} for code in codes])
        yield None
        orders = [each.result()["order"] for each in entered]
        await seller.request_many([{"op": "cancel", "order": each} for each in orders])
        yield None


async def _paints(page: Page) -> int:
    return int(await page.locator("#page").get_attribute("data-paints") or 0)


def _spread(found: list[float] | tuple[float, ...]) -> str:
    """Figures in ms, in words."""
    ordered = sorted(found)
    middle, most = statistics.median(ordered), ordered[-1]
    return f"median {middle:.0f} ms, most {most:.0f} ms of {len(ordered)}"


def main() -> None:
    """Measure what is asked for, and print."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("what", choices=("first-view", "trade", "heap", "processor"))
    parser.add_argument("--times", type=int, default=20, help="views or trades")
    parser.add_argument("--minutes", type=float, default=10, help="of `heap`")
    parser.add_argument("--seconds", type=float, default=30, help="of `processor`, for each page")
    parser.add_argument("--instruments", type=int, default=50, help="of `processor`")
    parser.add_argument("--updates", type=float, default=10, help="a second of each instrument")
    asked = parser.parse_args()
    measured = {
        "first-view": lambda: first_view(asked.times),
        "trade": lambda: trade(asked.times),
        "heap": lambda: heap(asked.minutes),
        "processor": lambda: processor(asked.seconds, asked.instruments, asked.updates),
    }[asked.what]
    sys.exit(int(not asyncio.run(measured())))


if __name__ == "__main__":
    main()
