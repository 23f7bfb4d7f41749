"""Scenes at a member's screen: what it shows and does is what the venue says."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from gateway.protocol.auth import PublicKeys
from gateway.protocol.invitations import SECRET_BITS, Invitations
from gateway.protocol.key_table import KeyEntry
from gateway.protocol.outside import SYSTEM
from tests.faults.house import House, end_day, running_house, settled
from tests.forked_servers import PlainServer
from tests.marketdata.pages.audit import faults, tabbed_through
from tests.marketdata.pages.conftest import Stage
from tests.marketdata.pages.desks import (
    REASON,
    cell,
    choose,
    done,
    eventually,
    log_on,
    named,
    reach,
    row,
    send,
)
from tests.marketdata.pages.screens import needs_chromium

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]
HOSTILE = "<img src=x onerror=alert(1)><b>100 kt</b>"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A venue in plain text, whose servers are forks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", PlainServer)
        async with running_house(tmp_path_factory.mktemp("house") / "data") as made:
            yield made


@pytest.fixture(scope="module")
def pages_url(house: House) -> str:
    return house.running.urls["feed"].replace("ws", "http", 1)


def code_for(data: Path, key: str, account: int) -> str:
    """A one-time code, as `ceax keys invite` issues it."""
    asked = KeyEntry(key, 0, "member", account, key.title(), "")
    invitations = Invitations(PublicKeys(data / "keys.json"))
    return invitations.issue(asked, SYSTEM.draw(SECRET_BITS), SYSTEM.wall_ns())[0]


async def numbers(page: Page, table: str) -> list[str]:
    """What names the rows of a table, in order."""
    rows = page.locator(f'table[data-name="{table}"] tr[data-row]')
    return [str(each) for each in await rows.evaluate_all("all => all.map(e => e.dataset.row)")]


def next_day(date: str) -> str:
    """The trading day after one that is not a Friday."""
    return (dt.date.fromisoformat(date) + dt.timedelta(1)).isoformat()


TAKEN = """async () => {
  const opened = indexedDB.open("ceax");
  await new Promise(done => opened.onsuccess = done);
  const asked = opened.result.transaction("keys").objectStore("keys").getAll();
  await new Promise(done => asked.onsuccess = done);
  const [{ privateKey }] = asked.result;
  const tries = ["pkcs8", "jwk", "raw"].map(form => crypto.subtle.exportKey(form, privateKey)
    .then(() => "given", error => error.name));
  return [privateKey.extractable, ...await Promise.all(tries)];
}"""


async def test_a_key_made_in_the_browser_is_enrolled_once_and_never_leaves_it(
    stage: Stage, house: House
) -> None:
    code = code_for(house.plan.data, "carol", 4)
    page = await stage.open("/member", fresh=True)
    sent: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda each: sent.append(each)))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.method))
    await page.reload()
    await named(page, "code").fill(code)
    await named(page, "enrol").click()
    await expect(named(page, "who")).to_contain_text("4")
    entry = PublicKeys(house.plan.data / "keys.json").entry("carol")
    assert entry is not None and (entry.role, entry.account) == ("member", 4)
    log_ons = [json.loads(each) for each in sent if '"log_on"' in each]
    brought = {"key", "time_ns", "binding", "signature", "protocol", "op", "id"}
    assert [set(each) - brought for each in log_ons] == [{"code", "public_key"}, set()]
    assert log_ons[0]["public_key"] == entry.public_key
    assert set(requests) == {"GET"}
    locked = await page.evaluate(TAKEN)
    assert locked[0] is False
    assert "given" not in locked
    await page.reload()  # the tab goes on with its key
    await expect(named(page, "who")).to_contain_text("4")
    other = await stage.open("/member", fresh=True)
    await named(other, "code").fill(code)
    await named(other, "enrol").click()
    refusal = named(other, "refusal")
    await expect(refusal).to_have_attribute("data-code", "enrolment_refused")
    await expect(named(other, "keys")).to_have_count(0)


async def test_it_trades_and_shows_what_the_venue_says(stage: Stage, house: House) -> None:
    date = await reach(house, "morning")
    page = await log_on(stage, house, "/member", "member-1")
    async with house.session("member-1") as own, house.session("member-2") as other:
        await send(page, "buy", "CEA25", "78.00", 300)
        order = (await eventually(own.open_orders))[-1]
        line = row(page, "open-orders", order["order"])
        await expect(cell(line, "leaves")).to_have_text("300")
        own_level = page.locator('table[data-name="levels"] tr.own').first
        await expect(cell(own_level, "own")).to_contain_text("300")
        await other.sell("CEA25", "78.00", 120)
        await expect(cell(line, "leaves")).to_have_text("180")
        await choose(page, "fills")
        (fill,) = [each for each in await own.fills() if each["order"] == order["order"]]
        shown = row(page, "fills", fill["number"])
        await expect(cell(shown, "quantity")).to_have_text("120")
        balances = await own.operations.balances()
        cash = f"{balances['cash_available_fen'] / 100:,.2f}"
        await expect(page.locator('dd[data-name="cash"]')).to_have_text(cash)
        held = row(page, "holding-rows", "CEA25")
        await expect(cell(held, "bought")).to_have_text("120")
        await expect(cell(held, "releases")).to_contain_text(next_day(date))
        await own.cancel(order["order"])
        await choose(page, "finished")
        ended = row(page, "finished-orders", order["order"])
        await expect(cell(ended, "status")).to_contain_text("cancelled")


# The next new order is swallowed and the connection closed, as if it had been cut on the way.
SWALLOW = """() => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (sent) {
    if (!String(sent).includes('"new_order"')) return send.call(this, sent);
    WebSocket.prototype.send = send;
    this.close();
  };
}"""


async def test_a_trade_undone_and_an_order_that_never_arrived_are_said_plainly(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    page = await log_on(stage, house, "/member", "member-1")
    async with house.session("member-1") as own, house.session("member-2") as other:
        cash = page.locator('dd[data-name="cash"]')
        await expect(cash).not_to_have_text("–")
        before = await cash.text_content()
        await other.sell("CEA25", "78.10", 40)
        order = (await own.buy("CEA25", "78.10", 40))["order"]
        fill = (await own.fills())[-1]
        await choose(page, "fills")
        await expect(row(page, "fills", fill["number"])).to_be_visible()
        await expect(cash).not_to_have_text(str(before))
        async with house.session("exchange") as exchange:
            trade = {"method": "listed", "trade": fill["trade"]}
            await exchange.request("bust_trade", **trade, confirm=True, reason=REASON)
        await expect(row(page, "fills", fill["number"])).to_have_count(0)
        await expect(cash).to_have_text(str(before))
        await choose(page, "finished")
        ended = row(page, "finished-orders", order)
        await expect(cell(ended, "status")).to_have_text("cancelled (its trade was undone)")
        await page.evaluate(SWALLOW)
        await send(page, "buy", "CEA25", "77.00", 10)
        line = named(page, "said").locator('li[data-op="order"]')
        await expect(line).to_contain_text("✗")
        await expect(line).to_contain_text("did not arrive")
        await named(page, "language").click()
        await expect(line).to_contain_text("未到达交易所")
        assert await own.open_orders() == []
    stage.complaints.clear()  # the browser complains that the connection was lost


async def test_a_refusal_says_why_and_what_would_pass(stage: Stage, house: House) -> None:
    await reach(house, "morning")
    page = await log_on(stage, house, "/member", "member-1")
    await send(page, "buy", "CEA25", "90.00", 10)
    refusal = named(page, "refusal")
    await expect(refusal).to_have_attribute("data-code", "price_above_limit")
    await expect(named(refusal, "allowed")).to_have_text("86.35")
    await send(page, "sell", "CEA25", "78.00", 99_999)
    await expect(refusal).to_have_count(0)
    async with house.session("member-1") as own:
        (order,) = await eventually(own.open_orders)
        await named(page, f"replace-{order['order']}").click()
        await done(page, {"price": "78.20", "quantity": "50"})
        await expect(cell(row(page, "open-orders", order["order"]), "price")).to_have_text("78.20")
        assert [each["leaves"] for each in await own.open_orders()] == [50]
        await named(page, f"cancel-{order['order']}").click()
        await expect(row(page, "open-orders", order["order"])).to_have_count(0)
        assert await own.open_orders() == []


async def test_an_order_of_the_best_level_is_taken_by_a_click(stage: Stage, house: House) -> None:
    await reach(house, "morning")
    async with house.session("member-2") as other, house.session("member-1") as own:
        first, second = [(await other.sell("CEA24", "61.00", each))["order"] for each in (40, 7)]
        page = await log_on(stage, house, "/member", "member-1")
        await named(page, "ticket-instrument").select_option("CEA24")
        await named(page, f"take-{second}").click()
        await named(page, "send").click()
        await expect(named(page, f"take-{second}")).to_have_count(0)
        fill = (await own.operations.fills(instrument="CEA24"))["fills"][-1]
        assert (fill["quantity"], fill["liquidity"]) == (7, "taker")
        left = (await other.open_orders())[-1]
        assert (left["order"], left["leaves"]) == (first, 40)
        await other.cancel(first)


async def test_the_keyboard_is_enough_to_trade(stage: Stage, house: House) -> None:
    await reach(house, "morning")
    page = await log_on(stage, house, "/member", "member-1")
    await named(page, "ticket-instrument").select_option("CEA24")
    await page.locator("h2").first.click()
    await page.keyboard.press("s")  # the quantity has the focus then
    await page.keyboard.type("12")
    await page.locator("h2").first.click()
    await page.keyboard.press("p")
    await page.keyboard.type("60.50")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    async with house.session("member-1") as own:
        (order,) = await eventually(own.open_orders)
        terms = {"side": "sell", "price": 6051, "leaves": 12, "instrument": "CEA24"}
        assert {name: order[name] for name in terms} == terms
        await page.locator("h2").first.click()
        await page.keyboard.press("x")
        await expect(row(page, "open-orders", order["order"])).to_have_count(0)


async def test_a_block_is_talked_over_between_two_browsers(stage: Stage, house: House) -> None:
    await reach(house, "afternoon")
    seller = await log_on(stage, house, "/member", "member-3")
    buyer = await log_on(stage, house, "/member", "member-5")
    for page in (seller, buyer):
        await choose(page, "blocks")
    await named(seller, "post-intent").click()
    terms = {"instrument": "CEA25", "price": "80.00", "quantity": "100000", "note": HOSTILE}
    await done(seller, terms)
    async with house.session("member-3") as own:
        (intent,) = (await own.request("intents"))["intents"]
        line = row(buyer, "intents", intent["intent"])
        await expect(cell(line, "note")).to_have_text(HOSTILE)  # as text
        assert await line.locator("img, b").count() == 0
        await named(buyer, f"talk-{intent['intent']}").click()
        await done(buyer, {"price": "76.00"})
        (dialogue,) = (await own.request("dialogues"))["dialogues"]
        number = dialogue["dialogue"]
        await named(seller, f"counter-{number}").click()
        await done(seller, {"price": "78.00"})
        await expect(cell(row(buyer, "dialogues", number), "price")).to_have_text("78.00")
        for page in (buyer, seller):
            await named(page, f"confirm-{number}").click()
            await done(page)
        (deal,) = (await own.request("deals"))["deals"]
        assert (deal["price"], deal["quantity"], deal["buyer"]) == (7800, 100_000, 5)
        for page in (buyer, seller):
            await expect(row(page, "deals", deal["deal"])).to_be_visible()


async def test_a_gateway_that_was_killed_comes_back_without_a_row_lost_or_doubled(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    page = await log_on(stage, house, "/member", "member-2")
    async with house.session("member-1") as other:
        kept = (await other.sell("CEA25", "79.00", 5))["order"]
    await send(page, "buy", "CEA25", "79.00", 2)
    await choose(page, "fills")
    await expect(page.locator('table[data-name="fills"] tr[data-row]').first).to_be_visible()
    before = await numbers(page, "fills")
    await house.kill("gateway")
    await expect(named(page, "session")).to_contain_text("connecting again")
    await expect(named(page, "send")).to_be_disabled()
    await house.start("gateway")
    async with house.session("member-2") as own:  # while the page is not back
        await own.buy("CEA25", "79.00", 1)
    await expect(named(page, "session")).to_contain_text("session open")
    await send(page, "buy", "CEA25", "79.00", 2)
    async with house.session("member-2") as own:
        await expect(page.locator('table[data-name="fills"] tr[data-row]')).to_have_count(
            len(before) + 2
        )
        fills = await own.fills()
        undone = {each["trade"] for each in fills if each["report"] == "trade_cancel"}
        stay = [str(each["number"]) for each in reversed(fills) if each["trade"] not in undone]
        assert await numbers(page, "fills") == stay
    assert kept
    stage.complaints.clear()  # the browser complains that the connection was lost


async def test_words_turn_and_a_statement_is_the_registrys(stage: Stage, house: House) -> None:
    date = await reach(house, "morning")
    page = await log_on(stage, house, "/member", "member-1", language="zh")
    await expect(named(page, "send")).to_contain_text("买入")
    await named(page, "language").click()
    await expect(named(page, "send")).to_contain_text("buy")
    await end_day(house)
    assert await settled(house, date)
    await choose(page, "statements")
    await named(page, "statement-date").fill(date)
    await named(page, "statement-read").click()
    async with house.registry() as registry:
        said = await registry.operations.statement(account=1, date=date)
    closing = named(page, "statement").locator('dd[data-name="closing_fen"]')
    await expect(closing).to_have_text(f"{said['cash']['closing_fen'] / 100:,.2f}")
    units = row(page, "statement-units", "CEA25")
    held = next(each for each in said["units"] if each["instrument"] == "CEA25")
    await expect(cell(units, "closing")).to_have_text(f"{held['closing']:,}")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh", "dark")])
async def test_pictures_are_taken(stage: Stage, house: House, language: str, theme: str) -> None:
    await reach(house, "morning")
    async with house.session("member-1") as other, house.session("member-2") as own:
        for step in range(1, 6):
            await other.sell("CEA25", 7_860 + 5 * step, 40 * step)
            await other.buy("CEA25", 7_860 - 5 * step, 30 * step)
        await own.buy("CEA25", 7_865, 25)
        await own.buy("CEA25", 7_850, 60)
    look = {"size": (1400, 860), "language": language, "theme": theme}
    page = await log_on(stage, house, "/member", "member-2", **look)
    await named(page, "ticket-instrument").select_option("CEA25")
    await expect(named(page, "best-orders").locator("button").first).to_be_visible()
    await expect(page.locator('dd[data-name="cash"]')).not_to_have_text("–")
    await stage.picture(page, f"member-{language}")
    for tab in ("blocks", "auctions", "keys"):
        await choose(page, tab)
        await stage.picture(page, f"member-{tab}-{language}")
        assert await faults(page) == {}
    wanted, reached, bare = await tabbed_through(page)
    assert reached == wanted and bare == set()
    async with house.session("member-1") as other, house.session("member-2") as own:
        for session in (other, own):
            await session.operations.mass_cancel()
