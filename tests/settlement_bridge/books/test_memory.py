"""What a delivery pass remembers of the books between its transactions: never anything that has
changed since.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from settlement_bridge.books import CASH, DayStatus, State, Trade, ledger_rows
from settlement_bridge.books.parties import Instruction, Task
from settlement_bridge.bridge import Verdict
from settlement_bridge.bridge.registry import SqlRegistry

DATE = 20_260_105


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each ledger that is loaded rather than remembered."""
    counted: list[int] = []
    load = ledger_rows.load
    monkeypatch.setattr(ledger_rows, "load", lambda *given: counted.append(1) or load(*given))
    return counted


def furnish(registry: SqlRegistry, trades: list[Trade]) -> None:
    """Accounts 1 to 3 with 1,000 t and 100,000 CNY, and a day of trades to deliver."""
    for account in (1, 2, 3):
        registry.record(
            [
                Instruction(Task.OPEN_ACCOUNT, account, name=f"member {account}"),
                Instruction(Task.ALLOCATE, account, "CEA25", 1_000),
                Instruction(Task.TRANSFER_IN, account, "CEA25", 1_000),
                Instruction(Task.DEPOSIT, account, CASH, 10_000_000),
            ]
        )
    registry.conclude(
        [Verdict(transfer.reference, "") for transfer in registry.pending_transfers(10)], "bridge"
    )
    registry.collect("venue", trades, [])
    registry.mark(DATE, DayStatus.CONFIRMED)


def test_steps_that_follow_each_other_read_the_books_once(
    registry: SqlRegistry, trade_of: Callable[..., Trade], loads: list[int]
) -> None:
    furnish(
        registry,
        [
            trade_of(),
            trade_of(seller=3),
            trade_of(buyer=3),
            trade_of(seller=1, buyer=2),
            trade_of(),
        ],
    )
    loads.clear()
    while registry.deliver(DATE, 1, "bridge").more:
        assert registry.conservation() == []
    assert len(loads) == 1
    assert registry.conservation() == []


def test_what_somebody_else_writes_in_between_is_seen(
    registry: SqlRegistry, trade_of: Callable[..., Trade]
) -> None:
    furnish(registry, [trade_of(), trade_of(), trade_of()])
    assert registry.deliver(DATE, 1, "bridge") == (1, 0, True)
    registry.record([Instruction(Task.FREEZE, 2, "CEA25", 985, state=State.TRADING_AVAILABLE)])
    assert registry.deliver(DATE, 1, "bridge") == (0, 1, True)
    registry.record([Instruction(Task.UNFREEZE, 2, "CEA25", 985, state=State.TRADING_AVAILABLE)])
    assert registry.deliver(DATE, 1, "bridge") == (1, 0, False)
    assert registry.conservation() == []


def test_a_step_that_was_rolled_back_is_not_remembered(
    registry: SqlRegistry, trade_of: Callable[..., Trade], monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(registry, [trade_of(), trade_of(), trade_of()])
    keep = ledger_rows.Memory.keep

    def keep_and_fail(*given: object) -> None:
        keep(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(ledger_rows.Memory, "keep", keep)
        raise InterruptedError

    monkeypatch.setattr(ledger_rows.Memory, "keep", keep_and_fail)
    with pytest.raises(InterruptedError):
        registry.deliver(DATE, 1, "bridge")
    assert registry.deliver(DATE, 5, "bridge") == (3, 0, False)
    assert registry.conservation() == []


def test_what_is_remembered_is_bounded(
    registry: SqlRegistry,
    trade_of: Callable[..., Trade],
    loads: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger_rows, "KNOWN_MAX", 0)
    furnish(registry, [trade_of(), trade_of(), trade_of()])
    loads.clear()
    while registry.deliver(DATE, 1, "bridge").more:
        pass
    assert len(loads) == 3
    assert registry.conservation() == []
