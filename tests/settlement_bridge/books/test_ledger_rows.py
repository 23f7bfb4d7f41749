"""Journal entries and balances in the database."""

from __future__ import annotations

from settlement_bridge.books import CASH, OUTSIDE, EntryKind, Key, State, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once


def test_every_entry_says_what_moved_from_where_to_where_when_and_by_whom(
    registry: Registry,
) -> None:
    deposit = Instruction(Task.DEPOSIT, 1, CASH, 900, who="lin", date=20_260_105)
    at_once.record(registry, [Instruction(Task.OPEN_ACCOUNT, 1, name="Huaneng"), deposit])
    (entry,) = registry.read(ledger_rows.entries, 1, 1, 10)
    movement = entry.movement
    assert (entry.number, movement.kind, movement.quantity) == (1, EntryKind.DEPOSIT, 900)
    assert movement.source == Key(OUTSIDE, CASH, State.BANK)
    assert movement.target == Key(1, CASH, State.CASH_IN_TRANSIT)
    assert (movement.who, movement.date) == ("lin", 20_260_105)
    assert entry.time_ns > 0


def test_entries_are_read_from_a_number_on_and_by_account(registry: Registry) -> None:
    at_once.record(
        registry, [Instruction(Task.OPEN_ACCOUNT, account, name="x") for account in (1, 2)]
    )
    at_once.record(
        registry, [Instruction(Task.ALLOCATE, account, "CEA25", 1) for account in (1, 2, 1, 2)]
    )
    assert [entry.number for entry in registry.read(ledger_rows.entries, None, 2, 2)] == [2, 3]
    assert [entry.number for entry in registry.read(ledger_rows.entries, 2, 1, 10)] == [2, 4]


def test_numbers_go_on_after_a_batch_that_was_refused(registry: Registry) -> None:
    at_once.record(
        registry,
        [Instruction(Task.OPEN_ACCOUNT, 1, name="x"), Instruction(Task.ALLOCATE, 1, "CEA25", 1)],
    )
    at_once.record(registry, [Instruction(Task.WITHDRAW, 1, CASH, 1)])
    assert at_once.record(registry, [Instruction(Task.ALLOCATE, 1, "CEA25", 1)]) == [2]
