"""What scenes at pages with a key have in common: how a browser logs on, and how it confirms."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.faults.house import House
from tests.marketdata.pages.conftest import Stage

REASON = "a scene"
BEFORE = "2026-01-04"  # the day before the first one of a scene
ANSWER_WAIT_S = 5.0
PHASES = ("pre_open", "morning", "lunch", "afternoon", "closed")


def named(scope: Page | Locator, name: str) -> Locator:
    """A piece of a page by its name."""
    return scope.locator(f'[data-name="{name}"]')


def row(scope: Page | Locator, table: str, number: object) -> Locator:
    """A row of a table by what names it."""
    return scope.locator(f'table[data-name="{table}"] tr[data-row="{number}"]')


def cell(line: Locator, name: str) -> Locator:
    """A cell of a row."""
    return line.locator(f'[data-field="{name}"]')


async def log_on(stage: Stage, house: House, path: str, key: str, **options: Any) -> Page:
    """A page that works with a key of the venue's folder."""
    page = await stage.open(path, holder=key, **options)
    if not await page.evaluate("sessionStorage.length"):  # a tab goes on with its key
        await named(page, "key-file").set_input_files(house.plan.data / "keys" / f"{key}.pem")
    await expect(named(page, "who")).to_be_visible()
    return page


async def choose(page: Page, tab: str) -> None:
    """Show one of the lower tables."""
    await page.locator(f'[role="tab"][data-value="{tab}"]').click()


async def send(page: Page, side: str, code: str, price: str, quantity: int) -> None:
    """Type an order and send it."""
    await named(page, "ticket-instrument").select_option(code)
    await named(page, f"side-{side}").click()
    await named(page, "ticket-price").fill(price)
    await named(page, "ticket-quantity").fill(str(quantity))
    await named(page, "send").click()


async def confirm(page: Page, fields: Mapping[str, str] | None = None, reason: str = "") -> None:
    """Fill the dialog of an act and confirm it."""
    dialog = named(page, "act")
    for name, value in (fields or {}).items():
        field = named(dialog, f"act-{name}")
        if await field.evaluate("each => each.tagName") == "SELECT":
            await field.select_option(value)
        else:
            await field.fill(value)
    if reason:
        await named(dialog, "act-reason").fill(reason)
    await named(dialog, "act-confirm").click()


async def done(page: Page, fields: Mapping[str, str] | None = None, reason: str = "") -> None:
    """Confirm an act that is taken."""
    await confirm(page, fields, reason)
    await expect(named(page, "act")).to_have_count(0)


async def reach(house: House, phase: str) -> str:
    """Move the venue on to a phase of its day, where it is not that far; from a day that has ended
    to the next one. The day's date.
    """
    async with house.session("exchange") as exchange:
        status = await exchange.operations.status()
        now, date = status["phase"], status["date"]
        if now not in PHASES:
            after = dt.date.fromisoformat(date or BEFORE) + dt.timedelta(1)
            date, now = after.isoformat(), PHASES[0]
            await exchange.request("start_day", date=date)
        for each in PHASES[PHASES.index(now) + 1 : PHASES.index(phase) + 1]:
            await exchange.request("set_phase", phase=each, confirm=True, reason=REASON)
    return date


async def eventually(ask: Callable[[], Awaitable[Any]]) -> Any:
    """What a question is answered once that is anything."""
    async with asyncio.timeout(ANSWER_WAIT_S):
        while not (answer := await ask()):
            await asyncio.sleep(0.02)
    return answer
