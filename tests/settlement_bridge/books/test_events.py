"""Events: together or not at all, signed off, taken back by their opposite."""

from __future__ import annotations

import pytest

from settlement_bridge.books import (
    CASH,
    OUTSIDE,
    EntryKind,
    Key,
    Movement,
    Series,
    SignOff,
    State,
    events,
    ledger_rows,
    lots,
)
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.books.serials import read, write
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105
LIN = SignOff("lin", "bridge", "case 12/2026", "by order of the court")


def held(account: int, state: State = State.REGISTRY_AVAILABLE) -> Key:
    return Key(account, "CEA25", state)


def moving(
    source: Key, target: Key, quantity: int, kind: EntryKind = EntryKind.INHERITANCE
) -> Movement:
    return Movement(kind, source, target, quantity, DATE)


@pytest.fixture
def books(registry: Registry) -> Registry:
    """Accounts 1 to 3; account 1 has units 1 to 100 of CEA25, account 2 units 101 to 200."""
    at_once.record(
        registry,
        [
            Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}")
            for account in (1, 2, 3)
        ],
    )
    at_once.record(
        registry,
        [
            Instruction(Task.ALLOCATE, account, "CEA25", 100, year=2025, province=42)
            for account in (1, 2)
        ],
    )
    return registry


def post(registry: Registry, *movements: Movement) -> int | Refusal:
    return registry.write(events.post, movements, LIN, registry.now_ns())


def reverse(registry: Registry, event: int) -> int | Refusal:
    return registry.write(events.reverse, event, LIN, DATE, registry.now_ns())


def quantities(registry: Registry) -> dict[tuple[int, State], int]:
    return {
        (row.account, row.state): row.quantity
        for row in registry.read(ledger_rows.nonzero_holdings)
        if row.account > 0
    }


def code_of(result: object) -> str:
    assert isinstance(result, Refusal)
    return result.code


def test_an_event_makes_all_its_movements_and_says_who_answers_for_it(books: Registry) -> None:
    event = post(books, moving(held(1), held(3), 30), moving(held(2), held(3), 5))
    assert event == 3
    assert quantities(books) == {(1, 1): 70, (2, 1): 95, (3, 1): 35}
    signed = books.read(events.signed_event, event)
    assert signed is not None
    assert (signed.kind, signed.entries, signed.sign_off) == (EntryKind.INHERITANCE, 2, LIN)
    assert [
        (entry.event, entry.movement.who) for entry in books.read(ledger_rows.entries, 3, 1, 10)
    ] == [
        (3, "lin"),
        (3, "lin"),
    ]
    assert books.snapshot(disagreements) == []


def test_an_event_that_lacks_something_changes_nothing(books: Registry) -> None:
    refusal = post(books, moving(held(1), held(3), 30), moving(held(2), held(3), 101))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.value, refusal.allowed) == ("units_insufficient", 101, 100)
    assert quantities(books) == {(1, 1): 100, (2, 1): 100}
    assert books.read(events.signed_events, 3, 10) == []


def test_an_events_entries_list_the_units_that_moved(books: Registry) -> None:
    post(books, moving(held(1), held(3), 30))
    post(books, moving(held(1), held(2), 20))
    spans = [
        [(span.first, span.last) for span in entry.spans]
        for entry in books.read(ledger_rows.entries, None, 1, 10)
    ]
    assert spans == [[(1, 100)], [(101, 200)], [(1, 30)], [(31, 50)]]


def test_a_reversal_brings_the_same_units_back(books: Registry) -> None:
    event = post(books, moving(held(1), held(3), 30))
    assert isinstance(event, int)
    opposite = reverse(books, event)
    assert isinstance(opposite, int)
    assert quantities(books) == {(1, 1): 100, (2, 1): 100}
    signed = books.read(events.signed_event, opposite)
    assert signed is not None
    assert (signed.kind, signed.sign_off.reverses) == (EntryKind.REVERSAL, event)
    assert books.snapshot(disagreements) == []


def test_an_event_is_taken_back_once_and_a_reversal_not_at_all(books: Registry) -> None:
    event = post(books, moving(held(1), held(3), 30))
    assert isinstance(event, int)
    opposite = reverse(books, event)
    assert isinstance(opposite, int)
    assert code_of(reverse(books, event)) == "event_reversed"
    assert code_of(reverse(books, opposite)) == "event_not_reversible"
    assert code_of(reverse(books, 999)) == "event_unknown"


def test_units_that_have_moved_on_cannot_be_brought_back_by_others(books: Registry) -> None:
    event = post(books, moving(held(1), held(2), 30))
    assert isinstance(event, int)
    post(books, moving(held(2), held(3), 10))
    refusal = reverse(books, event)
    assert code_of(refusal) == "units_moved_on"
    assert quantities(books) == {(1, 1): 70, (2, 1): 120, (3, 1): 10}


def test_an_issue_taken_back_leaves_its_numbers_unused_for_ever(books: Registry) -> None:
    assert isinstance(reverse(books, 2), int)
    assert quantities(books) == {(1, 1): 100}
    assert at_once.record(books, [Instruction(Task.ALLOCATE, 3, "CEA25", 10)])[0] == 4
    assert [
        (span.first, span.last) for span in books.read(ledger_rows.entries, 3, 1, 10)[0].spans
    ] == [(201, 210)]
    assert books.snapshot(disagreements) == []


def test_a_transfer_is_not_taken_back_here(books: Registry) -> None:
    (deposit,) = at_once.record(books, [Instruction(Task.DEPOSIT, 1, CASH, 100, who="lin")])
    assert isinstance(deposit, int)
    assert code_of(reverse(books, deposit)) == "event_not_reversible"


def test_every_tonnes_history_can_be_listed(books: Registry) -> None:
    post(books, moving(held(1), held(3), 30))
    post(books, moving(held(3), held(2), 10))
    found = books.read(lots.trace, read("CEA25-2025-42-000000000010"), 100)
    assert isinstance(found, lots.Trace)
    assert (found.place.account, found.place.state) == (2, State.REGISTRY_AVAILABLE)
    assert [
        (step.entry.movement.source.account, step.entry.movement.target.account)
        for step in found.steps
    ] == [
        (OUTSIDE, 1),
        (1, 3),
        (3, 2),
    ]
    assert [step.sign_off.document for step in found.steps if step.sign_off] == [
        "",
        "case 12/2026",
        "case 12/2026",
    ]
    stayed = books.read(lots.trace, read("CEA25-2025-42-000000000011"), 100)
    assert isinstance(stayed, lots.Trace)
    assert (stayed.place.account, len(stayed.steps)) == (3, 2)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("CEA25-2025-42-000000000201", None),
        ("CEA25-2025-11-000000000007", 7),
        ("CEA-2020-00-000000000001", None),
    ],
)
def test_a_number_that_was_not_issued_has_no_history(
    books: Registry, text: str, allowed: int | None
) -> None:
    refusal = books.read(lots.trace, read(text), 100)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "serial_unknown"
    assert refusal.allowed == (allowed and write(read(text)._replace(series=Series(2025, 42))))
