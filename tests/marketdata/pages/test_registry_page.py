"""Scenes at the registry's page: what it shows and does is what the registry says."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from gateway.protocol.auth import PublicKeys
from gateway.protocol.private_keys import generate
from settlement_bridge.compliance.certificate_page import code_in_pdf
from tests.faults.house import House, running_house
from tests.forked_servers import PlainServer
from tests.marketdata.pages.conftest import Stage
from tests.marketdata.pages.desks import cell, choose, confirm, done, log_on, named, reach, row
from tests.marketdata.pages.screens import needs_chromium

pytestmark = [needs_chromium, pytest.mark.asyncio(loop_scope="module")]
HOSTILE = "<img src=x onerror=alert(1)>名 Power"
YEAR, OWNER, UNITS, DUE = 2024, 70, 1_000, 600
FILE = f"account,instrument,year,province,quantity\n{OWNER},CEA25,2025,42,50\ntotal,1,,,50\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A venue whose registry has an emitter that owes, with two representatives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", PlainServer)
        async with running_house(tmp_path_factory.mktemp("house") / "data") as made:
            await reach(made, "morning")
            await furnish(made)
            yield made


@pytest.fixture(scope="module")
def pages_url(house: House) -> str:
    return house.running.urls["feed"].replace("ws", "http", 1)


async def furnish(house: House) -> None:
    """An emitter with units, an obligation, and two people who may act for it."""
    data = house.plan.data
    for name in ("lin", "wu"):
        public_key = generate(data / "keys" / f"{name}.pem").public_key
        PublicKeys(data / "keys.json").add(name, "member", OWNER, name, public_key)
    who = {"entity": OWNER, "document": "power of attorney"}
    rule = {"rule": "second_above_units", "value": 300, "entity": OWNER, "document": "letter"}
    vintages = {"year": YEAR, "first_vintage": 2024, "last_vintage": 2025, "document": "plan"}
    async with house.registry() as registry:
        ask = registry.request
        owner = {"name": HOSTILE, "kind": "emitter", "province": 42, "sector": "power"}
        await ask("open_entity", entity=OWNER, **owner)
        await ask("open_account", account=OWNER, name=HOSTILE, entity=OWNER)
        await ask("allocate", account=OWNER, instrument="CEA24", quantity=UNITS)
        await ask("set_year", year=YEAR, deadline="2026-12-31")
        await ask("set_vintages", **vintages)
        text = f"entity,year,emissions,due\n{OWNER},{YEAR},{DUE},{DUE}\ntotal,1,{DUE},{DUE}\n"
        await ask("emissions_file", digest=await registry.upload(text), reference="e-1")
        await ask("give_rights", key="lin", name="Lin", rights=["read", "surrender"], **who)
        await ask("give_rights", key="wu", name="Wu", rights=["read", "approve"], **who)
        await ask("set_rule", **rule)


async def owed(house: House) -> int:
    """What the emitter still owes, as the registry says it."""
    async with house.registry() as registry:
        found = await registry.operations.position(year=YEAR, entity=OWNER)
    return found["position"]["outstanding"]


async def public_question(page: Page, name: str, **typed: object) -> None:
    """Type a public question's fields and ask it."""
    for field, value in typed.items():
        await named(page, f"{name}-{field}").fill(str(value))
    await named(page, f"ask-{name}").click()


async def fact(page: Page, name: str, is_true: bool) -> None:
    """What the public page says of a certificate."""
    mark = "good" if is_true else "bad"
    await expect(named(page, f"fact-{name}")).to_have_class(mark)


async def test_units_are_surrendered_on_screen_and_a_second_one_approves(
    stage: Stage, house: House
) -> None:
    page = await log_on(stage, house, "/registry", "lin")
    held = row(page, "holdings", "CEA24 registry_available")
    await expect(cell(held, "quantity")).to_have_text("1,000")
    await choose(page, "obligations")
    await expect(cell(row(page, "obligations", YEAR), "outstanding")).to_have_text("600")
    await named(page, f"surrender-{YEAR}").click()
    await confirm(page, {"instrument": "CEA24", "quantity": "601"})
    refusal = named(named(page, "act"), "refusal")
    await expect(refusal).to_have_attribute("data-code", "more_than_outstanding")
    await confirm(page, {"quantity": "200"})
    await expect(named(page, "foreseen")).to_contain_text("600 t → 400 t")
    assert await owed(house) == DUE  # it is only foreseen
    await done(page)
    await expect(cell(row(page, "obligations", YEAR), "outstanding")).to_have_text("400")
    assert await owed(house) == 400
    await named(page, f"surrender-{YEAR}").click()
    await confirm(page, {"instrument": "CEA24", "quantity": "400"})
    await expect(named(page, "foreseen")).to_contain_text("a second representative")
    await confirm(page)
    await expect(refusal).to_have_attribute("data-code", "approval_needed")
    assert await owed(house) == 400
    await named(page, "act-cancel").click()
    other = await log_on(stage, house, "/registry", "wu")
    await choose(other, "approvals")
    await other.locator('[data-name^="approve_proposal-"]').click()
    await done(other)
    await expect(other.locator('table[data-name="proposals"] tr[data-row]')).to_have_count(0)
    assert await owed(house) == 0


