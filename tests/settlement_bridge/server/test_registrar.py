"""The registrar through real sockets: entities, events by order, files, histories, the check."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.client import RequestRefused
from settlement_bridge.books.event_table import ASKED
from settlement_bridge.client import RegistrySession, connect


@pytest.fixture
async def registry(house: Any) -> AsyncIterator[RegistrySession]:
    """A session of the registry's operator."""
    async with connect(house.registry, house.key("bridge")) as session:
        yield session


# a court gives units to another account
TAKEN_AWAY = next(
    task.name.lower() for task, row in ASKED.items() if row.to_another and row.wherever
)


async def refusal(registry: RegistrySession, op: str, **fields: Any) -> RequestRefused:
    with pytest.raises(RequestRefused) as caught:
        await registry.request(op, **fields)
    return caught.value


async def opened(registry: RegistrySession, *accounts: int) -> None:
    for account in accounts:
        await registry.operations.open_account(account=account, name=f"member {account}")


async def test_an_entity_is_registered_represented_and_found(registry: RegistrySession) -> None:
    terms = {
        "kind": "emitter",
        "province": 42,
        "sector": "power",
        "credit_code": "91420000TEST000001",
    }
    await registry.request("open_entity", entity=700, name="汉江电力", **terms)
    await registry.operations.open_account(account=700, name="汉江电力")
    await registry.operations.open_account(account=701, name="汉江电力 (2)", entity=700)
    for name in ("Lin Mei", "Wu Hao"):
        await registry.request("name_representative", entity=700, name=name, document="letter")
    found = await registry.request("entity", entity=700)
    assert (found["name"], found["kind"], found["province"], found["sector"]) == (
        "汉江电力",
        "emitter",
        42,
        "power",
    )
    assert (found["representative"], [row["account"] for row in found["accounts"]]) == (
        "Wu Hao",
        [700, 701],
    )
    again = await refusal(registry, "open_entity", entity=702, name="x", **terms)
    assert (again.code, again.field) == ("entity_exists", "credit_code")
    assert 700 in [
        row["entity"] for row in (await registry.request("entities", after=699))["entities"]
    ]


async def test_units_issued_to_an_account_carry_its_entitys_province(
    registry: RegistrySession,
) -> None:
    await registry.request(
        "open_entity", entity=710, name="Hubei Steel", kind="emitter", province=42, sector="steel"
    )
    await registry.operations.open_account(account=710, name="Hubei Steel")
    await registry.operations.allocate(account=710, instrument="CEA23", quantity=5)
    (block,) = (await registry.request("blocks", account=710))["blocks"]
    assert (block["first_serial"], block["quantity"]) == (f"CEA23-2023-42-{block['first']:012}", 5)


async def test_a_suspended_account_does_nothing_of_its_own_will_and_obeys_courts(
    registry: RegistrySession,
) -> None:
    await opened(registry, 720, 721)
    await registry.operations.allocate(account=720, instrument="CEA25", quantity=10)
    await registry.request(
        "set_account_status", account=720, status="suspended", document="decision 9"
    )
    units = {"account": 720, "instrument": "CEA25", "quantity": 4}
    assert (await refusal(registry, "transfer_in", **units)).code == "account_suspended"
    assert (await refusal(registry, "pledge", **units, document="c")).code == "account_suspended"
    await registry.request(TAKEN_AWAY, **units, to_account=721, document="order 1")
    assert (
        await refusal(registry, "set_account_status", account=720, status="closed", document="d")
    ).code == "account_not_empty"
    await registry.request(
        "set_account_status", account=720, status="active", document="decision 10"
    )
    await registry.request("pledge", **units, document="contract")
    changes = (await registry.request("changes"))["changes"]
    mine = [
        (row["before"], row["after"], row["who"]) for row in changes if row["subject_number"] == 720
    ]
    assert mine == [("active", "suspended", "bridge"), ("suspended", "active", "bridge")]


async def test_a_closed_account_takes_nothing_and_stays_closed(registry: RegistrySession) -> None:
    await opened(registry, 725)
    await registry.request("set_account_status", account=725, status="closed", document="d")
    assert (
        await refusal(registry, "allocate", account=725, instrument="CEA25", quantity=1)
    ).code == "account_closed"
    assert (
        await refusal(registry, "set_account_status", account=725, status="active", document="d")
    ).code == "account_closed"


