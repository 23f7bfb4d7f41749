"""The table of events: every kind has its row, and the columns agree with each other."""

from __future__ import annotations

from settlement_bridge.books import EntryKind, State
from settlement_bridge.books.event_table import ASKED, EVENTS, MOVE_FROZEN, REVERSIBLE, TRANSFERS
from settlement_bridge.books.parties import Task
from settlement_bridge.operations import OPERATIONS


def test_every_kind_of_entry_has_one_row_in_order() -> None:
    assert [row.kind for row in EVENTS] == list(EntryKind)
    assert len({row.words for row in EVENTS}) == len(EVENTS)


def test_every_instruction_but_the_opening_of_an_account_is_an_event_and_an_operation() -> None:
    assert ASKED.keys() == set(Task) - {Task.OPEN_ACCOUNT}
    assert {task.name.lower() for task in Task} <= OPERATIONS.keys()
    assert [row.task for row in EVENTS if row.own_will and row.task is None] == []


def test_a_transfer_waits_arrives_and_is_not_taken_back_here() -> None:
    waiting = (State.IN_TRANSIT, State.CASH_IN_TRANSIT)
    for task, row in ASKED.items():
        assert (task in TRANSFERS) == (row.target in waiting) == (row.arrival is not None)
        assert not (task in TRANSFERS and row.kind in REVERSIBLE)


def test_an_act_by_serial_number_takes_units_that_its_request_may_name() -> None:
    for task, row in ASKED.items():
        fields = OPERATIONS[task.name.lower()].fields
        assert ("serials" in fields) == bool(row.named)
        assert not row.wherever or not fields["account"].required
        assert ("to_account" in fields) == row.to_another


def test_only_acts_by_number_and_their_opposite_move_frozen_units() -> None:
    frozen = {row.kind for row in ASKED.values() if State.FROZEN_BY_NUMBER in row.named}
    others = {EntryKind.FREEZE, EntryKind.REVERSAL, EntryKind.SUCCESSION}
    assert frozen | others == MOVE_FROZEN
