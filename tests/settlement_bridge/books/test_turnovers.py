"""Turnovers, and the check that finds what does not add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.books import CASH, EntryKind, State, Trade, ledger_rows
from settlement_bridge.books.ledger_rows import Turnover
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Verdict, outbox, trading_days
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


def test_an_accounts_turnovers_are_added_up_by_what_they_did(settled: Registry) -> None:
    found = settled.read(ledger_rows.turnovers, 1, DATE, DATE)
    assert Turnover(EntryKind.TRADE_CASH, CASH, State.CASH_AVAILABLE, False, 78_500) in found
    assert Turnover(EntryKind.TRADE_UNITS, "CEA25", State.TRADING_AVAILABLE, True, 10) in found
    assert Turnover(EntryKind.DEPOSIT, CASH, State.CASH_IN_TRANSIT, True, 100_005) in found
    assert settled.read(ledger_rows.turnovers, 1, 0, DATE - 1) == []