async def test_events_by_order_move_units_and_are_taken_back(registry: RegistrySession) -> None:
    await opened(registry, 730, 731)
    await registry.operations.allocate(account=730, instrument="CEA25", quantity=100)
    units = {"account": 730, "instrument": "CEA25"}
    ground = {"document": "order 12/2026", "note": "by the court of Wuhan"}
    await registry.request("freeze", **units, quantity=40, **ground)
    moved = await registry.request(
        TAKEN_AWAY, **units, quantity=40, to_account=731, state="frozen", **ground
    )
    await registry.request("cancel", **units, quantity=10)
    assert {
        row["state"]: row["quantity"]
        for row in (await registry.operations.holdings(account=730))["holdings"]
    } == {
        "registry_available": 50,
        "cancelled": 10,
    }
    opposite = (await registry.operations.reverse(event=moved["number"], document="appeal 1"))[
        "event"
    ]
    assert {
        row["state"]: row["quantity"]
        for row in (await registry.operations.holdings(account=730))["holdings"]
    }["frozen"] == 40
    event = await registry.request("event", event=opposite)
    assert (event["signed"]["reverses"], event["signed"]["document"]) == (
        moved["number"],
        "appeal 1",
    )
    assert [entry["kind"] for entry in event["entries"]] == ["reversal"]
    assert (
        await refusal(registry, "reverse", event=moved["number"], document="again")
    ).code == "event_reversed"


async def test_a_tonnes_history_names_each_ground(registry: RegistrySession) -> None:
    await opened(registry, 740, 741)
    await registry.operations.allocate(account=740, instrument="CEA24", quantity=10)
    terms = {"account": 740, "instrument": "CEA24", "quantity": 4, "to_account": 741}
    await registry.request("inherit", **terms, document="merger 3")
    first = (await registry.request("blocks", account=741))["blocks"][0]["first_serial"]
    found = await registry.operations.trace(serial=first)
    assert (found["account"], [(row["kind"], row["document"]) for row in found["steps"]]) == (
        741,
        [("issue", None), ("inheritance", "merger 3")],
    )


async def test_a_file_of_many_parts_is_allocated_as_one_event(registry: RegistrySession) -> None:
    await opened(registry, 750)
    codes = {"CEA": 2020} | {f"CEA{year}": 2000 + year for year in range(21, 27)}
    lines = [f"750,{code},{year},{where},1" for code, year in codes.items() for where in range(100)]
    text = "\n".join(["account,instrument,year,province,quantity", *lines, "total,700,,,700", ""])
    event = await registry.allocate_file(text, "2024-final")
    assert (await registry.request("event", event=event, limit=1))["signed"]["entries"] == 700
    page = await registry.request("blocks", account=750)
    assert (len(page["blocks"]), page["next"] is not None) == (500, True)
    repeated = await refusal(
        registry, "allocate_file", digest=await registry.upload(text), reference="other"
    )
    assert repeated.code == "file_taken_before"
    assert (
        await refusal(registry, "allocate_file", digest="0" * 64, reference="x")
    ).code == "file_incomplete"


async def test_the_books_add_up_after_all_this(registry: RegistrySession) -> None:
    assert await registry.request("check") | {"type": 0, "id": 0} == {
        "type": 0,
        "id": 0,
        "ok": True,
        "breaks": [],
        "break_count": 0,
    }


async def test_a_member_reads_its_own_blocks_and_entity_and_no_histories(house: Any) -> None:
    async with connect(house.registry, house.key("member2")) as member:
        blocks = (await member.request("blocks"))["blocks"]
        assert sum(block["quantity"] for block in blocks) == sum(
            row["quantity"] for row in (await member.operations.holdings())["holdings"]
        )
        assert (await member.request("entity"))["entity"] == 2
        assert (await refusal(member, "blocks", account=1)).code == "role_not_allowed"
        for op, fields in {
            "events": {},
            "check": {},
            "entities": {},
        }.items():
            assert (await refusal(member, op, **fields)).code == "role_not_allowed"


async def test_a_member_traces_its_own_units_and_reads_its_part_alone(house: Any) -> None:
    async with connect(house.registry, house.key("member2")) as member:
        own = (await member.request("blocks"))["blocks"][0]["first_serial"]
        found = await member.operations.trace(serial=own)
        assert found["account"] == 2 and found["steps"]
        for step in found["steps"]:
            assert {step["from_account"], step["to_account"]} <= {2, -1, None}
        asked = ("CEA25-2025-00-000000000001", "CEA25-2025-00-000099999999")
        of_another, never = [await refusal(member, "trace", serial=each) for each in asked]
        assert (of_another.code, of_another.allowed) == (never.code, never.allowed)
        assert of_another.code == "serial_unknown"


async def test_a_members_entity_is_its_own_even_when_it_asks_for_another(house: Any) -> None:
    async with connect(house.registry, house.key("member2")) as member:
        assert (await member.request("entity", entity=1))["entity"] == 2


async def test_what_a_trade_moved_is_told_by_number(registry: RegistrySession) -> None:
    (units,) = [
        entry async for entry in registry.journal(2) if entry["trade"] == 1 and entry["instrument"]
    ]
    assert sum(last - first + 1 for first, last in units["units"]) == units["quantity"]
    found = await registry.operations.trace(serial=f"CEA25-2025-00-{units['units'][0][0]:012}")
    assert (found["account"], found["steps"][-1]["kind"], found["steps"][-1]["trade"]) == (
        1,
        "trade_units",
        1,
    )
