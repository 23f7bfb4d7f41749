"""A real browser that opens the pages, and what it complains of."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.venue import RehearsalVenue
from tests.forked_servers import PlainServer
from tests.marketdata.pages.screens import CHROMIUM, DATE, MEMBERS, open_market

SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    "--ignore-certificate-errors",  # one handshake for each connection, and files are cached
]
WAIT_MS = 30_000  # on a busy machine
SOONER = "const set = window.setInterval; window.setInterval = (work, ms) => set(work, ms / 8);"
REFUSED = "the server responded with a status of 404"  # a page shows what the venue says to that

expect.set_options(timeout=WAIT_MS)


class Profiles:
    """Profiles of one browser: scenes that want the same have the same one, so that its cache
    serves them; nothing else of a scene is left in it.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, BrowserContext] = {}

    async def of(self, holder: str, **options: Any) -> BrowserContext:
        """The profile of a holder of a key (empty: of nobody) with these options."""
        key = json.dumps([holder, options], sort_keys=True)
        if key not in self._kept:
            self._kept[key] = await self.fresh(**options)
        return self._kept[key]

    async def fresh(self, **options: Any) -> BrowserContext:
        """A profile that no other scene has."""
        context = await self._browser.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        return context


@dataclass
class Stage:
    """A browser, the address of the pages, and where pictures of them go. What a page complains of
    is kept.
    """

    profiles: Profiles
    url: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)
    _opened: list[Page] = field(default_factory=list)

    async def open(
        self,
        path: str = "/",
        language: str = "en",
        theme: str = "light",
        size: tuple[int, int] = (1280, 900),
        fresh: bool = False,
        holder: str = "",
        **options: Any,
    ) -> Page:
        """A page; `fresh`: in a profile of its own, with keys and storage of its own; `holder`: in
        that of the holder of a key, where what a page asks now and then is asked sooner.
        """
        options |= {
            "viewport": {"width": size[0], "height": size[1]},
            "locale": "zh-CN" if language == "zh" else "en-GB",
            "color_scheme": theme,
        }
        profiles = self.profiles
        profile = await (profiles.fresh(**options) if fresh else profiles.of(holder, **options))
        page = await profile.new_page()
        if holder:
            await page.add_init_script(SOONER)
        self._opened.append(page)
        page.on("console", lambda each: self._keep(each.type, each.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(self.url + path)
        return page

    def _keep(self, kind: str, text: str) -> None:
        if kind == "error" and REFUSED not in text:
            self.complaints.append(text)

    async def picture(self, page: Page, name: str) -> Path:
        """A picture of what a page shows."""
        path = self.pictures / f"{name}.png"
        await page.screenshot(path=path)
        return path

    async def close_pages(self) -> None:
        """Close what a scene has opened; what it has stored is forgotten."""
        for page in self._opened:
            await page.evaluate("localStorage.clear()")
            await page.close()
        self._opened.clear()


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Chromium as it is installed."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A browser for the scenes of one file."""
    async with a_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def profiles(browser: Browser) -> Profiles:
    """The browser's profiles."""
    return Profiles(browser)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of pages go: the folder that CEAX_PICTURES names, else one of the test."""
    folder = Path(os.environ.get("CEAX_PICTURES") or tmp_path_factory.mktemp("pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def market(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RehearsalVenue]:
    """A whole venue with two members, whose servers are forks, for the scenes of one file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", PlainServer)
        folder = tmp_path_factory.mktemp("market") / "data"
        async with open_venue(folder, MEMBERS) as venue:
            await open_market(venue, DATE)
            yield venue


@pytest_asyncio.fixture(loop_scope="module")
async def stage(profiles: Profiles, pages_url: str, pictures: Path) -> AsyncIterator[Stage]:
    """The browser at the pages. A scene fails when a page has complained."""
    made = Stage(profiles, pages_url, pictures)
    yield made
    await made.close_pages()
    assert made.complaints == []


@pytest.fixture(scope="module")
def pages_url(market: RehearsalVenue) -> str:
    """Where the pages of the venue are; a file of scenes may have another one."""
    return market.running.endpoints.feed.replace("ws", "http", 1)
