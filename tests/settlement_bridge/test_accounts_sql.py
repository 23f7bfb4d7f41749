"""Turnovers, and the check that finds what does not add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.records import (
    CASH,
    EntryKind,
    Instruction,
    State,
    Task,
    Trade,
    Turnover,
    Verdict,
)
from settlement_bridge.registry_sql import SqlRegistry

DATE = 20_260_105


@pytest.fixture
def settled(registry: SqlRegistry, trade_of: Callable[..., Trade]) -> SqlRegistry:
    """Accounts 1 and 2 with cash and units, one trade delivered, one deposit pending."""
    for account in (1, 2):
        registry.record(
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
                Instruction(Task.ALLOCATE, account, "CEA25", 100, date=DATE),
                Instruction(Task.TRANSFER_IN, account, "CEA25", 100, date=DATE),
                Instruction(Task.DEPOSIT, account, CASH, 100_000, date=DATE),
            ]
        )
    registry.conclude([Verdict(transfer.reference, "") for transfer in registry.pending_transfers(10)], "bridge")
    registry.collect("venue", [trade_of()], [])
    registry.deliver(DATE, 10, "bridge")
    registry.record([Instruction(Task.DEPOSIT, 1, CASH, 5, date=DATE)])
    return registry


def damage(registry: SqlRegistry, statement: str) -> list[str]:
    with registry._writing() as connection:
        connection.exec_driver_sql(statement)
    return [found.what for found in registry.conservation()]


def test_a_sound_registry_has_no_breaks(settled: SqlRegistry) -> None:
    assert settled.conservation() == []


def test_cash_out_of_nowhere_is_found(settled: SqlRegistry) -> None:
    found = damage(settled, "UPDATE holdings SET quantity = quantity + 1 WHERE account = 1 AND instrument = ''")
    assert "asset_not_conserved" in found
    assert "journal_differs" in found


def test_units_moved_without_a_journal_entry_are_found(settled: SqlRegistry) -> None:
    change = "UPDATE holdings SET quantity = quantity + {} WHERE account = {} AND instrument = 'CEA25' AND state = 2"
    damage(settled, change.format(-1, 1))
    assert damage(settled, change.format(1, 2)) == ["journal_differs", "journal_differs"]


def test_a_transit_nobody_waits_for_is_found(settled: SqlRegistry) -> None:
    assert damage(settled, "UPDATE transfers SET status = 2") == ["transit_differs"]


def test_a_delivered_trade_without_its_legs_is_found(settled: SqlRegistry) -> None:
    assert "delivery_incomplete" in damage(settled, "DELETE FROM journal WHERE kind = 21")


def test_a_trade_delivered_although_marked_failed_is_found(settled: SqlRegistry) -> None:
    assert damage(settled, "UPDATE trades SET status = 3") == ["delivery_incomplete"]


def test_an_accounts_turnovers_are_added_up_by_what_they_did(settled: SqlRegistry) -> None:
    found = settled.turnovers(1, DATE, DATE)
    assert Turnover(EntryKind.TRADE_CASH, CASH, State.CASH_AVAILABLE, False, 78_500) in found
    assert Turnover(EntryKind.TRADE_UNITS, "CEA25", State.TRADING_AVAILABLE, True, 10) in found
    assert Turnover(EntryKind.DEPOSIT, CASH, State.CASH_IN_TRANSIT, True, 100_005) in found
    assert settled.turnovers(1, 0, DATE - 1) == []
