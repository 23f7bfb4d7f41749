"""Compliance through real sockets: a member surrenders his own, the exchange reads, nobody else
writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.client import RequestRefused
from settlement_bridge.client import RegistrySession, connect

YEAR = 2050
VINTAGES = {"year": YEAR, "first_vintage": 2025, "last_vintage": 2026, "document": "plan 2050"}


@pytest.fixture
async def operator(house: Any) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator, with entity 1 as an emitter that owes 100 t."""
    async with connect(house.registry, house.key("bridge")) as session:
        await session.request("set_year", year=YEAR, deadline="2051-12-31")
        vintages = {"first_vintage": 2024, "last_vintage": 2050}
        await session.request("set_vintages", year=YEAR, document="plan 2050", **vintages)
        yield session


async def refusal(session: RegistrySession, op: str, **fields: Any) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        await session.request(op, **fields)
    return caught.value


async def owe(operator: RegistrySession, entity: int, due: int) -> None:
    text = f"entity,year,emissions,due\n{entity},{YEAR},{due},{due}\ntotal,1,{due},{due}\n"
    digest = await operator.upload(text)
    assert (await operator.request("emissions_file", digest=digest, reference=f"e{entity}"))[
        "obligations"
    ] == 1


async def test_only_emitters_owe(operator: RegistrySession) -> None:
    text = f"entity,year,emissions,due\n1,{YEAR},5,5\ntotal,1,5,5\n"
    digest = await operator.upload(text)
    refused = await refusal(operator, "emissions_file", digest=digest, reference="institution")
    assert (refused.code, refused.field, refused.value) == ("entity_unknown", "line 2", 1)


async def test_an_entity_is_followed_from_its_obligation_to_its_certificate(
    house: Any, operator: RegistrySession
) -> None:
    await operator.request(
        "open_entity", entity=950, name="Huaihe Power", kind="emitter", province=34, sector="power"
    )
    await operator.operations.open_account(account=950, name="Huaihe Power", entity=950)
    await operator.operations.allocate(account=950, instrument="CEA24", quantity=300)
    await owe(operator, 950, 200)
    heard = asyncio.create_task(operator.request("alerts", after=10**6, wait_ms=500))
    more = await refusal(
        operator, "surrender", account=950, instrument="CEA24", quantity=201, year=YEAR
    )
    assert (more.code, more.field, more.value, more.allowed) == (
        "more_than_outstanding",
        "quantity",
        201,
        200,
    )
    await operator.request("surrender", account=950, instrument="CEA24", quantity=150, year=YEAR)
    open_still = await refusal(operator, "certify", entity=950, year=YEAR)
    assert (open_still.code, "50 t" in open_still.message) == ("obligation_outstanding", True)
    await operator.request("surrender", account=950, instrument="CEA24", quantity=50, year=YEAR)
    issued = await operator.request("certify", entity=950, year=YEAR)
    async with connect(house.registry, house.key("member1")) as member:
        stands = await member.request("verify_certificate", code=issued["code"])
    assert stands["certificate"]["name"] == "Huaihe Power"
    assert (await heard)["alerts"] == []


async def test_which_vintages_pay_is_shown_with_its_source(operator: RegistrySession) -> None:
    rows = (await operator.request("vintages", year=2024))["vintages"]
    assert [(row["case"], row["from_date"], row["vintages"]) for row in rows] == [
        ("on_time", None, "CEA to CEA24"),
        ("arrears", None, "CEA to CEA24"),
        ("arrears", "2026-09-01", "CEA to CEA26"),
    ]
    assert all(row["source"] for row in rows)
    rows = (await operator.request("vintages", year=YEAR))["vintages"]
    set_here = [row for row in rows if row["case"] == "on_time"][-1]
    assert (set_here["vintages"], set_here["source"]) == ("CEA24 to CEA50", "plan 2050")
    acts = (await operator.request("audit"))["acts"]
    assert "plan 2050" in [row["document"] for row in acts if row["source"] == "law"]


async def test_a_member_reads_and_surrenders_for_his_own_account_only(
    house: Any, operator: RegistrySession
) -> None:
    async with connect(house.registry, house.key("member1")) as member:
        other = await refusal(
            member, "surrender", account=2, instrument="CEA25", quantity=1, year=YEAR
        )
        unregistered = await refusal(
            member, "surrender", account=1, instrument="CEA25", quantity=1, year=YEAR
        )
        await operator.request("set_rule", rule="unregistered_may_act", value=1, document="notice")
        own = await refusal(
            member, "surrender", account=1, instrument="CEA25", quantity=1, year=YEAR
        )
        await operator.request("set_rule", rule="unregistered_may_act", document="notice")
        unknown = await refusal(member, "position", year=YEAR)
        staff = await refusal(member, "positions", year=YEAR)
    assert (other.code, unregistered.code, own.code, unknown.code, staff.code) == (
        "role_not_allowed",
        "no_representative",
        "obligation_unknown",
        "obligation_unknown",
        "role_not_allowed",
    )


@pytest.mark.parametrize(
    ("op", "fields", "field"),
    [
        ("set_year", {"year": 24, "deadline": "2025-12-31"}, "year"),
        ("set_year", {"year": 2024, "deadline": "2025-13-01"}, "deadline"),
        ("set_year", {"year": 2024, "deadline": "2025-12-31", "offset_bp": 10_001}, "offset_bp"),
        ("set_year", {"year": 2024, "deadline": "2025-12-31", "fine_low": 11}, "fine_low"),
        ("set_vintages", VINTAGES | {"first_vintage": 25}, "first_vintage"),
        ("set_vintages", VINTAGES | {"last_vintage": 2024}, "last_vintage"),
        ("set_vintages", VINTAGES | {"last_year": 2049}, "last_year"),
        ("set_vintages", VINTAGES | {"case": "late"}, "case"),
        ("set_vintages", VINTAGES | {"from_date": "soon"}, "from_date"),
        ("set_vintages", VINTAGES | {"document": ""}, "document"),
        (
            "surrender",
            {"account": 1, "instrument": "CEA25", "quantity": 0, "year": 2024},
            "quantity",
        ),
        ("verify_certificate", {"code": "CEAX1.x"}, "code"),
    ],
)
async def test_bad_input_is_refused_with_its_field(
    operator: RegistrySession, op: str, fields: Any, field: str
) -> None:
    assert (await refusal(operator, op, **fields)).field == field
