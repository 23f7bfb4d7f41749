"""A day's bulletin out of a registry, on both databases."""

from __future__ import annotations

from collections.abc import Callable

from settlement_bridge.books import CASH, Trade
from settlement_bridge.books.clearing import figures
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import DayClose, Verdict, outbox, trading_days
from settlement_bridge.documents import bulletin
from settlement_bridge.errors import Refusal
from settlement_bridge.store.database import Registry
from tests.settlement_bridge import at_once

DATE = 20_260_105


def test_trades_are_told_by_instrument_and_method_and_only_what_the_exchange_applied_was_moved(
    registry: Registry, trade_of: Callable[..., Trade]
) -> None:
    for account in (1, 2):
        opening = Instruction(Task.OPEN_ACCOUNT, account, name="a")
        units = [
            Instruction(task, account, "CEA25", 100, date=DATE)
            for task in (Task.ALLOCATE, Task.TRANSFER_IN)
        ]
        at_once.record(
            registry,
            [opening, *units, Instruction(Task.DEPOSIT, account, CASH, 200_000, date=DATE)],
        )
    waiting = registry.read(outbox.pending, 10)
    refused = waiting[-1].reference
    at_once.conclude(
        registry,
        [Verdict(row.reference, "no" if row.reference == refused else "") for row in waiting],
        "bridge",
    )
    trades = [trade_of(), trade_of(quantity=99), trade_of(method="block", trade=1)]
    registry.write(
        trading_days.collect, "venue", trades, [DayClose(4, DATE, figures(DATE, trades), None, {})]
    )
    at_once.deliver(registry, DATE, 100, "bridge")
    found = registry.read(bulletin, DATE)
    assert not isinstance(found, Refusal)
    told = [
        tuple(row[name] for name in ("method", "count", "quantity", "delivered", "failed"))
        for row in found["trades"]
    ]
    assert told == [("block", 1, 10, 1, 0), ("listed", 2, 109, 1, 1)]
    assert found["transfers"] == [
        {"instrument": "CEA25", "transferred_in": 200, "transferred_out": 0}
    ]
    assert found["cash"] == {
        "deposits_fen": 200_000,
        "withdrawals_fen": 0,
        "to_trading_fen": 0,
        "to_registry_fen": 0,
    }
    told = {"balance_fen": None, "expected_fen": None, "difference_fen": None}
    assert found["bank"] == {"received_fen": 0, "paid_fen": 0, **told}
    assert isinstance(registry.read(bulletin, DATE + 1), Refusal)
