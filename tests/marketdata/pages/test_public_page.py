"""Scenes at the public page: what a browser shows is what the feed says."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from engine.commands import CommandKind, TextUse
from engine.units import format_hundredths
from gateway.console.certificates import TrialFiles
from gateway.protocol.address import Address
from gateway.protocol.auth import PublicKeys
from gateway.protocol.tls import Certificate
from gateway.rehearsal.gate import Gate
from marketdata.publisher import Publisher
from tests.marketdata.http.conftest import NEXT, Venue
from tests.marketdata.pages.audit import faults, tabbed_through
from tests.marketdata.pages.conftest import Stage
from tests.marketdata.pages.lively import SPREAD, lively
from tests.marketdata.pages.screens import needs_chromium

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]
PHONE = (390, 844)
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
PARTS = ("bulletin", "auctions", "figures", "calendar", "downloads", "announcements")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A venue early in the afternoon: 14:00 comes later, in a scene."""
    with lively(tmp_path_factory.mktemp("venue")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages_url(past: Venue) -> AsyncIterator[str]:
    """The feed of that venue on a socket."""
    exchange = past.exchange
    async with Publisher(exchange.feed, past.history, PublicKeys(past.data / "keys.json")) as feed:
        exchange.told = feed.publish
        url = await feed.listen(Address())
        yield url.replace("ws", "http", 1)


def cell(page: Page, row: str, name: str) -> Any:
    """A cell of the table of vintages."""
    table = page.locator('table[data-name="vintages-table"]')
    return table.locator(f'tr[data-row="{row}"] [data-field="{name}"]')


def named(page: Page, name: str) -> Any:
    """A piece of a page by its name."""
    return page.locator(f'[data-name="{name}"]')


async def test_it_shows_the_composite_and_every_vintage_as_the_feed_says(
    stage: Stage, past: Venue
) -> None:
    page = await stage.open("/")
    composite = past.exchange.data("composite")
    await expect(named(page, "composite-now")).to_have_text(format_hundredths(composite["latest"]))
    await expect(named(page, "phase")).to_have_text("afternoon session")
    await expect(named(page, "today")).to_have_text(NEXT)
    for code in past.exchange.numbers:
        summary = past.exchange.data("summary", code)
        for name, field in (("latest", "latest"), ("high", "high"), ("previous_close",) * 2):
            value = summary[field]
            shown = "–" if value is None else format_hundredths(value)
            await expect(cell(page, code, name)).to_have_text(shown)
        await expect(cell(page, code, "volume")).to_have_text(f"{summary['volume']:,}")


async def test_a_trade_is_on_the_page_at_once(stage: Stage, past: Venue) -> None:
    page = await stage.open("/#instrument=CEA25")
    rows = page.locator('table[data-name="trades-table"] tbody tr[data-row]')
    earlier = past.exchange.bodies("trades", "CEA25")[-1]
    time = f"{dt.datetime.fromtimestamp(earlier['time_ns'] // 10**9, SHANGHAI):%H:%M:%S}"
    await expect(rows.first.locator('[data-field="time"]')).to_have_text(time)
    latest = past.exchange.data("summary", "CEA25")["latest"]
    inside = format_hundredths(latest + SPREAD - 1)  # the best quote
    past.exchange.sell("CEA25", inside, 17)
    ladder = page.locator('table[data-name="ladder"]')
    best = ladder.locator('tr[data-row="ask-1"]')
    await expect(best.locator('[data-field="price"]')).to_have_text(inside)
    past.exchange.buy("CEA25", inside, 17)
    number = past.exchange.data("trades", "CEA25")["trade"]
    await expect(rows.first).to_have_attribute("data-row", str(number))
    await expect(rows.first.locator('[data-field="quantity"]')).to_have_text("17")
    await expect(cell(page, "CEA25", "latest")).to_have_text(inside)
    composite = past.exchange.data("composite")["latest"]
    await expect(named(page, "composite-now")).to_have_text(format_hundredths(composite))


async def test_opened_at_two_o_clock_it_shows_the_whole_day(stage: Stage, past: Venue) -> None:
    past.exchange.at(f"{NEXT}T14:00:00+08:00")
    trade(past, 3)
    bars = rows_of(past, f"/v1/bars/COMCEA/1m?from={NEXT}")
    assert {bar["time"][:2] for bar in bars} >= {"09", "14"}
    page = await stage.open("/")
    await expect(named(page, "day-line")).to_have_attribute("data-points", str(len(bars)))
    assert bars[-1]["close_cny_per_t"] in (
        await named(page, "day-line").get_attribute("aria-label") or ""
    )


async def test_bars_of_every_span_are_those_of_the_feed(stage: Stage, past: Venue) -> None:
    page = await stage.open("/#instrument=CEA25")
    for span in ("1m", "5m", "15m", "60m", "day", "week", "month"):
        first = "?from=2026-01-02" if span.endswith("m") else ""
        rows = rows_of(past, f"/v1/bars/CEA25/{span}{first}")
        await page.get_by_role("tablist", name="Span").locator(f'[data-value="{span}"]').click()
        await expect(named(page, "candles")).to_have_attribute("data-bars", str(len(rows)))
    await expect(page).to_have_url(f"{stage.url}/#instrument=CEA25&span=month")


async def test_the_language_turns_and_stays(stage: Stage) -> None:
    page = await stage.open("/", language="zh")
    await expect(named(page, "phase")).to_have_text("下午交易")
    await named(page, "language").click()
    await expect(named(page, "phase")).to_have_text("afternoon session")
    await page.reload()
    await expect(page).to_have_title("Market")
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_the_bulletin_is_as_published_in_both_languages(stage: Stage, past: Venue) -> None:
    published = past.history.bulletin(None)
    assert published is not None
    page = await stage.open("/")
    await expect(named(page, "bulletin-text")).to_have_text(published["text_en"])
    await named(page, "language").click()
    await expect(named(page, "bulletin-text")).to_have_text(published["text_zh"])
    paper = await page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]", paper), re.findall(rb"/MediaBox.{30}", paper)


