"""A real browser that opens the pages, and what it complains of."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
import subprocess
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from gateway.console.certificates import TrialFiles, make_certificate
from gateway.rehearsal.open_venue import open_venue
from gateway.rehearsal.venue import RehearsalVenue
from tests.forked_servers import PlainServer
from tests.marketdata.pages.screens import CHROMIUM, DATE, MEMBERS, open_market

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# The browser trusts this certificate: it would keep no file of a server that it does not trust.
TRUSTED = "--ignore-certificate-errors-spki-list="
WAIT_MS = 30_000  # on a busy machine
FRESH = "fresh"
SOONER = "const set = window.setInterval; window.setInterval = (work, ms) => set(work, ms / 8);"
REFUSED = "the server responded with a status of 404"  # a page shows what the venue says to that

expect.set_options(timeout=WAIT_MS)


class Tabs:
    """The tabs of one browser that no scene has now. A scene that wants a tab as an earlier one had
    it goes on with that one, in its profile: what a key's holder keeps there is there, and the
    files of the pages are.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Page]] = defaultdict(list)

    async def take(self, kind: str, script: str, **options: Any) -> Page:
        """A tab of this kind, which is kept for the next scene when it is given back; `script` runs
        before anything of a page does.
        """
        if self._free[kind]:
            return self._free[kind].pop()
        context = await self._browser.new_context(**options)
        context.set_default_timeout(WAIT_MS)
        page = await context.new_page()
        await page.add_init_script(script)
        return page

    async def give_back(self, kind: str, page: Page) -> None:
        """What it has stored is forgotten, but for keys; it shows nothing meanwhile."""
        await page.evaluate("localStorage.clear()")
        await page.goto("about:blank")
        self._free[kind].append(page)


@dataclass
class Stage:
    """A browser, the address of the pages, and where pictures of them go. What a page complains of
    is kept.
    """

    tabs: Tabs
    url: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)
    _opened: list[tuple[str, Page]] = field(default_factory=list)

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
        """A page; `fresh`: with keys and storage of its own; `holder`: in the profile of the holder
        of a key, where what a page asks now and then is asked sooner.
        """
        locale = "zh-CN" if language == "zh" else "en-GB"
        options |= {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": theme}
        kind = json.dumps([holder, locale, options], sort_keys=True)
        kind = FRESH if fresh else kind
        page = await self.tabs.take(kind, SOONER if holder else "", locale=locale, **options)
        self._opened.append((kind, page))
        page.on("console", self._hear)
        page.on("pageerror", self._fail)
        await page.goto(self.url + path)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and REFUSED not in message.text:
            self.complaints.append(message.text)

    def _fail(self, error: Exception) -> None:
        self.complaints.append(str(error))

    async def picture(self, page: Page, name: str) -> Path:
        """A picture of what a page shows."""
        path = self.pictures / f"{name}.png"
        await page.screenshot(path=path)
        return path

    async def close_pages(self) -> None:
        """Close what a scene has opened."""
        for kind, page in self._opened:
            page.remove_listener("console", self._hear)
            page.remove_listener("pageerror", self._fail)
            if kind == FRESH:
                await page.context.close()
            else:
                await self.tabs.give_back(kind, page)
        self._opened.clear()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> TrialFiles:
    """A certificate for this computer, which the browser trusts, and its authority."""
    return make_certificate(
        tmp_path_factory.mktemp("tls"), ["localhost"], 1, dt.datetime.now(dt.UTC)
    )


def _digest(certificate: Path) -> str:
    """The SHA-256 of a certificate's public key, as browsers name it."""
    key = load_pem_x509_certificate(certificate.read_bytes()).public_key()
    octets = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(octets).digest()).decode()


@asynccontextmanager
async def a_browser(trusted: Path) -> AsyncIterator[Browser]:
    """Chromium as it is installed, which trusts a certificate."""
    switches = [*SWITCHES, TRUSTED + _digest(trusted)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        try:
            yield browser
        finally:
            await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(certificate: TrialFiles) -> AsyncIterator[Browser]:
    """A browser for the scenes of one file."""
    async with a_browser(certificate.cert) as opened:
        yield opened


@pytest.fixture(scope="module")
def tabs(browser: Browser) -> Tabs:
    """The browser's tabs."""
    return Tabs(browser)


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
async def stage(tabs: Tabs, pages_url: str, pictures: Path) -> AsyncIterator[Stage]:
    """The browser at the pages. A scene fails when a page has complained."""
    made = Stage(tabs, pages_url, pictures)
    yield made
    await made.close_pages()
    assert made.complaints == []


@pytest.fixture(scope="module")
def pages_url(market: RehearsalVenue) -> str:
    """Where the pages of the venue are; a file of scenes may have another one."""
    return market.running.endpoints.feed.replace("ws", "http", 1)
