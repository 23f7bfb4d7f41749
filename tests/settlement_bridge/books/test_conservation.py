"""The check that finds what does not add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.books import CASH, Trade
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Verdict, outbox, trading_days
from settlement_bridge.bridge.reconcile import disagreements
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105


@pytest.fixture
def settled(registry: Registry, trade_of: Callable[..., Trade]) -> Registry:
    """Accounts 1 and 2 with cash and units, one trade delivered, one deposit pending."""
    for account in (1, 2):
        at_once.record(
            registry,
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
                Instruction(Task.ALLOCATE, account, "CEA25", 100, date=DATE),
                Instruction(Task.TRANSFER_IN, account, "CEA25", 100, date=DATE),
                Instruction(Task.DEPOSIT, account, CASH, 100_000, date=DATE),
            ],
        )
    at_once.conclude(
        registry,
        [Verdict(transfer.reference, "") for transfer in registry.read(outbox.pending, 10)],
        "bridge",
    )
    registry.write(trading_days.collect, "venue", [trade_of()], [])
    at_once.deliver(registry, DATE, 10, "bridge")
    at_once.record(registry, [Instruction(Task.DEPOSIT, 1, CASH, 5, date=DATE)])
    return registry


def damage(registry: Registry, statement: str) -> list[str]:
    with registry.writing() as connection:
        connection.exec_driver_sql(statement)
    found = [each.what for each in registry.snapshot(disagreements)]
    return [what for what in found if what != "record_differs"]  # the hash chain's own finding


def test_a_sound_registry_has_no_breaks(settled: Registry) -> None:
    assert settled.snapshot(disagreements) == []


def test_cash_out_of_nowhere_is_found(settled: Registry) -> None:
    found = damage(
        settled, "UPDATE holdings SET quantity = quantity + 1 WHERE account = 1 AND instrument = ''"
    )
    assert "asset_not_conserved" in found
    assert "journal_differs" in found


def test_units_moved_without_a_journal_entry_are_found(settled: Registry) -> None:
    change = (
        "UPDATE holdings SET quantity = quantity + {} WHERE account = {} AND instrument = 'CEA25'"
        " AND state = 2"
    )
    damage(settled, change.format(-1, 1))
    assert damage(settled, change.format(1, 2)) == ["journal_differs"] * 2 + ["blocks_differ"] * 2


def test_a_transit_nobody_waits_for_is_found(settled: Registry) -> None:
    assert damage(settled, "UPDATE transfers SET status = 2") == ["transit_differs"]


def test_a_delivered_trade_without_its_legs_is_found(settled: Registry) -> None:
    assert "delivery_incomplete" in damage(settled, "DELETE FROM journal WHERE kind = 21")


def test_a_trade_delivered_although_marked_failed_is_found(settled: Registry) -> None:
    assert damage(settled, "UPDATE trades SET status = 3") == ["delivery_incomplete"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE blocks SET account = 2 WHERE account = 1 AND first = 1", {"blocks_differ"}),
        ("UPDATE blocks SET state = 1 WHERE account = 1 AND first = 1", {"blocks_differ"}),
        (
            "UPDATE blocks SET last = last + 1 WHERE first = 1",
            {"unit_twice", "issue_not_in_blocks", "blocks_differ"},
        ),
        ("DELETE FROM blocks WHERE first = 1", {"issue_not_in_blocks", "blocks_differ"}),
        (
            "UPDATE issues SET last = last + 1 WHERE first = 1",
            {"unit_twice", "issue_not_in_blocks", "blocks_differ"},
        ),
        ("UPDATE blocks SET issue = 77 WHERE first = 1", {"issue_not_in_blocks", "issue_unknown"}),
        ("DELETE FROM moved_spans WHERE entry = 2", {"move_untold"}),
    ],
)
def test_serial_numbers_that_do_not_add_up_are_found(
    settled: Registry, statement: str, found: set[str]
) -> None:
    assert set(damage(settled, statement)) == found