async def test_what_is_published_is_what_the_feed_answers(stage: Stage, past: Venue) -> None:
    page = await stage.open("/#part=auctions")
    (sold,) = past.exchange.bodies("auctions")[-1:]
    row = named(page, "auctions-table").locator("tr[data-row]").first
    result = sold["data"]["result"]
    await expect(row.locator('[data-field="sold"]')).to_have_text(f"{result['sold']:,}")
    await expect(row.locator('[data-field="state"]')).to_have_text("closed")
    await named(page, "parts").locator('[data-value="calendar"]').click()
    days = rows_of(past, "/v1/calendar?from=2026-01-01&to=2026-01-31")
    await expect(named(page, "calendar-table").locator("tr[data-row]")).to_have_count(len(days))
    await named(page, "parts").locator('[data-value="figures"]').click()
    figures = json.loads(past.ask(f"/v1/reports/month/{NEXT}").body)["figures"]
    known = [each for each in figures if each["value"] is not None]
    await expect(named(page, "report-table").locator("tr[data-row]")).to_have_count(len(known))
    await named(page, "parts").locator('[data-value="downloads"]').click()
    file = rows_of(past, "/v1/files/allowances")[0]
    link = named(page, "files-table").get_by_role("link", name=file["file"], exact=True)
    async with page.expect_download() as coming:
        await link.click()
    content = Path(await (await coming.value).path()).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]


def rows_of(past: Venue, path: str) -> list[dict[str, Any]]:
    """The rows that the feed answers."""
    rows: list[dict[str, Any]] = json.loads(past.ask(path).body)["rows"]
    return rows


async def test_every_part_is_reached_by_the_keyboard(stage: Stage) -> None:
    page = await stage.open("/")
    tabs = named(page, "parts")
    await tabs.locator('[data-value="bulletin"]').focus()
    for name in PARTS[1:]:
        await page.keyboard.press("ArrowRight")
        await expect(tabs.locator(f'[data-value="{name}"]')).to_be_focused()
        await expect(page.locator(f'section[data-name="{name}"]')).to_be_visible()
    await expect(page.locator('[data-name$="-error"]')).to_have_count(0)


UNSOUND = """
<p style="color: #aaa; background: #fff">pale</p><input><span style="color: #ccc" hidden>not</span>
<p style="width: 2em; overflow: hidden; white-space: nowrap">cut off</p>
<button tabindex="-1">for the mouse</button>
"""


async def test_what_the_scenes_look_for_is_found_where_it_is(stage: Stage) -> None:
    page = await stage.open("/", fresh=True)
    await page.goto("about:blank")
    await page.set_content(UNSOUND)
    found = await faults(page)
    assert [each.split(": ")[1] for each in found.pop("pale")] == ["pale ()"]
    assert found.pop("without a name") == ["textbox"]
    assert found.pop("cut off") == ["cut off"]
    assert list(found) == ["for the mouse alone"]


