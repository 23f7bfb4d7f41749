"""Scenes at the exchange's console, over TLS: what it shows and does is what the venue says."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from gateway.client import RequestRefused
from gateway.console.certificates import make_certificate
from gateway.protocol.address import Security
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from gateway.protocol.tls import CA_VARIABLE
from tests.faults.house import House, running_house
from tests.forked_servers import PlainServer
from tests.marketdata.pages.conftest import Stage
from tests.marketdata.pages.desks import (
    REASON,
    cell,
    choose,
    confirm,
    done,
    log_on,
    named,
    reach,
    row,
    send,
)
from tests.marketdata.pages.screens import needs_chromium

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]
HOSTILE = "<script>alert(1)</script><b>名</b>"
AT_ONCE_MS = 1_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A venue over TLS, whose servers are forks."""
    folder = tmp_path_factory.mktemp("house")
    files = make_certificate(folder / "tls", ["localhost"], 1, dt.datetime.now(dt.UTC))
    security = Security(files.cert, files.key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", PlainServer)
        patch.setenv(CA_VARIABLE, str(files.ca))
        async with running_house(folder / "data", security=security, ca=files.ca) as made:
            yield made


@pytest.fixture(scope="module")
def pages_url(house: House) -> str:
    return house.running.urls["feed"].replace("wss", "https", 1)


async def test_a_member_trades_on_screen_and_the_operator_sees_it(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange")
    member = await log_on(stage, house, "/member", "member-1")
    async with house.session("member-2") as other:
        await other.sell("CEA25", "78.60", 30)
    line = row(console, "limits", "CEA25")
    await expect(cell(line, "ask")).to_have_text("78.60")
    await send(member, "buy", "CEA25", "78.60", 30)
    await expect(cell(line, "last")).to_have_text("78.60")
    async with house.session("exchange") as exchange:
        limits = (await exchange.operations.limits())["rows"]
    of_line = next(each for each in limits if each["instrument"] == "CEA25")
    for name, field in (("base", "reference"), ("lower", "lower"), ("upper", "upper")):
        await expect(cell(line, name)).to_have_text(f"{of_line[field] / 100:.2f}")
    await choose(console, "sessions")
    keys = console.locator('table[data-name="sessions"] [data-field="key"]')
    await expect(keys.filter(has_text="member-1")).to_have_count(1)


async def test_an_instrument_at_its_limit_turns_at_once_and_is_halted_from_the_board(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange")
    line = row(console, "limits", "CEA24")
    async with house.session("member-1") as one, house.session("member-2") as other:
        await expect(cell(line, "upper")).not_to_have_text("–")
        upper = str(await cell(line, "upper").text_content())
        await other.sell("CEA24", upper, 3)
        order = (await one.buy("CEA24", upper, 10))["order"]
        await expect(line).to_have_class("locked upper", timeout=AT_ONCE_MS)
        await expect(cell(line, "sealed")).to_have_text("7")
        await named(console, "halt-CEA24").click()
        await confirm(console)  # without a reason nothing is sent
        await expect(named(console, "act")).to_be_visible()
        await done(console, reason=REASON)
        await expect(named(console, "resume-CEA24")).to_be_visible()
        halt = await newest_act(house, "halt")
        said = {"about": {"instrument": "CEA24"}, "reason": REASON, "outcome": "accepted"}
        assert {name: halt[name] for name in said} == said
        await one.cancel(order)
        await named(console, "resume-CEA24").click()
        await done(console, reason=REASON)
        await expect(named(console, "halt-CEA24")).to_be_visible()


async def newest_act(house: House, name: str) -> dict[str, Any]:
    """The newest act of that name in the venue's register."""
    async with house.session("exchange") as exchange:
        acts: list[dict[str, Any]] = (await exchange.request("acts", act=name))["acts"]
    return acts[0]


async def test_an_act_out_of_schedule_shows_why_and_is_confirmed(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange")
    await choose(console, "acts")
    await named(console, "act-of-take_back_day").click()
    await confirm(console, {"date": "2026-01-05"}, REASON)
    refusal = named(named(console, "act"), "refusal")
    await expect(refusal).to_be_visible()
    await named(console, "act-cancel").click()
    await named(console, "act-of-set_phase").click()
    await confirm(console, {"phase": "afternoon"}, REASON)
    await expect(refusal).to_have_attribute("data-code", "out_of_schedule")
    await done(console)
    await expect(named(console, "day-phase")).to_have_text("afternoon session")
    async with house.session("exchange") as exchange:
        assert (await exchange.operations.status())["phase"] == "afternoon"
    act = await newest_act(house, "set_phase")
    assert (act["reason"], act["outcome"]) == (REASON, "accepted")
    await choose(console, "register")
    await expect(cell(row(console, "register", act["number"]), "reason")).to_have_text(REASON)


async def test_an_account_is_killed_and_released(stage: Stage, house: House) -> None:
    await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange")
    member = await log_on(stage, house, "/member", "member-3")
    await send(member, "buy", "CEA25", "70.70", 9)
    await expect(member.locator('table[data-name="open-orders"] tr[data-row]')).to_have_count(1)
    await named(console, "kill-3").click()
    await done(console, reason=REASON)
    await expect(row(console, "accounts", 3)).to_have_class("stopped")
    await expect(named(member, "killed")).to_be_visible()
    await expect(member.locator('table[data-name="open-orders"] tr[data-row]')).to_have_count(0)
    await send(member, "buy", "CEA25", "70.70", 9)
    await expect(named(member, "refusal")).to_have_attribute("data-code", "account_killed")
    await named(console, "release-3").click()
    await done(console, reason=REASON)
    await expect(named(member, "killed")).to_have_count(0)


async def test_everyones_orders_are_cancelled_by_two_keys(stage: Stage, house: House) -> None:
    await reach(house, "morning")
    enter_staff(house, "second")
    async with (
        house.session("exchange") as exchange,
        house.session("second") as second,
        house.session("member-2") as member,
    ):
        await exchange.request("set_venue_rule", rule="second_approval", value=1, reason=REASON)
        order = (await member.buy("CEA25", "70.80", 4))["order"]
        first = await log_on(stage, house, "/exchange", "exchange")
        other = await log_on(stage, house, "/exchange", "second")
        await choose(first, "acts")
        await named(first, "act-of-mass_cancel").click()
        await named(first, "act-everyone").check()
        await named(first, "act-reason").fill(REASON)
        await named(first, "act-preview").click()
        await expect(named(first, "foreseen")).to_contain_text("another key has to approve it")
        await confirm(first)
        refusal = named(named(first, "act"), "refusal")
        await expect(refusal).to_have_attribute("data-code", "awaits_approval")
        assert [each["order"] for each in await member.open_orders()] == [order]
        (held,) = (await second.request("approvals"))["approvals"]
        await choose(other, "approvals")
        await named(other, f"approve_act-{held['number']}").click()
        await done(other, reason=REASON)
        await expect(row(other, "approvals", held["number"])).to_have_count(0)
        assert await member.open_orders() == []
        with pytest.raises(RequestRefused) as asked:
            await exchange.request("set_venue_rule", rule="second_approval", value=0, reason=REASON)
        await second.request("approve_act", number=asked.value.value)


def enter_staff(house: House, name: str, *duties: str) -> None:
    """A key of the exchange, with these duties or all."""
    data = house.plan.data
    public_key = generate(data / "keys" / f"{name}.pem").public_key
    PublicKeys(data / "keys.json").add(name, "exchange", None, name, public_key, duties)


async def test_a_key_with_one_duty_does_that_alone(stage: Stage, house: House) -> None:
    await reach(house, "morning")
    enter_staff(house, "night", "watch")
    console = await log_on(stage, house, "/exchange", "night")
    await expect(named(console, "who")).to_contain_text("watch")
    await expect(named(console, "halt-CEA25")).to_be_enabled()
    await expect(named(console, "kill-1")).to_be_disabled()


async def test_an_auction_goes_from_application_to_result(stage: Stage, house: House) -> None:
    date = await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange")
    applicant = await log_on(stage, house, "/member", "member-4")
    bidder = await log_on(stage, house, "/member", "member-5")
    for page in (console, applicant, bidder):
        await choose(page, "auctions")
    await named(applicant, "apply-auction").click()
    await done(applicant, {"instrument": "CEA25", "quantity": "100000"})
    async with house.session("exchange") as exchange:
        (auction,) = (await exchange.operations.auctions())["auctions"]
        number = auction["auction"]
        await named(console, f"accept_auction-{number}").click()
        await done(console, reason=REASON)
        await named(console, f"announce_auction-{number}").click()
        hours = {"date": date, "opens": "10:00", "closes": "10:30"}
        await confirm(console, hours, REASON)
        await named(console, f"open_auction-{number}").click()
        await done(console, reason=REASON)
        await named(bidder, f"bid-{number}").click()
        await done(bidder, {"price": "80.00", "quantity": "60000"})
        bids = bidder.locator('table[data-name="bids"] tr[data-row]')
        await expect(bids).to_have_count(1)
        assert "60,000" not in await named(applicant, "auctions").inner_text()  # sealed
        await named(console, f"close_auction-{number}").click()
        await done(console, reason=REASON)
        await expect(cell(row(console, "auctions", number), "sold")).to_have_text("60,000")
        (closed,) = (await exchange.operations.auctions())["auctions"]
        assert (closed["state"], closed["sold"]) == ("closed", 60_000)


async def test_what_others_wrote_shows_as_text_in_both_languages(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange", language="zh")
    member = await log_on(stage, house, "/member", "member-1", language="zh")
    async with house.session("exchange") as exchange:
        await exchange.request("set_account_names", account=2, name_zh=HOSTILE)
    name = cell(row(console, "accounts", 2), "name")
    await expect(name).to_have_text(HOSTILE)
    await named(console, "announce").click()
    await done(console, {"title_zh": HOSTILE, "text_zh": f"{HOSTILE}\n2"}, HOSTILE)
    await expect(named(console, "said")).to_contain_text(HOSTILE)
    await choose(member, "news")
    news = named(member, "news")
    await expect(news.locator("h3").first).to_contain_text(HOSTILE)
    for page in (console, member):
        assert await page.locator("main script, main td b").count() == 0
    await expect(named(console, "day-phase")).to_contain_text("交易")
    await named(console, "language").click()
    await expect(named(console, "day-phase")).to_contain_text("session")


async def test_a_day_goes_to_its_settlement_on_the_console(stage: Stage, house: House) -> None:
    date = await reach(house, "afternoon")
    console = await log_on(stage, house, "/exchange", "exchange")
    await named(console, "set_phase").click()
    await done(console, reason=REASON)
    await expect(named(console, "day-phase")).to_have_text("closed")
    await named(console, "end_day").click()
    await done(console, reason=REASON)
    line = row(console, "days", date)
    for name in ("ended", "confirmed", "settled"):
        await expect(cell(line, name)).to_have_text("✓", timeout=20_000)
    async with house.session("exchange") as exchange:
        day = (await exchange.operations.days())["days"][-1]
    assert (day["date"], day["settled"]) == (date, True)
    await expect(cell(line, "quantity")).to_have_text(f"{day['quantity']:,}")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_pictures_are_taken(stage: Stage, house: House, language: str) -> None:
    await reach(house, "morning")
    async with house.session("exchange") as exchange, house.session("member-1") as one:
        rows = (await exchange.operations.limits())["rows"]
        upper = next(each["upper"] for each in rows if each["instrument"] == "CEA24")
        order = (await one.buy("CEA24", upper, 12))["order"]
    size = (1500, 900)
    page = await log_on(stage, house, "/exchange", "exchange", language=language, size=size)
    await expect(row(page, "accounts", 1)).to_be_visible()
    await stage.picture(page, f"exchange-{language}")
    for tab in ("sessions", "kills", "acts"):
        await choose(page, tab)
        await stage.picture(page, f"exchange-{tab}-{language}")
    async with house.session("member-1") as one:
        await one.cancel(order)
