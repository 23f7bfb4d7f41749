"""What anybody may ask of the registry without log-on, and what becomes of those who ask too much
or anything else.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

from settlement_bridge.client import connect
from settlement_bridge.operations import ROWS
from settlement_bridge.operations.fields import STRANGER
from settlement_bridge.operations.public import PUBLIC_PAGE_MAX
from settlement_bridge.server.strangers import OF_ADDRESS_PER_S, Strangers
from tests.signing import dialled

HERE, THERE = "192.0.2.4", "192.0.2.5"
NS_PER_S = 10**9
YEAR, ENTITY = 2060, 970
OPEN = {"completion": {"year": YEAR}, "check_certificate": {"code": f"CEAX1.{'A' * 20}.{'A' * 86}"}}
OPEN |= {"cancelled_units": {}}
FLOOD = 500
ANSWER_WAIT_S = 5.0


@asynccontextmanager
async def stranger(house: Any, address: str = "127.0.0.1") -> AsyncIterator[ClientConnection]:
    """A bare socket that does not log on, from an address of this computer."""
    options: dict[str, Any] = {"compression": None, "local_addr": (address, 0)}
    async with open_socket(dialled(house.registry), **options) as socket:
        await socket.recv()
        yield socket


async def ask(socket: ClientConnection, op: str, **fields: Any) -> dict[str, Any]:
    """The reply to a question, asked again where the address has asked too much."""
    async with asyncio.timeout(ANSWER_WAIT_S):
        while True:
            await socket.send(json.dumps({"op": op, "id": 7, **fields}))
            reply: dict[str, Any] = json.loads(await socket.recv())
            if reply["ok"] or reply["error"]["code"] != "rate_exceeded":
                return reply
            await asyncio.sleep(reply["error"]["retry_after_ms"] / 1000)


def test_the_table_opens_three_questions_and_nothing_else() -> None:
    assert {row.name for row in ROWS if STRANGER in row.fields} == OPEN.keys()


async def test_they_are_answered_as_staff_is_and_nothing_else_is(house: Any) -> None:
    async with connect(house.registry, house.key("bridge")) as operator:
        await furnish(operator)
        issued = await operator.operations.certify(entity=ENTITY, year=YEAR)
        code, number = issued["code"], issued["certificate"]["number"]
        async with stranger(house) as socket:
            of_year = await ask(socket, "completion", year=YEAR)
            assert (
                of_year["completion"]
                == (await operator.operations.completion(year=YEAR))["completion"]
            )
            assert [row["completion_bp"] for row in of_year["completion"]] == [10_000, 10_000]
            found = await ask(socket, "check_certificate", code=code)
            truth = {name: found[name] for name in ("signed", "issued", "holds")}
            assert truth == {"signed": True, "issued": True, "holds": True}
            assert found["certificate"] == issued["certificate"]
            named = {"number": number, "entity": ENTITY, "year": YEAR}
            for printed, is_issued in ((ENTITY, True), (ENTITY + 1, False)):
                found = await ask(socket, "check_certificate", code=code, entity=printed)
                assert (found["signed"], found["issued"]) == (True, is_issued)
            found = await ask(socket, "check_certificate", **named)
            assert (found["signed"], found["issued"], found["holds"]) == (None, True, True)
            assert found["certificate"] is None
            for wrong in ({"entity": 1}, {"year": YEAR + 1}, {"number": number + 900}):
                found = await ask(socket, "check_certificate", **named | wrong)
                assert (found["issued"], found["holds"]) == (False, False)
            found = await ask(socket, "cancelled_units")
            assert {"instrument": "CEA24", "quantity": 30} in found["totals"]
            assert {row["quantity"] for row in found["units"]} >= {30}
            for name in ("positions", "accounts", "heartbeat", "certify"):
                refused = (await ask(socket, name))["error"]
                assert refused["code"] == "not_logged_on"
                assert set(refused["allowed"]) == {"log_on", *OPEN}


async def furnish(operator: Any) -> None:
    """An entity that has given up what it owed, and units that were cancelled."""
    await operator.request("set_year", year=YEAR, deadline="2061-12-31")
    vintages = {"first_vintage": 2024, "last_vintage": 2060}
    await operator.request("set_vintages", year=YEAR, document="plan 2060", **vintages)
    await operator.request("open_entity", entity=ENTITY, name="Jinghe Power", kind="emitter")
    await operator.request("open_account", account=ENTITY, name="Jinghe Power", entity=ENTITY)
    units = {"account": ENTITY, "instrument": "CEA24"}
    await operator.request("allocate", quantity=100, **units)
    text = f"entity,year,emissions,due\n{ENTITY},{YEAR},50,50\ntotal,1,50,50\n"
    digest = await operator.upload(text)
    await operator.request("emissions_file", digest=digest, reference=f"e{ENTITY}")
    foreseen = await operator.operations.foresee(act="surrender", quantity=50, year=YEAR, **units)
    assert (foreseen["owed_before"], foreseen["owed_after"]) == (50, 0)
    held = await operator.operations.holdings(account=ENTITY)
    assert [row["quantity"] for row in held["holdings"]] == [100]
    event = (await operator.request("surrender", quantity=50, year=YEAR, **units))["event"]
    (entry,) = (await operator.operations.event(event=event))["entries"]
    assert (entry["units"], entry["kind"]) == (foreseen["units"], foreseen["kind"])
    await operator.request("cancel", quantity=30, **units)


@pytest.mark.parametrize(
    ("op", "fields", "code", "field"),
    [
        ("completion", {}, "field_missing", "year"),
        ("completion", {"year": YEAR, "entity": 7}, "field_unknown", "entity"),
        ("completion", {"year": "2024"}, "field_wrong_type", "year"),
        ("completion", {"year": 10**12}, "field_out_of_range", "year"),
        ("check_certificate", {}, "field_missing", "code"),
        ("check_certificate", {"number": 1, "year": YEAR}, "field_missing", "entity"),
        ("check_certificate", {"code": "x" * 60_000}, "field_out_of_range", "code"),
        ("check_certificate", {"number": 1, "year": 1, "entity": 1}, "field_out_of_range", "year"),
        ("cancelled_units", {"account": 1}, "field_unknown", "account"),
        ("cancelled_units", {"after": -1}, "field_out_of_range", "after"),
        ("cancelled_units", {"instrument": "x' OR 1=1"}, "", "instrument"),
    ],
)
async def test_what_is_wrong_is_named(
    house: Any, op: str, fields: dict[str, Any], code: str, field: str
) -> None:
    async with stranger(house) as socket:
        refused = (await ask(socket, op, **fields))["error"]
        assert (refused["code"], refused["field"]) == (code or refused["code"], field)


async def test_a_code_that_nobody_has_signed_is_no_error_but_false(house: Any) -> None:
    async with stranger(house) as socket:
        found = await ask(socket, "check_certificate", **OPEN["check_certificate"])
        assert not found["signed"] and not found["issued"] and not found["holds"]
        assert found["certificate"] is None


async def test_a_flood_of_one_address_is_refused_and_harms_nobody_else(house: Any) -> None:
    async with (
        stranger(house, "127.0.0.7") as flooding,
        stranger(house, "127.0.0.8") as other,
        connect(house.registry, house.key("bridge")) as operator,
    ):
        asked = [{"op": "completion", "id": number, "year": YEAR} for number in range(FLOOD)]
        for start in range(0, FLOOD, 100):
            await flooding.send(json.dumps(asked[start : start + 100]))
        async with asyncio.timeout(ANSWER_WAIT_S):
            assert (await ask(other, "completion", year=YEAR))["ok"]
            await operator.operations.accounts()
        replies = await replies_to(flooding, FLOOD)
        refused = [each["error"] for each in replies if not each["ok"]]
        assert len(refused) >= FLOOD - 20 * OF_ADDRESS_PER_S
        assert {each["code"] for each in refused} == {"rate_exceeded"}
        assert {each["allowed"] for each in refused} == {OF_ADDRESS_PER_S}
        assert all(each["retry_after_ms"] > 0 for each in refused)


async def replies_to(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """As many replies, of frames with one or several."""
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(4 * ANSWER_WAIT_S):
        while len(found) < count:
            frame = json.loads(await socket.recv())
            found += frame if isinstance(frame, list) else [frame]
    return found


def test_each_address_has_a_second_s_worth_and_all_have_a_bound() -> None:
    strangers = Strangers(of_address_per_s=2, of_all_per_s=3)
    taken = [strangers.refusal(HERE, NS_PER_S) is None for _ in range(3)]
    assert taken == [True, True, False]
    assert strangers.refusal(THERE, NS_PER_S) is None
    refused = strangers.refusal("192.0.2.6", NS_PER_S)
    assert refused is not None
    assert (refused["code"], refused["allowed"]) == ("rate_exceeded", 3)
    assert "of the server" in refused["message"]
    assert strangers.refusal(HERE, 2 * NS_PER_S) is None


def test_addresses_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("settlement_bridge.server.strangers.ADDRESSES_MAX", 2)
    strangers = Strangers()
    for address in ("a", "b", "c", "d"):
        strangers.refusal(address, NS_PER_S)
    assert len(strangers._of_address) == 2


def test_a_page_of_cancelled_units_is_bounded() -> None:
    assert PUBLIC_PAGE_MAX <= 100
