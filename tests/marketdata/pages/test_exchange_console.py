"""Scenes at the exchange's console, over TLS: what it shows and does is what the venue says."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from gateway.client import RequestRefused, Session
from gateway.console.certificates import TrialFiles
from gateway.protocol.address import Security
from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from gateway.protocol.tls import CA_VARIABLE
from tests.faults.house import House, running_house
from tests.forked_servers import PlainServer
from tests.marketdata.pages.audit import faults, tabbed_through
from tests.marketdata.pages.conftest import Stage
from tests.marketdata.pages.desks import (
    REASON,
    cell,
    choose,
    confirm,
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
HOSTILE = "<script>alert(1)</script><b>名</b>"
AT_ONCE_MS = 1_000
PATIENT = "[matched_pairs]\nwithin = 600\n"  # for a busy machine
PAIRS = 5  # the least that the rule finds


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    tmp_path_factory: pytest.TempPathFactory, certificate: TrialFiles
) -> AsyncIterator[House]:
    """A venue over TLS with surveillance, whose servers are forks."""
    folder, files = tmp_path_factory.mktemp("house"), certificate
    security = Security(files.cert, files.key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", PlainServer)
        patch.setenv(CA_VARIABLE, str(files.ca))
        planned = {"security": security, "ca": files.ca, "surveillance": True}
        async with running_house(folder / "data", **planned) as made:
            (folder / "data" / "surveillance.toml").write_text(PATIENT)  # from the first day on
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


async def test_a_planted_abuse_is_a_case_with_its_evidence_and_a_measure_is_taken(
    stage: Stage, house: House
) -> None:
    await reach(house, "morning")
    console = await log_on(stage, house, "/exchange", "exchange")
    await choose(console, "cases")
    async with (
        house.session("exchange") as exchange,
        house.session("member-4") as one,
        house.session("member-5") as other,
    ):
        for _ in range(PAIRS):
            await one.sell("CEA24", "60.10", 20)
            await other.buy("CEA24", "60.10", 20)
        (found,) = await eventually(partial(exchange.pages, "cases", "cases"))
        number = found["number"]
        line = row(console, "cases", number)
        await expect(cell(line, "accounts")).to_have_text("4, 5")
        await expect(cell(line, "strength")).to_have_text(f"{PAIRS} trades")
        await named(line, f"open-case-{number}").click()
        await expect(named(console, "case-found")).to_have_text(found["found"])
        evidence = await exchange.pages("case_events", "events", case_number=number)
        fills = [each for each in evidence if each["kind"] == "fill"]
        assert [each["quantity"] for each in fills] == [20] * PAIRS
        events = console.locator('table[data-name="evidence-events"] tr[data-row]')
        await expect(events).to_have_count(len(evidence))
        for each in fills:
            event = row(console, "evidence-events", each["sequence"])
            await expect(cell(event, "trade")).to_have_text(str(each["number"]))
            await expect(cell(event, "account")).to_have_text("5 member 5")
            await expect(cell(event, "counterpart")).to_have_text("4 member 4")
        between = row(console, "counterparts", "4-5")
        await expect(cell(between, "quantity")).to_have_text(f"{20 * PAIRS}")
        orders = console.locator('table[data-name="evidence-orders"] tr[data-row]')
        await expect(orders).to_have_count(2 * PAIRS)
        await stage.picture(console, "exchange-case-en")
        await measures_are_taken(console, exchange, number)


async def measures_are_taken(console: Page, exchange: Session, number: int) -> None:
    """An inquiry, then a restriction that is previewed, lifted, and the case closed."""
    await named(console, "case-inquiry").click()
    await done(console, {"case_note": "why five pairs?", "day": "2026-12-31"})
    await expect(named(console, "case-measure")).to_have_text("inquiry")
    await named(console, "case-restriction").click()
    await named(console, "act-account").fill("9")
    await confirm(console, {"case_note": "no answer"})
    refusal = named(named(console, "act"), "refusal")
    await expect(named(refusal, "allowed")).to_have_text("4, 5")
    await named(console, "act-account").fill("4")
    await named(console, "act-preview").click()
    await expect(named(console, "foreseen").locator("li")).to_have_count(2)
    assert (await exchange.request("supervision"))["suspended"] == []
    await done(console)
    await expect(named(console, "case-restricted")).to_have_text("suspended 4")
    assert (await exchange.request("supervision"))["suspended"] == [4]
    case = await exchange.request("case", case_number=number)
    assert (case["measure"], case["due"]) == ("restriction", "2026-12-31")
    history = console.locator('table[data-name="case-history"] tr[data-row]')
    await expect(history).to_have_count(case["lines"])
    await named(console, "case-lift").click()
    await done(console, {"case_note": "answered"})
    await expect(named(console, "case-restricted")).to_have_count(0)
    await named(console, "case-close").click()
    await done(console, {"case_note": "promised to stop", "measure": "pledge"})
    await expect(named(console, "case-state")).to_contain_text("closed")
    closed = await exchange.request("case", case_number=number)
    assert (closed["state"], closed["measure"]) == ("closed", "pledge")
    await named(console, "all-cases").click()
    await expect(cell(row(console, "cases", number), "measure")).to_have_text("pledge")


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


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh", "dark")])
async def test_pictures_are_taken(stage: Stage, house: House, language: str, theme: str) -> None:
    await reach(house, "morning")
    async with house.session("exchange") as exchange, house.session("member-1") as one:
        rows = (await exchange.operations.limits())["rows"]
        upper = next(each["upper"] for each in rows if each["instrument"] == "CEA24")
        order = (await one.buy("CEA24", upper, 12))["order"]
    look = {"size": (1500, 900), "language": language, "theme": theme}
    page = await log_on(stage, house, "/exchange", "exchange", **look)
    await expect(row(page, "accounts", 1)).to_be_visible()
    await stage.picture(page, f"exchange-{language}")
    for tab in ("accounts", "sessions", "kills", "cases", "register", "acts"):
        await choose(page, tab)
        await stage.picture(page, f"exchange-{tab}-{language}")
        assert await faults(page) == {}
    wanted, reached, bare = await tabbed_through(page)
    assert reached == wanted and bare == set()
    async with house.session("member-1") as one:
        await one.cancel(order)
