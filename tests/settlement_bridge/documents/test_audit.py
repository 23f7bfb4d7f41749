"""The audit: every act once, in order of time, whatever the pages, on both databases."""

from __future__ import annotations

from settlement_bridge.books import CASH, SignOff, State, entities
from settlement_bridge.books.parties import Entity, EntityKind, Instruction, Sector, Status, Task
from settlement_bridge.compliance import allowances
from settlement_bridge.documents.audit import START, Act, acts
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

SIGNED = SignOff("key-1", "bridge", "decision 9", "by the way")
FILE = (
    "account,instrument,year,province,quantity\n"
    "7,CEA25,2025,42,5\n7,CEA24,2024,42,6\ntotal,2,,,11\n"
)


def furnish(registry: Registry) -> None:
    entity = Entity(7, "汉江电力", EntityKind.EMITTER, 42, Sector.POWER, None, Status.ACTIVE)
    registry.write(entities.open_entity, entity, SIGNED, registry.now_ns())
    at_once.record(
        registry, [Instruction(Task.OPEN_ACCOUNT, 7, name="汉江电力", who="key-2", role="bridge")]
    )
    registry.write(allowances.take_in, FILE, "MEE-1", SIGNED, 20_260_105, registry.now_ns())
    registry.write(entities.set_status, "account", 7, Status.SUSPENDED, SIGNED, registry.now_ns())
    order = Instruction(
        Task.FREEZE,
        7,
        "CEA25",
        3,
        state=State.REGISTRY_AVAILABLE,
        who="key-2",
        role="bridge",
        document="o",
    )
    assert isinstance(at_once.record(registry, [order])[0], int)


def all_acts(registry: Registry, limit: int, first_ns: int = 0, end_ns: int = 10**18) -> list[Act]:
    found: list[Act] = []
    after = START
    while True:
        page, after = registry.read(acts, after, first_ns, end_ns, limit)
        found += page
        if len(page) < limit:
            return found


def test_every_act_is_told_once_in_order_of_time_whatever_the_pages(registry: Registry) -> None:
    furnish(registry)
    found = all_acts(registry, 500)
    assert [act.time_ns for act in found] == sorted(act.time_ns for act in found)
    assert found == all_acts(registry, 1) == all_acts(registry, 2)
    own = [(act.source, act.what, act.who) for act in found if act.who.startswith("key")]
    assert sorted(own) == [
        ("account", "opened", "key-2"),
        ("change", "status", "key-1"),
        ("entity", "opened", "key-1"),
        ("event", "freeze", "key-2"),
        ("event", "issue", "key-1"),
        ("event", "issue", "key-1"),
        ("file", "allocation", "key-1"),
    ]


def test_an_act_says_its_ground_and_whom_it_concerns(registry: Registry) -> None:
    furnish(registry)
    (change,) = [act for act in all_acts(registry, 500) if act.source == "change"]
    assert (change.subject, change.detail, change.document, change.role) == (
        "account 7",
        "active -> suspended",
        "decision 9",
        "bridge",
    )


def test_an_event_is_told_entry_by_entry_with_accounts_and_amounts(registry: Registry) -> None:
    furnish(registry)
    # suspended: refused
    at_once.record(registry, [Instruction(Task.DEPOSIT, 7, CASH, 900, who="key-2", role="bridge")])
    registry.write(entities.set_status, "account", 7, Status.ACTIVE, SIGNED, registry.now_ns())
    at_once.record(registry, [Instruction(Task.DEPOSIT, 7, CASH, 900, who="key-2", role="bridge")])
    entries = [act for act in all_acts(registry, 1) if act.source == "event"]
    assert [
        (act.what, act.account, act.to_account, act.instrument, act.quantity, act.amount_fen)
        for act in entries
    ] == [
        ("issue", -1, 7, "CEA25", 5, None),
        ("issue", -1, 7, "CEA24", 6, None),
        ("freeze", 7, 7, "CEA25", 3, None),
        ("deposit", -1, 7, "", None, 900),
    ]
    assert [act.detail for act in entries[1:3]] == [
        "issued -> registry_available",
        "registry_available -> frozen",
    ]
    assert (entries[0].subject, entries[1].subject) == ("event 1", "event 1")


def test_only_the_time_asked_for_is_told(registry: Registry) -> None:
    furnish(registry)
    found = all_acts(registry, 500)
    middle = found[len(found) // 2].time_ns
    early, late = all_acts(registry, 2, 0, middle), all_acts(registry, 2, middle)
    assert early + late == found
    assert early
    assert late