async def test_a_certificate_is_issued_drawn_and_checked_by_anybody(
    stage: Stage, house: House, tmp_path: Path
) -> None:
    desk = await log_on(stage, house, "/registry", "bridge")
    await choose(desk, "compliance")
    await named(desk, "year").fill(str(YEAR))
    await named(desk, "year").press("Tab")
    await named(desk, f"certify-{OWNER}").click()
    await done(desk)
    page = await log_on(stage, house, "/registry", "lin")
    await choose(page, "certificates")
    async with page.expect_download() as taken:
        await page.locator('[data-name^="pdf-"]').click()
    path = tmp_path / "certificate.pdf"
    await (await taken.value).save_as(path)
    async with house.registry() as registry:
        (issued,) = (await registry.operations.certificates(entity=OWNER))["certificates"]
        rows = (await registry.operations.completion(year=YEAR))["completion"]
    assert code_in_pdf(path.read_bytes()) == issued["code"]
    anybody = await stage.open("/registry")
    await public_question(anybody, "certificate", code=issued["code"])
    for name in ("signed", "issued", "holds"):
        await fact(anybody, name, True)
    await expect(named(anybody, "stated-name")).to_have_text(HOSTILE)
    forged = {"number": issued["number"], "entity": OWNER + 1, "year": YEAR}
    await public_question(anybody, "certificate", code="", **forged)
    await fact(anybody, "issued", False)
    await named(anybody, "completion").locator('[data-name="year"]').fill(str(YEAR))
    await named(anybody, "ask-completion").click()
    for found in rows:
        line = row(anybody, "completion-rows", found["province"] or "all")
        await expect(cell(line, "due")).to_have_text(f"{found['due']:,}")
        await expect(cell(line, "completion_bp")).to_have_text("100.00 %")
    assert await anybody.locator("main img, main script").count() == 0


async def test_units_are_cancelled_and_anybody_finds_them(stage: Stage, house: House) -> None:
    page = await log_on(stage, house, "/registry", "lin")
    await named(page, "cancel").click()
    await confirm(page, {"instrument": "CEA24", "quantity": "25"})
    await expect(named(page, "foreseen")).to_contain_text("25 t")
    await done(page)
    await expect(cell(row(page, "holdings", "CEA24 cancelled"), "quantity")).to_have_text("25")
    async with house.registry() as registry:
        (found,) = (await registry.operations.cancelled_units())["units"]
    anybody = await stage.open("/registry")
    await public_question(anybody, "cancelled")
    line = row(anybody, "cancelled-rows", found["first_serial"])
    await expect(cell(line, "last_serial")).to_have_text(found["last_serial"])
    await named(page, f"trace-{found['first_serial']}").click()
    await named(page, "trace-read").click()
    await expect(named(page, "traced")).to_contain_text("cancelled")


async def test_the_desk_sees_what_waits_and_acts_by_forms_of_the_table(
    stage: Stage, house: House
) -> None:
    desk = await log_on(stage, house, "/registry", "bridge")
    await expect(named(desk, "count-breaks")).to_have_text("0")
    await expect(named(desk, "count-proposals")).to_have_text("0")
    await choose(desk, "units")
    await named(desk, "allocate_file").click()
    content: Any = {"name": "a.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    await named(desk, "act-digest").set_input_files(content)
    await done(desk, {"reference": "a-1"})
    async with house.registry() as registry:
        held = (await registry.operations.holdings(account=OWNER))["holdings"]
        assert {"CEA25"} <= {each["instrument"] for each in held}
        await choose(desk, "entities")
        await expect(cell(row(desk, "entities", OWNER), "name")).to_have_text(HOSTILE)
        await named(desk, f"set_entity_status-{OWNER}").click()
        await done(desk, {"status": "suspended", "document": "order 7"})
        await expect(cell(row(desk, "entities", OWNER), "status")).to_have_text("suspended")
        assert (await registry.operations.entity(entity=OWNER))["status"] == "suspended"
        await named(desk, f"set_entity_status-{OWNER}").click()
        await done(desk, {"status": "active", "document": "order 8"})
        await choose(desk, "checks")
        await named(desk, "reconcile").click()
        compared = (await registry.operations.reconcile())["compared"]
    await expect(named(desk, "compared")).to_contain_text(f"{compared} figures compared, 0 diff")
    assert await desk.locator("main img, main script").count() == 0


async def test_another_language_and_what_a_role_may_not_do(stage: Stage, house: House) -> None:
    page = await log_on(stage, house, "/registry", "exchange", language="zh")
    await expect(named(page, "part")).to_contain_text("待办")
    await choose(page, "units")
    await expect(named(page, "allocate")).to_have_count(0)  # the exchange's staff reads
    await named(page, "language").click()
    await expect(page.locator('[role="tab"][data-value="waiting"]')).to_have_text("Waiting for me")
    first = page.locator('[role="tab"][aria-selected="true"]')
    await first.press("ArrowRight")
    await expect(page.locator('[role="tab"][data-value="checks"]')).to_be_focused()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_pictures_are_taken(stage: Stage, house: House, language: str) -> None:
    size = (1500, 900)
    anybody = await stage.open("/registry", language=language, size=size)
    await public_question(anybody, "cancelled")
    await expect(named(anybody, "cancelled-rows")).to_be_visible()
    await stage.picture(anybody, f"registry-public-{language}")
    page = await log_on(stage, house, "/registry", "lin", language=language, size=size)
    await expect(row(page, "holdings", "CEA24 registry_available")).to_be_visible()
    await stage.picture(page, f"registry-own-{language}")
    desk = await log_on(stage, house, "/registry", "bridge", language=language, size=size)
    await expect(named(desk, "count-breaks")).to_have_text("0")
    await stage.picture(desk, f"registry-desk-{language}")
    await choose(desk, "acts")
    await stage.picture(desk, f"registry-acts-{language}")