async def test_what_the_exchange_announces_is_shown_as_text(stage: Stage, past: Venue) -> None:
    page = await stage.open("/#part=announcements")
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    announce(past, hostile, "b & <b>c</b>")
    announced = named(page, "announcements").locator("article").first
    await expect(announced.locator("h3")).to_have_text(hostile)
    await expect(announced.locator("pre")).to_have_text("b & <b>c</b>")
    assert await announced.locator("img, script, b").count() == 0


async def test_a_lost_feed_is_found_again_and_no_trade_is_missing(
    stage: Stage, past: Venue, pages_url: str
) -> None:
    gate = Gate(pages_url.replace("http", "ws", 1))
    async with gate.opened() as url:
        stage.url = url.replace("ws", "http", 1)
        page = await stage.open("/#instrument=CEA25")
        light = named(page, "connection")
        await expect(light).to_contain_text("connected")
        gate.cut()
        await expect(light).to_contain_text("connecting again")
        numbers = []
        for step in range(3):
            trade(past, 2 + step)
            numbers.append(str(past.exchange.data("trades", "CEA25")["trade"]))
        gate.is_open = True
        await expect(light).to_contain_text("● connected")
        rows = page.locator('table[data-name="trades-table"] tbody tr[data-row]')
        await expect(rows.first).to_have_attribute("data-row", numbers[-1])
        shown = [await rows.nth(place).get_attribute("data-row") for place in range(3)]
        assert shown == numbers[::-1]
        await stage.close_pages()
    stage.complaints.clear()  # the browser complains that the connection was lost


async def test_it_works_over_tls(stage: Stage, past: Venue, certificate: TrialFiles) -> None:
    shown = Certificate(certificate.cert, certificate.key)
    keys = PublicKeys(past.data / "keys.json")
    async with Publisher(past.exchange.feed, past.history, keys) as feed:
        url = await feed.listen(Address(certificate=shown, name="localhost"))
        stage.url = url.replace("wss", "https", 1)
        page = await stage.open("/")
        await expect(named(page, "connection")).to_contain_text("● connected")
        await expect(named(page, "composite-now")).not_to_have_text("–")
        await stage.close_pages()


async def test_whatever_comes_it_paints_at_most_ten_times_a_second(
    stage: Stage, past: Venue
) -> None:
    page = await stage.open("/#instrument=CEA25")
    await expect(named(page, "composite-now")).not_to_have_text("–")
    before, began = await paints(page), asyncio.get_running_loop().time()
    for step in range(80):
        trade(past, 1 + step % 9)
        await asyncio.sleep(0.01)
    last = past.exchange.data("trades", "CEA25")["trade"]
    newest = page.locator(f'table[data-name="trades-table"] tr[data-row="{last}"]')
    await expect(newest).to_have_count(1)
    seconds = asyncio.get_running_loop().time() - began
    assert 2 <= await paints(page) - before <= 10 * seconds + 2


async def paints(page: Page) -> int:
    """How often a page has been painted."""
    return int(await page.locator("#page").get_attribute("data-paints") or 0)


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh", "dark")])
async def test_pictures_are_taken_of_every_part(stage: Stage, language: str, theme: str) -> None:
    page = await stage.open("/#instrument=CEA25&span=5m", language=language, theme=theme)
    await expect(named(page, "bulletin-text")).to_be_visible()
    await expect(named(page, "ladder").locator("tr")).to_have_count(11)
    await expect(named(page, "candles")).not_to_have_attribute("data-bars", "0")
    await stage.picture(page, f"public-{language}")
    for part in PARTS:
        await named(page, "parts").locator(f'[data-value="{part}"]').click()
        section = page.locator(f'section[data-name="{part}"]')
        await section.screenshot(path=stage.pictures / f"public-{part}-{language}.png")
        assert await faults(page) == {}
    wanted, reached, bare = await tabbed_through(page)
    assert reached == wanted and bare == set()


async def test_on_a_phone_nothing_is_wider_than_the_screen(stage: Stage) -> None:
    page = await stage.open("/", language="zh", size=PHONE, is_mobile=True, has_touch=True)
    await expect(named(page, "bulletin-text")).to_be_visible()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0]
    await stage.picture(page, "public-phone-zh")


def trade(past: Venue, quantity: int) -> None:
    """A trade between the best quotes."""
    depth = past.exchange.data("depth", "CEA25")
    between = (depth["bids"][0][0] + depth["asks"][0][0]) // 2
    past.exchange.trade("CEA25", format_hundredths(between), quantity)


def announce(past: Venue, title: str, text: str) -> None:
    """An announcement in English."""
    words = {TextUse.TITLE_EN: title.encode(), TextUse.TEXT_EN: text.encode()}
    past.exchange.say(CommandKind.ANNOUNCE, words)
